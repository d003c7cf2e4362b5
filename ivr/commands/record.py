"""`ivr record`: a telephone in the terminal, in front of a biller in a box; the session is saved as a `.call` file."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from integration.errors import Misconfigured, Refused
from ivr.phone.errors import PhoneError

if TYPE_CHECKING:
    from ivr.replay.record import Recording

HOW_TO = (
    "Type keys and Enter: 0123#, *, card:visa, expiry, cvv. Enter alone is silence; Ctrl-D or `hangup` hangs up.\n"
    "Also: `say WORDS`, `wait 5s`, `star`, `check payment captured 42.50 card`. Never type a real card's number."
)


@click.command()
@click.argument("number", default="")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to; else standard output.")
@click.option("--fact", "facts", multiple=True, help="A line of the header, as `gateway: decline do_not_honor`.")
@click.option("--title", default="Recorded in the terminal.", show_default=True, help="What this call shows.")
def record(number: str, out: Path | None, facts: tuple[str, ...], title: str) -> None:
    """Dial NUMBER, a line of the box's biller, and play the caller; the call is written down and passes at once."""
    from ivr.replay import Unreadable, record as recorder  # noqa: PLC0415, I001 - nothing heavy is loaded to print `--help`

    if out is not None and out.exists():
        raise Refused(f"{out}: exists already, and a test that somebody keeps is never written over")
    click.echo(HOW_TO, err=True)
    try:
        head = recorder.header(facts, number)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    try:
        with recorder.recording(head) as call:
            _talk(call)
    except Unreadable as trouble:
        raise Misconfigured(trouble.findings) from trouble
    text = recorder.text_of(head, call.lines, title)
    _save(text, out)
    report = recorder.replayed(text)
    if not report.passed:
        raise Refused("\n".join(["the file does not pass:", *report.failures]))


def _talk(call: "Recording") -> None:
    """Listen and answer in turn until one of the two hangs up."""
    while True:
        for sound in call.listen():
            if sound.text:
                click.echo(f"  {sound.text}" if sound.kind == "say" else f"  [{sound.kind}] {sound.text}", err=True)
        if call.stage.phone.ended:
            break
        _answer(call)
    call.end()


def _answer(call: "Recording") -> None:
    try:
        call.do(input())
    except EOFError:
        call.do("hangup")
    except (PhoneError, ValueError) as wrong:
        click.echo(str(wrong), err=True)


def _save(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as trouble:
        raise Refused(f"{out}: {trouble.strerror}") from trouble
    click.echo(f"{out}: written; `ivr replay {out}` plays it", err=True)
