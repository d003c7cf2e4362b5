"""`ivr doctor`: one line a check, with a sentence that a person can act on."""

import json
from dataclasses import asdict

import rich_click as click
from click.exceptions import Exit

WELL, FOUND_WRONG, SOMETHING_AWAY = 0, 1, 3


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def doctor(*, as_json: bool) -> None:
    """Look at everything that a start stands on. Exit 0 well, 1 something is wrong, 3 something is away."""
    from ivr.commands.checkup import FAILED, UNAVAILABLE, examine  # noqa: PLC0415 - not loaded to print `--help`

    found = list(examine())
    if as_json:
        click.echo(json.dumps({"checks": [asdict(line) for line in found]}, ensure_ascii=False))
    else:
        for line in found:
            click.echo(f"{line.state:<12}{line.check:<10}{line.sentence}")
    states = {line.state for line in found}
    code = FOUND_WRONG if FAILED in states else SOMETHING_AWAY if UNAVAILABLE in states else WELL
    raise Exit(code)
