"""`ivr payments`: was it charged, is it posted?"""

import json
from collections.abc import Iterator
from datetime import date

import rich_click as click

from integration.errors import Refused
from integration.ledger.receipts import Receipt, Search, named, search
from integration.model import PaymentState
from integration.money import Money
from integration.site import Site
from ivr.commands.asked import Ending, a_day, a_limit, as_json_too, ending, site_of, wall, zones_of


@click.group()
def payments() -> None:
    """Payments, and whether they are posted."""


@payments.command("list")
@a_day
@click.option("--account", type=Ending(), help="The account's number, or the end of it.")
@click.option("--state", type=click.Choice([state.value for state in PaymentState]))
@click.option("--bid", help="Only this biller's.")
@a_limit
@as_json_too
@click.pass_context
def list_payments(
    ctx: click.Context,
    *,
    day: date | None,
    account: str | None,
    state: str | None,
    bid: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """The newest payments, one a line."""
    site = site_of(ctx)
    zones = zones_of(site, bid)
    with site.database.read() as connection:
        found = search(connection, Search(day, account, state, bid, limit), zones)
    if as_json:
        click.echo(json.dumps({"payments": [one.as_json() for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(_line(site, one))
    click.echo(f"{len(found)} payments" + (" and perhaps more: --limit" if len(found) == limit else ""), err=True)


@payments.command()
@click.argument("name", metavar="CONFIRMATION|PAYMENT_ID")
@click.option("--bid", help="Where two billers gave the same confirmation number.")
@as_json_too
@click.pass_context
def show(ctx: click.Context, name: str, bid: str | None, *, as_json: bool) -> None:
    """One payment: what was charged, and how far it has come in the biller's books."""
    site = site_of(ctx)
    with site.database.read() as connection:
        found = named(connection, name, bid)
    if not found:
        raise Refused(f"there is no payment {name}; `ivr payments list` finds payments by day and account")
    if len(found) > 1:
        billers = ", ".join(sorted(one.bid for one in found))
        raise Refused(f"billers {billers} each gave the confirmation number {name}: say which one with --bid")
    if as_json:
        click.echo(json.dumps(found[0].as_json(), ensure_ascii=False))
        return
    for line in _read(site, found[0]):
        click.echo(line)


def _line(site: Site, one: Receipt) -> str:
    columns = (
        wall(site, one.bid, one.opened_at),
        one.confirmation,
        one.bid,
        f"{ending(one.account_ending):6}",
        f"{Money(one.amount_cents).plain():>10}",
        f"{one.method:4}",
        f"{one.state:9}",
        one.posting.state if one.posting else "-",
    )
    return "  ".join(columns)


def _read(site: Site, one: Receipt) -> Iterator[str]:
    amount, fee = Money(one.amount_cents).plain(), Money(one.fee_cents).plain()
    yield f"payment {one.payment_id}, confirmation {one.confirmation}"
    yield f"biller {one.bid}, account {ending(one.account_ending)}: {amount} and a fee of {fee} by {one.method}"
    yield f"begun     {wall(site, one.bid, one.opened_at)} by {one.channel}, call {one.call_sid or '-'}"
    yield f"charged   {one.state}, {wall(site, one.bid, one.captured_at)}"
    if one.posting is None:
        yield "posted    nothing to post"
        return
    posting = one.posting
    yield f"posted    {posting.state} as {posting.reference}, sent {wall(site, one.bid, posting.sent_at)}"
    yield f"          applied {wall(site, one.bid, posting.posted_at)}: {posting.cayenta_says or 'no answer yet'}"
    if posting.why:
        yield f"          {posting.why}"
