"""`ivr returns`: NACHA return files, checked."""

import json
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from integration.errors import Refused
from integration.masking import last_four
from integration.nacha.check import Checked, check_file, meaning
from integration.nacha.findings import Findings
from ivr.commands.asked import as_json_too


@click.group()
def returns() -> None:
    """Payments that came back from the payers' banks."""


@returns.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json_too
def check(file: Path, *, as_json: bool) -> None:
    """Say what a return file holds and everything that is wrong with it, and load nothing."""
    checked = check_file(file)
    if as_json:
        click.echo(json.dumps(checked.as_json()))
    else:
        _tell_items(checked)
        click.echo(checked.sentence())
    _tell_findings(checked.file, checked.findings)
    if checked.findings:
        raise Exit(Refused.exit_code)


def _tell_items(checked: Checked) -> None:
    """Each return and each correction, in a line; whose by its last four, what is corrected by its name."""
    for item in checked.returns:
        whose = f"payment {last_four(item.individual_id) or '-'}"
        click.echo(f"line {item.line}: {item.code} {item.amount.plain():>10}  {whose}  {meaning(item)}")
    for correction in checked.corrections:
        parts = ", ".join(correction.parts) or "no bank data"
        whose = f"payment {last_four(correction.individual_id) or '-'}"
        click.echo(f"line {correction.line}: {correction.code} corrects {parts}  {whose}  {meaning(correction)}")


def _tell_findings(name: str, findings: Findings) -> None:
    for sentence in findings.sentences():
        click.echo(f"{name}: {sentence}", err=True)
