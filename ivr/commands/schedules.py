"""`ivr schedules`: payments that are charged on a later day, and calling one off."""

import json
from collections.abc import Iterator
from getpass import getuser
from typing import Any
from uuid import UUID

import rich_click as click
from sqlalchemy import Row

from integration.errors import Refused
from integration.ledger import schedules as ledger
from integration.money import Money
from integration.planned import ScheduleState
from integration.site import Site
from ivr.commands.asked import Ending, Words, a_limit, as_json_too, ending, site_of, wall

WHO_CHARACTERS_MAX = 60
WHY_CHARACTERS_MAX = 150
ENDING_DIGITS = 4


@click.group()
def schedules() -> None:
    """Payments on a later day: what is to be charged when, and what came of it."""


@schedules.command("list")
@click.option("--bid", help="Only this biller's.")
@click.option("--state", type=click.Choice([state.value for state in ScheduleState]))
@click.option("--account", type=Ending(), help="The account's number, or the end of it.")
@a_limit
@as_json_too
@click.pass_context
def list_schedules(
    ctx: click.Context, *, bid: str | None, state: str | None, account: str | None, limit: int, as_json: bool
) -> None:
    """The next to be charged first, one a line."""
    site = site_of(ctx)
    with site.database.read() as connection:
        found = ledger.search(connection, bid=bid, state=state, account=account, limit=limit)
    if as_json:
        click.echo(json.dumps({"schedules": [_as_json(row) for row in found]}, ensure_ascii=False))
        return
    for row in found:
        click.echo(_line(row))
    click.echo(f"{len(found)} schedules" + (" and perhaps more: --limit" if len(found) == limit else ""), err=True)


@schedules.command()
@click.argument("name", metavar="REFERENCE|SCHEDULE_ID")
@click.option("--bid", help="Where two billers gave the same reference number.")
@as_json_too
@click.pass_context
def show(ctx: click.Context, name: str, bid: str | None, *, as_json: bool) -> None:
    """One of them: what was agreed to, and what came of it."""
    site = site_of(ctx)
    row = _the_one(site, name, bid)
    if as_json:
        click.echo(json.dumps(_as_json(row), ensure_ascii=False))
        return
    for line in _read(site, row):
        click.echo(line)


@schedules.command()
@click.argument("name", metavar="REFERENCE|SCHEDULE_ID")
@click.option("--bid", help="Where two billers gave the same reference number.")
@click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who calls it off.")
@click.option("--why", required=True, type=Words(WHY_CHARACTERS_MAX), help="Why; it stays with the payment.")
@click.pass_context
def cancel(ctx: click.Context, name: str, bid: str | None, who: str, why: str) -> None:
    """Call one off: nothing will be charged, and its card is not kept any more. Too late once it is being charged."""
    site = site_of(ctx)
    row = _the_one(site, name, bid)
    with site.database.write() as connection:
        is_done = ledger.cancel(connection, UUID(row.schedule_id), who=who, why=why, now=site.clock.now())
    row = _the_one(site, row.schedule_id, None)
    if not is_done:
        raise Refused(f"scheduled payment {row.reference} is {row.state}; expected one that is open")
    for line in _read(site, row):
        click.echo(line)


def _the_one(site: Site, name: str, bid: str | None) -> Row[Any]:
    """Refused where there is none, or where two billers have one."""
    with site.database.read() as connection:
        found = ledger.named(connection, name, bid)
    if not found:
        raise Refused(f"there is no scheduled payment {name}; `ivr schedules list` finds them by account and state")
    if len(found) > 1:
        billers = ", ".join(sorted(row.bid for row in found))
        raise Refused(f"billers {billers} each gave the reference number {name}: say which one with --bid")
    return found[0]


def _line(row: Row[Any]) -> str:
    amount = Money(row.amount_cents).plain()
    columns = (
        row.day.isoformat(),
        row.reference,
        row.bid,
        f"{ending(_ending(row)):6}",
        f"{amount:>10}",
        f"{row.state:10}",
        row.why,
    )
    return "  ".join(columns).rstrip()


def _read(site: Site, row: Row[Any]) -> Iterator[str]:
    amount, fee = Money(row.amount_cents).plain(), Money(row.fee_cents).plain()
    yield f"scheduled payment {row.schedule_id}, reference {row.reference}"
    yield f"biller {row.bid}, account {ending(_ending(row))}: {amount} and a fee of {fee} by card …{row.card_ending}"
    yield f"day       {row.day}, agreed to {wall(site, row.bid, row.agreed_at)} {_where(row)}"
    yield f"consent   {row.consent or '-'}"
    yield f"state     {row.state}{f': {row.why}' if row.why else ''}, {row.tries} tries"
    yield f"          next try {wall(site, row.bid, row.next_at)}, ended {wall(site, row.bid, row.ended_at)}"
    yield f"payment   {f'{row.confirmation} is {row.payment_state}' if row.payment_id else '-'}"


def _where(row: Row[Any]) -> str:
    return f"by enrolment {row.enrolment}" if row.enrolment else f"in call {row.call_sid}"


def _as_json(row: Row[Any]) -> dict[str, Any]:
    """`{"schedule_id","reference","bid","account_ending","amount_cents","fee_cents","day","card_ending","state",…}`."""
    told = (
        "schedule_id",
        "reference",
        "bid",
        "amount_cents",
        "fee_cents",
        "card_ending",
        "state",
        "why",
        "tries",
        "enrolment",
    )
    instants = ("agreed_at", "ended_at", "next_at")
    return (
        {name: getattr(row, name) for name in told}
        | {"account_ending": _ending(row), "day": row.day.isoformat()}
        | {name: at.isoformat() if (at := getattr(row, name)) else None for name in instants}
        | {"consent": json.loads(row.consent) if row.consent else None, "payment_id": row.payment_id}
        | {"confirmation": row.confirmation, "payment_state": row.payment_state}
    )


def _ending(row: Row[Any]) -> str:
    return str(row.account_number)[-ENDING_DIGITS:]
