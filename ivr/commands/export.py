"""`ivr export`: a stored call becomes a `.call` file that passes at once, with stand-ins for what is a caller's own."""

from pathlib import Path

import rich_click as click

from integration.errors import Refused
from ivr.commands.asked import site_of


@click.command()
@click.argument("call_sid")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to; else standard output.")
@click.pass_context
def export(ctx: click.Context, call_sid: str, out: Path | None) -> None:
    """Write a call as a script. Exit 1, and nothing written: it cannot be told by one, and why."""
    from ivr.replay.export import Unexportable, exported  # noqa: PLC0415 - nothing heavy is loaded to print `--help`

    try:
        text = exported(site_of(ctx), call_sid)
    except Unexportable as trouble:
        raise Refused("\n".join(trouble.findings)) from trouble
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as file:  # a test that somebody keeps is never written over
            file.write(text)
    except OSError as trouble:
        raise Refused(f"{out}: {trouble.strerror}") from trouble
    click.echo(f"{out}: written; `ivr replay {out}` plays it", err=True)
