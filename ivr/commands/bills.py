"""`ivr bills`: bill files checked, loaded and polled; and what the file says of one account."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click
from click.exceptions import Exit
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bar

from integration.bill_sources import Sourced, sources_of
from integration.billfile.load import load_file
from integration.billfile.poll import poll_all
from integration.billfile.reading import Progress, check_file
from integration.billfile.report import CheckReport, LoadReport
from integration.billfile.zipped import opened
from integration.clock import today_at
from integration.errors import Refused, Unavailable
from integration.ledger.bills import find_bill
from integration.site import Site, open_site
from ivr.commands.asked import site_of, wall

BY_HAND = "by_hand"  # below IVR_DATA: zips given by hand are unpacked there, and nothing stays
FINDINGS_TOLD_MAX = 20  # to a person; `--json` tells all

a_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
a_bid = click.option("--bid", required=True, help="The biller's id.")
as_json_too = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


@click.group()
def bills() -> None:
    """Bill files: what a biller says is owed."""


@bills.command()
@a_file
@a_bid
@as_json_too
def check(file: Path, bid: str, *, as_json: bool) -> None:
    """Say everything that is wrong with a bill file, and load nothing."""
    site = open_site()
    biller = site.biller(bid)
    with _progress(file.name) as progress, opened(file, biller, site.settings.data / BY_HAND) as (path, name):
        today = today_at(biller.zone, site.clock.now())
        report = check_file(path, biller, today, name=name, progress=progress)
    _tell_findings(report)
    click.echo(json.dumps(report.as_json()) if as_json else f"{report.loadable} of {report.bills} bills can be loaded")
    if report.refused or report.held or report.rejected:
        raise Exit(Refused.exit_code)


@bills.command()
@a_file
@a_bid
@as_json_too
def load(file: Path, bid: str, *, as_json: bool) -> None:
    """Load a bill file, whole or not at all."""
    site = open_site()
    with _progress(file.name) as progress, opened(file, site.biller(bid), site.settings.data / BY_HAND) as (path, name):
        report = load_file(path, site.biller(bid), site.database, site.clock, name=name, progress=progress)
    _tell_findings(report.check)
    click.echo(json.dumps(report.as_json()) if as_json else report.sentence())
    _exit_where_refused([report])


@bills.command()
@click.option("--bid", help="Only this biller; every biller that names a server when left out.")
@as_json_too
def poll(bid: str | None, *, as_json: bool) -> None:
    """Fetch new bill files from the billers' servers and load them."""
    with _progress("bill files") as progress:
        site = open_site()
        chosen = [site.biller(bid)] if bid else [each for each in site.billers.values() if each.billfile.sftp]
        polled = poll_all(chosen, site.database, site.settings.data / "inbox", site.clock, progress=progress)
    for name, reports in polled.reports.items():
        for report in reports:
            _tell_findings(report.check)
            click.echo(f"{name}: {report.sentence()}", err=as_json)
    if as_json:
        click.echo(json.dumps(polled.as_json()))
    for name, trouble in polled.troubles.items():
        click.echo(f"{name}: {trouble}", err=True)
    if polled.troubles:
        raise Exit(Unavailable.exit_code if polled.is_unavailable else Refused.exit_code)
    _exit_where_refused(report for reports in polled.reports.values() for report in reports)


@bills.command()
@click.argument("account")
@a_bid
@as_json_too
@click.pass_context
def show(ctx: click.Context, account: str, bid: str, *, as_json: bool) -> None:
    """Show the bill that stands for an account, and of each value where it came from and when."""
    site = site_of(ctx)
    keyed = site.biller(bid).account.keyed
    with site.database.read() as connection:
        standing = find_bill(connection, bid, keyed, account)
        sources = list(sources_of(connection, site.biller(bid), standing)) if standing else []
    if standing is None:
        click.echo(f"no bill stands for {keyed} {account} of biller {bid}", err=True)
        raise Exit(Refused.exit_code)
    told = standing.as_json()
    if as_json:
        click.echo(json.dumps(told | {"sources": {one.name: one.as_json() for one in sources}}))
        return
    for name in ("file", "version", "as_of"):
        click.echo(f"{name:22} {told[name]}")
    for one in sources:
        click.echo(f"{one.name:22} {one.value}  [{_where(site, bid, one)}]")


def _where(site: Site, bid: str, one: Sourced) -> str:
    when = {"bill_file": "loaded", "live_balance": "asked"}.get(one.source)
    return f"{one.source}: {one.place}" + (f", {when} {wall(site, bid, one.at)}" if when else "")


def _tell_findings(report: CheckReport) -> None:
    """What is wrong, to a person, on standard error."""
    for kind, findings in (("rejected", report.rejected), ("warning", report.warnings)):
        for finding in findings[:FINDINGS_TOLD_MAX]:
            click.echo(f"{report.file}: {kind}: {finding.sentence()}", err=True)
        if len(findings) > FINDINGS_TOLD_MAX:
            click.echo(
                f"{report.file}: {kind}: and {len(findings) - FINDINGS_TOLD_MAX} more; --json tells all", err=True
            )
    for name, count in report.unknown_elements.items():
        click.echo(f"{report.file}: unknown element {name}, {count} times", err=True)
    if report.held:
        click.echo(f"{report.file}: held for a person: {report.held}", err=True)


def _exit_where_refused(reports: Iterable[LoadReport]) -> None:
    if any(report.check.refused or report.check.held for report in reports):
        raise Exit(Refused.exit_code)


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """A bar on standard error: bytes, rate, bills and the time left. Silent where that is no terminal."""
    console = Console(stderr=True)
    bills_read = TextColumn("{task.fields[bills]:,} bills")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), bills_read)
    with Bar(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None, bills=0)
        yield lambda read, size, count: bar.update(task, completed=read, total=size, bills=count)
