"""`ivr bills`: bill files checked, loaded and polled; and what the file says of one account."""

import json
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from integration.bill_sources import Sourced, sources_of
from integration.billfile.checking import check_beside
from integration.billfile.findings import FileRefused
from integration.billfile.given import opened, sweep_given
from integration.billfile.load import load_file, sha256_of
from integration.billfile.polling.poll import poll_all
from integration.billfile.polling.reports_back import keep_where_fetched
from integration.billfile.report import LoadReport
from integration.errors import Refused, Unavailable
from integration.ledger.bills import find_bill
from integration.site import Site, open_site
from ivr.commands.asked import site_of, wall
from ivr.commands.bills_held import a_who, a_why, held, person_of, release
from ivr.commands.bills_told import bar_of, exit_where_refused, tell_findings

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
@click.pass_context
def check(ctx: click.Context, file: Path, bid: str, *, as_json: bool) -> None:
    """Say everything that is wrong with a bill file, and load nothing.

    It is compared with the bills that callers hear now, where there is a ledger.
    """
    site = ctx.obj if isinstance(ctx.obj, Site) else open_site(ready=False)
    biller = site.biller(bid)
    try:
        with bar_of(file.name) as progress, opened(file, biller, site.settings.data) as (path, name):
            report = check_beside(path, biller, site.database, site.clock, name=name, progress=progress)
    except FileRefused as refused:
        report = LoadReport.turned_away(file.name, refused.finding).check
    tell_findings(report)
    click.echo(json.dumps(report.as_json()) if as_json else f"{report.loadable} of {report.bills} bills can be loaded")
    if report.refused or report.held or report.rejected:
        raise Exit(Refused.exit_code)


@bills.command()
@a_file
@a_bid
@click.option("--although-held", is_flag=True, help="Load it where it is held for a person, who is you.")
@a_who
@a_why
@as_json_too
@click.pass_context
def load(
    ctx: click.Context, file: Path, bid: str, *, although_held: bool, who: str | None, why: str, as_json: bool
) -> None:
    """Load a bill file, whole or not at all."""
    if (who or why) and not although_held:
        raise click.UsageError("--who and --why tell who lets a held file in: say --although-held with them")
    person = person_of(who, why) if although_held else None
    site = site_of(ctx)
    biller = site.biller(bid)
    try:
        with bar_of(file.name) as progress, opened(file, biller, site.settings.data) as (path, name):
            report = load_file(path, biller, site.database, site.clock, name=name, progress=progress, person=person)
            if person:
                keep_where_fetched(report, site.settings.data / "inbox" / bid, sha256_of(path), biller)
    except FileRefused as refused:
        report = LoadReport.turned_away(file.name, refused.finding)
    tell_findings(report.check)
    click.echo(json.dumps(report.as_json()) if as_json else report.sentence())
    exit_where_refused([report])


bills.add_command(held)
bills.add_command(release)


@bills.command()
@click.option("--bid", help="Only this biller; every biller that names a server when left out.")
@as_json_too
def poll(bid: str | None, *, as_json: bool) -> None:
    """Fetch new bill files from the billers' servers and load them."""
    with bar_of("bill files") as progress:
        site = open_site()
        sweep_given(site.settings.data)
        chosen = [site.biller(bid)] if bid else [each for each in site.billers.values() if each.billfile.sftp]
        polled = poll_all(chosen, site.database, site.settings.data / "inbox", site.clock, progress=progress)
    for name, reports in polled.reports.items():
        for report in reports:
            tell_findings(report.check)
            click.echo(f"{name}: {report.sentence()}", err=as_json)
    if as_json:
        click.echo(json.dumps(polled.as_json()))
    for name, trouble in polled.troubles.items():
        click.echo(f"{name}: {trouble}", err=True)
    if polled.troubles:
        raise Exit(Unavailable.exit_code if polled.is_unavailable else Refused.exit_code)
    exit_where_refused(report for reports in polled.reports.values() for report in reports)


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
