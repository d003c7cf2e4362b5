"""`ivr promises`: who has promised to pay by when, and who kept it."""

import json
from typing import Any

import rich_click as click
from sqlalchemy import Row

from integration.ledger import promises as ledger
from integration.money import Money
from integration.planned import PromiseState
from ivr.commands.asked import Ending, a_limit, as_json_too, ending, site_of

ENDING_DIGITS = 4


@click.group()
def promises() -> None:
    """Promises to pay by a day."""


@promises.command("list")
@click.option("--bid", help="Only this biller's.")
@click.option("--state", type=click.Choice([state.value for state in PromiseState]))
@click.option("--account", type=Ending(), help="The account's number, or the end of it.")
@a_limit
@as_json_too
@click.pass_context
def list_promises(
    ctx: click.Context, *, bid: str | None, state: str | None, account: str | None, limit: int, as_json: bool
) -> None:
    """The next to be judged first, one a line."""
    with site_of(ctx).database.read() as connection:
        found = ledger.search(connection, bid=bid, state=state, account=account, limit=limit)
    if as_json:
        click.echo(json.dumps({"promises": [_as_json(row) for row in found]}, ensure_ascii=False))
        return
    for row in found:
        click.echo(_line(row))
    click.echo(f"{len(found)} promises" + (" and perhaps more: --limit" if len(found) == limit else ""), err=True)


def _line(row: Row[Any]) -> str:
    amount, shown = Money(row.amount_cents).plain(), ending(row.account_number[-ENDING_DIGITS:])
    return f"{row.day}  {row.bid}  {shown:6}  {amount:>10}  {row.state:8}  {row.why}".rstrip()


def _as_json(row: Row[Any]) -> dict[str, Any]:
    """`{"promise_id","bid","account_ending","call_sid","amount_cents","day","state","why","made_at","judged_at"}`."""
    told = ("promise_id", "bid", "call_sid", "amount_cents", "state", "why")
    return {name: getattr(row, name) for name in told} | {
        "account_ending": row.account_number[-ENDING_DIGITS:],
        "day": row.day.isoformat(),
        "made_at": row.made_at.isoformat(),
        "judged_at": row.judged_at.isoformat() if row.judged_at else None,
    }
