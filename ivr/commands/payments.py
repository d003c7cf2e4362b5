"""`ivr payments`: was it charged, is it posted? And giving one back."""

import json
from collections.abc import Iterator
from datetime import date
from getpass import getuser
from uuid import UUID

import rich_click as click

from integration.errors import Refused
from integration.intake.taken import AD_HOC
from integration.ledger.receipts import Receipt, Search, Undo, search
from integration.model import PaymentState, UndoState
from integration.money import Money
from integration.site import Site
from ivr.cli import Named, Place
from ivr.commands.asked import Ending, Words, a_day, a_limit, as_json_too, ending, site_of, the_one, wall, zones_of
from ivr.commands.deposit import deposit_list

WHO_CHARACTERS_MAX = 60
WHY_CHARACTERS_MAX = 150


@click.group()
def payments() -> None:
    """Payments, and whether they are posted."""


payments.add_command(Named("handpost", Place("ivr.commands.handpost:handpost", "CloudStore payments to post by hand.")))
payments.add_command(
    Named("posted-by-hand", Place("ivr.commands.handpost:posted_by_hand", "Say that one was posted by hand."))
)
payments.add_command(deposit_list)


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
    found = the_one(site, name, bid)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    for line in _read(site, found):
        click.echo(line)


@payments.command()
@click.argument("name", metavar="CONFIRMATION|PAYMENT_ID")
@click.option("--bid", help="Where two billers gave the same confirmation number.")
@click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who gives it back.")
@click.option("--why", required=True, type=Words(WHY_CHARACTERS_MAX), help="Why; it stays with the payment.")
@click.pass_context
def void(ctx: click.Context, name: str, bid: str | None, who: str, why: str) -> None:
    """Give a payment back: at the gateway first (voided, or refunded once it is settled), then in the biller's books.

    Said again it changes nothing. What does not end now is gone on with by `ivr work`.
    """
    from integration.ledger import undos  # noqa: PLC0415 - a look at payments need not bring it
    from integration.undoing import Undoing  # noqa: PLC0415 - as above

    site = site_of(ctx)
    payment_id = UUID(the_one(site, name, bid).payment_id)
    with site.database.write() as connection:
        is_new = undos.want(connection, payment_id, who=who, reason=why, now=site.clock.now())
    if not is_new:
        click.echo("this payment was to be given back already", err=True)
    Undoing(site).take_up(payment_id)
    found = the_one(site, str(payment_id), None)
    for line in _read(site, found):
        click.echo(line)
    if found.undo is not None and found.undo.state == UndoState.REFUSED.value:
        raise Refused(f"not given back: {found.undo.why}")


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
    yield from _proof(site, one)
    yield f"charged   {one.state}, {wall(site, one.bid, one.captured_at)}"
    if one.posting is None:
        by_hand = "by hand: `ivr payments handpost --all` tells whether it is done"
        yield f"posted    {by_hand if one.channel == AD_HOC else 'nothing to post'}"
        return
    posting = one.posting
    yield f"posted    {posting.state} as {posting.reference}, sent {wall(site, one.bid, posting.sent_at)}"
    yield f"          applied {wall(site, one.bid, posting.posted_at)}: {posting.cayenta_says or 'no answer yet'}"
    if posting.why:
        yield f"          {posting.why}"
    if one.undo is not None:
        yield from _undo(site, one.bid, one.undo)
    for told in one.returns:
        yield f"bank      {told.on} {told.code}, {told.meaning}: {told.decision}"
        yield f"          {told.why}"
    if one.back is not None:
        said = one.back.cayenta_says or one.back.why or "no answer yet"
        yield f"          in the books {one.back.reference} is {one.back.state}: {said}"


def _proof(site: Site, one: Receipt) -> Iterator[str]:
    """Of a payment from a bank account: who agreed to what, and the notice of it."""
    if one.authorization is not None:
        given = one.authorization
        sure = "no confidence told" if given.confidence is None else f"confidence {given.confidence:.2f}"
        recorded = f", recorded as {given.recording}" if given.recording else ""
        account = f"{given.account_kind} account {ending(given.ending)}"
        yield f"agreed    {wall(site, one.bid, given.at)}, spoken {given.answer} ({sure}){recorded}: {account}"
        yield f"          to: {given.words}"
        yield f"          kept until {given.keep_until}"
    if one.notice is not None:
        by = f" {wall(site, one.bid, one.notice.sent_at)} by {one.notice.sent_by}" if one.notice.sent_at else ""
        yield f"notice    {one.notice.way}, {one.notice.state}{by}"


def _undo(site: Site, bid: str, undo: Undo) -> Iterator[str]:
    yield f"undo      {undo.state} for {undo.who}: {undo.reason}"
    if undo.why:
        yield f"          {undo.why}"
    if undo.state == UndoState.UNDONE.value:
        books = f"{undo.void_reference} is {undo.void}" if undo.void else "there is nothing to take back"
        yield f"          {undo.how} {wall(site, bid, undo.undone_at)}; in the books {books}"
