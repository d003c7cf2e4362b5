"""`ivr convert`: enrolments that lived elsewhere, taken over once, whole or not at all."""

import json
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from integration.conversion.converting import ConversionReport, Source
from integration.conversion.converting import convert as convert_file
from integration.errors import Refused
from ivr.commands.asked import as_json_too, site_of

FINDINGS_TOLD_MAX = 20  # to a person; `--json` tells all
FILE_BYTES_MAX = 64 * 1024 * 1024


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--bid", required=True, help="The biller's id.")
@click.option(
    "--from",
    "source",
    type=click.Choice([source.value for source in Source]),
    required=True,
    help="Where they lived: what stood in Cayenta is not told to it again.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@as_json_too
@click.pass_context
def convert(ctx: click.Context, file: Path, *, bid: str, source: str, dry_run: bool, as_json: bool) -> None:
    """Take over automatic payments and paperless bills from a CSV or XML file: all of it, or nothing and every mistake.

    A file that carries passwords, or full card or bank numbers, is refused.
    """
    site = site_of(ctx)
    if file.stat().st_size > FILE_BYTES_MAX:
        raise Refused(f"{file}: found {file.stat().st_size} bytes; expected at most {FILE_BYTES_MAX}")
    report = convert_file(site, site.biller(bid), file.read_bytes(), file.name, Source(source), dry_run=dry_run)
    _tell(report)
    click.echo(json.dumps(report.as_json()) if as_json else _sentence(report))
    if report.is_refused:
        raise Exit(Refused.exit_code)


def _tell(report: ConversionReport) -> None:
    told = [*report.findings, *report.kept]
    for sentence in told[:FINDINGS_TOLD_MAX]:
        click.echo(f"{report.file}:{sentence}", err=True)
    if len(told) > FINDINGS_TOLD_MAX:
        click.echo(f"{report.file}: and {len(told) - FINDINGS_TOLD_MAX} more; --json tells all", err=True)


def _sentence(report: ConversionReport) -> str:
    if report.is_refused:
        return f"{report.file}: refused: nothing was taken over"
    done = "would be taken over" if report.dry_run else "taken over"
    return (
        f"{report.file}: {done}: {report.autopay} of automatic payments ({report.cardless} without a card), "
        f"{report.paperless} of paperless bills; {report.cards} given a card that had none; "
        f"{report.unchanged} unchanged, {len(report.kept)} kept as they stand"
    )
