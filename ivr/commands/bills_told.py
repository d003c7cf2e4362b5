"""What the commands of bill files have in common: how findings are told, and the bar while one is read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import rich_click as click
from click.exceptions import Exit
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bar

from integration.billfile.reading import Progress
from integration.billfile.report import CheckReport, LoadReport
from integration.errors import Refused

FINDINGS_TOLD_MAX = 20  # to a person; `--json` tells more


def tell_findings(report: CheckReport) -> None:
    """What is wrong, to a person, on standard error."""
    both = (("rejected", report.rejected, report.rejected_more), ("warning", report.warnings, report.warnings_more))
    for kind, findings, not_kept in both:
        for finding in findings[:FINDINGS_TOLD_MAX]:
            click.echo(f"{report.file}: {kind}: {finding.sentence()}", err=True)
        if len(findings) > FINDINGS_TOLD_MAX:
            more = len(findings) - FINDINGS_TOLD_MAX + not_kept
            told = "all" if not not_kept else f"the first {len(findings):,}"
            click.echo(f"{report.file}: {kind}: and {more:,} more; --json tells {told}", err=True)
    for name, count in report.unknown_elements.items():
        click.echo(f"{report.file}: unknown element {name}, {count} times", err=True)
    if report.held:
        click.echo(f"{report.file}: held for a person: {report.held}", err=True)


def exit_where_refused(reports: Iterable[LoadReport]) -> None:
    """Exit 1 where a file was turned away."""
    if any(report.check.refused or report.check.held for report in reports):
        raise Exit(Refused.exit_code)


@contextmanager
def bar_of(name: str) -> Iterator[Progress]:
    """A bar on standard error: bytes, rate, bills and the time left. Silent where that is no terminal."""
    console = Console(stderr=True)
    bills_read = TextColumn("{task.fields[bills]:,} bills")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), bills_read)
    with Bar(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None, bills=0)
        yield lambda read, size, count: bar.update(task, completed=read, total=size, bills=count)
