"""`ivr pump board|show|retry|resolve`: what nobody can be sure of, shown to a person, who decides."""

import json
from getpass import getuser
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from integration.ledger.review import Decision, Item
    from integration.site import Site

as_json_too = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
a_why = click.option("--why", required=True, help="What a colleague reads who asks why.")
a_who = click.option("--who", default=getuser, show_default="you", help="Who decides.")


@click.command()
@click.option("--bid", help="Only this biller's.")
@as_json_too
def board(bid: str | None, *, as_json: bool) -> None:
    """Postings that are unsure or were refused, and credits that are held, the oldest first."""
    from integration.ledger import account_credits, review  # noqa: PLC0415 - SQLAlchemy is not loaded to print `--help`

    site = _site()
    with site.database.read() as connection:
        items = review.board(connection, bid, account_credits.held_of(site.billers.values()))
    if as_json:
        click.echo(json.dumps({"postings": [_told(item) for item in items]}))
        return
    for item in items:
        click.echo(_line(item))
    click.echo(f"{len(items)} postings wait for an answer or a person", err=True)


@click.command()
@click.argument("reference")
@as_json_too
def show(reference: str, *, as_json: bool) -> None:
    """One posting: what was sent, what came back, its whole life, and what may be done."""
    from integration.ledger import review  # noqa: PLC0415 - as above

    site = _site()
    with site.database.read() as connection:
        item, life = review.find(connection, reference), review.life(connection, reference)
    choices = _choices(site, item)
    if as_json:
        events = [
            {"at": event.at.isoformat(), "from": event.from_state, "to": event.to_state, "detail": event.detail}
            for event in life
        ]
        click.echo(json.dumps(_told(item) | {"life": events, "choices": choices}))
        return
    click.echo(_line(item))
    click.echo(f"sent:   {item.op}, effective {item.effective}, {_what(item)}")
    click.echo(f"back:   {item.cayenta_says or 'nothing'}")
    for event in life:
        click.echo(f"{event.at:%Y-%m-%d %H:%M:%S}  {event.from_state or '-'} -> {event.to_state}  {event.detail}")
    click.echo(f"may be: {', '.join(choices) or 'nothing, it is settled'}")


@click.command()
@click.argument("reference")
@a_why
@a_who
def retry(reference: str, why: str, who: str) -> None:
    """Ask the biller's system for a posting now. Nothing is sent again by this."""
    from integration.changes import is_change  # noqa: PLC0415 - as above
    from integration.errors import Refused  # noqa: PLC0415 - as above
    from integration.ledger import review  # noqa: PLC0415 - as above

    site = _site()
    with site.database.write() as connection:
        item = review.find(connection, reference)
        if is_change(item.op):
            raise Refused(
                f"{reference} is a change, which cannot be asked for: `ivr pump resolve` it, --send-again too"
            )
        if not site.biller(item.bid).cayenta.lookup:
            raise Refused(f"biller {item.bid} has no GetARItem (cayenta.lookup): look there and `ivr pump resolve` it")
        review.ask_again(connection, reference, review.Decision(who, why), site.clock.now())
    site.bell.ring(item.bid)
    click.echo(f"{reference} will be asked for")


@click.command()
@click.argument("reference")
@click.option("--posted", "item", metavar="ITEM", help="It is there: Cayenta's own id of it.")
@click.option("--cancel", "cancels", is_flag=True, help="It is never to be sent (again).")
@click.option("--send-again", "sends", is_flag=True, help="Only where the biller has given a written bound.")
@click.option("--second", default="", help="The colleague who agrees to sending a large amount again.")
@a_why
@a_who
def resolve(reference: str, *, item: str | None, cancels: bool, sends: bool, second: str, why: str, who: str) -> None:
    """Settle a posting as a person: --posted ITEM, --cancel or --send-again."""
    from integration.ledger import review  # noqa: PLC0415 - as above

    if item is not None and not item.strip():
        raise click.UsageError("--posted: found nothing; expected Cayenta's own id of the item")
    if sum((item is not None, cancels, sends)) != 1:
        raise click.UsageError("say one of --posted ITEM, --cancel and --send-again")
    site, decision = _site(), review.Decision(who, why, second)
    with site.database.write() as connection:
        found, now = review.find(connection, reference), site.clock.now()
        if item is not None:
            review.mark_posted(connection, reference, item, decision, now)
        elif cancels:
            review.cancel(connection, reference, decision, now)
        else:
            _may_send_again(site, found, decision)
            review.send_again(connection, reference, decision, now)
    if sends:
        site.bell.ring(found.bid)
    click.echo(f"{reference} is {'posted' if item else 'cancelled' if cancels else 'ready to be sent again'}")


def _may_send_again(site: "Site", item: "Item", decision: "Decision") -> None:
    """Refused without the biller's bound, and for a large amount without a second person. Nothing doubles a change."""
    from integration.changes import is_change  # noqa: PLC0415 - as above
    from integration.errors import Refused  # noqa: PLC0415 - as above

    if is_change(item.op):
        return
    biller = site.biller(item.bid)
    if not biller.cayenta.resend_after_s:
        raise Refused(
            f"biller {item.bid} has given no bound on late applying (cayenta.resend_after_s): nothing is sent again"
        )
    from_amount = biller.pump.second_person_from
    who, second = decision.who.strip().casefold(), decision.second.strip().casefold()
    if item.amount >= from_amount and second in ("", who):
        raise Refused(
            f"{item.amount.plain()} is sent again only when a second person agrees (--second NAME), from"
            f" {from_amount.plain()} on; found {decision.second or 'nobody'!r}"
        )


def _choices(site: "Site", item: "Item") -> list[str]:
    """What may be done with it, in the words of the commands."""
    from integration.changes import is_change  # noqa: PLC0415 - as above
    from integration.ledger.review import UNSURE  # noqa: PLC0415 - as above

    if item.state not in UNSURE:
        return ["resolve --cancel"] if item.state == "ready" else []
    biller = site.billers.get(item.bid)
    lookup = ["retry"] if biller and biller.cayenta.lookup and not is_change(item.op) else []
    may_send = is_change(item.op) or (biller and biller.cayenta.resend_after_s)
    sends = ["resolve --send-again"] if may_send else []
    return [*lookup, "resolve --posted ITEM", *sends, "resolve --cancel"]


def _site() -> "Site":
    from workers.house import here  # noqa: PLC0415 - as above

    return here().site


def _what(item: "Item") -> str:
    if item.active is not None:
        return "on" if item.active else "off"
    return f"{item.way or '-'}, invoice type {item.invoice_type or '-'}"


def _line(item: "Item") -> str:
    sent = f"sent {item.sent_at:%Y-%m-%d %H:%M} UTC" if item.sent_at else "never sent"
    return (
        f"{item.reference}  {item.bid}  …{item.account_ending}  {item.amount.plain():>10}  {item.state.value:9}"
        f"  {sent}  {item.why}"
    )


def _told(item: "Item") -> dict[str, Any]:
    """Amounts in cents, instants as ISO text UTC."""
    return {
        "reference": item.reference,
        "bid": item.bid,
        "op": item.op,
        "payment_id": item.payment_id or None,
        "account_ending": item.account_ending,
        "amount_cents": item.amount.cents,
        "effective": item.effective,
        "way": item.way,
        "active": item.active,
        "invoice_type": item.invoice_type,
        "state": item.state.value,
        "attempts": item.attempts,
        "sent_at": item.sent_at.isoformat() if item.sent_at else None,
        "next_at": item.next_at.isoformat() if item.next_at else None,
        "why": item.why,
        "cayenta_says": item.cayenta_says,
        "created_at": item.created_at.isoformat(),
    }
