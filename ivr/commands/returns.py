"""`ivr returns`: NACHA return files checked and loaded; and what was decided about each payment that came back."""

import json
from datetime import date
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from integration.clock import today_at
from integration.errors import Refused, Unavailable
from integration.ledger.return_reports import CameBack, bank_debits, bank_returns, for_want_of_funds, newest
from integration.masking import last_four
from integration.nacha.check import Checked, check_file
from integration.nacha.findings import Findings
from integration.nacha.load import Loader, Outcome, files_in
from integration.nacha.matching import Verdict
from integration.nacha.poll import RECEIPTS, poll_all
from integration.nacha.rates import return_rates, window
from integration.nacha.retry import DESCRIPTION, Answer
from integration.nacha.words import meaning_of
from integration.site import Site
from ivr.commands.asked import Day, a_limit, as_json_too, site_of, wall

a_bid = click.option("--bid", required=True, help="The biller's id.")


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


@returns.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@a_bid
@as_json_too
@click.pass_context
def load(ctx: click.Context, path: Path, bid: str, *, as_json: bool) -> None:
    """Load a return file, or every file of a folder: each whole or not at all, the same bytes only once."""
    loader = _loader(site_of(ctx), bid)
    loaded = []
    for file in files_in(path):
        one = loader.load_file(file)
        _tell_findings(one.checked.file, one.checked.findings)
        click.echo(one.sentence(), err=as_json)
        loaded.append(one)
    if as_json:
        click.echo(json.dumps({"files": [one.as_json() for one in loaded]}))
    if any(one.outcome is Outcome.REFUSED for one in loaded):
        raise Exit(Refused.exit_code)


@returns.command()
@click.option("--bid", help="Only this biller; every biller that names a server when left out.")
@as_json_too
@click.pass_context
def poll(ctx: click.Context, bid: str | None, *, as_json: bool) -> None:
    """Fetch new return files from the banks' servers and load them."""
    site = site_of(ctx)
    chosen = [bid] if bid else [each.bid for each in site.billers.values() if each.returns.sftp]
    polled = poll_all([_loader(site, each) for each in chosen], site.settings.data / RECEIPTS)
    for name, files in polled.loaded.items():
        for one in files:
            _tell_findings(one.checked.file, one.checked.findings)
            click.echo(f"{name}: {one.sentence()}", err=as_json)
    for name, trouble in polled.troubles.items():
        click.echo(f"{name}: {trouble}", err=True)
    if as_json:
        click.echo(json.dumps(polled.as_json()))
    if polled.troubles or polled.is_refused:
        raise Exit(Unavailable.exit_code if polled.is_unavailable else Refused.exit_code)


@returns.command("list")
@a_bid
@click.option("--decision", type=click.Choice([verdict.value for verdict in Verdict]), help="Only these.")
@a_limit
@as_json_too
@click.pass_context
def list_returns(ctx: click.Context, *, bid: str, decision: str | None, limit: int, as_json: bool) -> None:
    """What came back, the newest file first: what was decided, and why."""
    site = site_of(ctx)
    site.biller(bid)
    with site.database.read() as connection:
        found = newest(connection, bid, Verdict(decision) if decision else None, limit)
    if as_json:
        click.echo(json.dumps({"returns": [one.as_json() for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(
            f"{wall(site, bid, one.received_at, '%Y-%m-%d')}  {one.file}:{one.line}  {one.code}"
            f"  {one.amount.plain():>10}  {one.confirmation or '-'}  {one.decision}: {one.why}"
        )
    click.echo(f"{len(found)} items" + (" and perhaps more: --limit" if len(found) == limit else ""), err=True)


@returns.command()
@a_bid
@click.option("--until", type=Day(), help="The last of the 60 days, by the biller's own date; today when left out.")
@as_json_too
@click.pass_context
def rates(ctx: click.Context, *, bid: str, until: date | None, as_json: bool) -> None:
    """The three return rates over 60 days, against Nacha's ceilings."""
    site = site_of(ctx)
    zone = site.biller(bid).zone
    first, last = window(until or today_at(zone, site.clock.now()))
    with site.database.read() as connection:
        debits = bank_debits(connection, bid, first, last, zone)
        returned = bank_returns(connection, bid, first, last)
    found = return_rates(debits, returned, last)
    if as_json:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        click.echo(json.dumps(days | {"rates": [rate.as_json() for rate in found]}))
        return
    for rate in found:
        click.echo(rate.sentence())
    click.echo(f"from {first} to {last}", err=True)


@returns.command()
@a_bid
@as_json_too
@click.pass_context
def retries(ctx: click.Context, *, bid: str, as_json: bool) -> None:
    """Payments that came back for want of funds: which may be presented again, how often and until when.

    Nothing is presented by this or by itself: it is the biller's own decision, entry by entry.
    """
    site = site_of(ctx)
    zone = site.biller(bid).zone
    today = today_at(zone, site.clock.now())
    with site.database.read() as connection:
        found = for_want_of_funds(connection, bid)
    offers = [(one, one.may_retry(zone, today)) for one in found]
    if as_json:
        click.echo(json.dumps({"description": DESCRIPTION, "returns": [_offered(*one) for one in offers]}))
        return
    for one, answer in offers:
        yes = "may be presented again" if answer.may else "may not"
        click.echo(f"{one.returned_on}  {one.confirmation}  {one.amount.plain():>10}  {yes}: {answer.why}")
    click.echo(f"{len(found)} payments; an entry that is presented again is described as {DESCRIPTION}", err=True)


def _loader(site: Site, bid: str) -> Loader:
    return Loader(site.biller(bid), site.database, site.clock, site.gateway(bid))


def _offered(one: CameBack, answer: Answer) -> dict[str, object]:
    return {
        "confirmation": one.confirmation,
        "account_ending": last_four(one.account_number),
        "code": one.code,
        "amount_cents": one.amount.cents,
        "returned_on": one.returned_on.isoformat(),
        "presented_again": one.presented_again,
        "may": answer.may,
        "why": answer.why,
        "last_day": answer.last_day.isoformat() if answer.last_day else None,
    }


def _tell_items(checked: Checked) -> None:
    """Each return and each correction, in a line; whose by its last four, what is corrected by its name."""
    for item in checked.returns:
        whose = f"payment {last_four(item.individual_id) or '-'}"
        click.echo(f"line {item.line}: {item.code} {item.amount.plain():>10}  {whose}  {meaning_of(item.code)}")
    for correction in checked.corrections:
        parts = ", ".join(correction.parts) or "no bank data"
        whose = f"payment {last_four(correction.individual_id) or '-'}"
        click.echo(
            f"line {correction.line}: {correction.code} corrects {parts}  {whose}  {meaning_of(correction.code)}"
        )


def _tell_findings(name: str, findings: Findings) -> None:
    for sentence in findings.sentences():
        click.echo(f"{name}: {sentence}", err=True)
