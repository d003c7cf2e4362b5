"""`ivr payments handpost` and `posted-by-hand`: CloudStore payments, which people post in the biller's books."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from getpass import getuser
from typing import Any

import rich_click as click

from integration.ledger import hand_postings
from integration.ledger.hand_postings import ToPost
from integration.money import Money
from integration.site import Site
from ivr.commands.asked import Words, a_day, as_json_too, site_of, the_one, wall, zones_of

WHO_CHARACTERS_MAX = 60
NOTE_CHARACTERS_MAX = 150
_COLUMNS = (
    "bid",
    "paid_at",
    "confirmation",
    "account_number",
    "amount_cents",
    "fee_cents",
    "method",
    "reference",
    "description",
    "payment_id",
    "posted_by",
    "posted_at",
    "note",
)


@click.command()
@a_day
@click.option("--bid", help="Only this biller's.")
@click.option("--all", "posted_too", is_flag=True, help="Those too that somebody has posted by hand.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV on standard output, with the names of its columns.")
@as_json_too
@click.pass_context
def handpost(
    ctx: click.Context, *, day: date | None, bid: str | None, posted_too: bool, as_csv: bool, as_json: bool
) -> None:
    """CloudStore payments that somebody has to post by hand, and their totals."""
    if as_csv and as_json:
        raise click.UsageError("say --csv or --json, not both")
    site = site_of(ctx)
    zones = zones_of(site, bid)
    with site.database.read() as connection:
        found = hand_postings.report(connection, zones, day=day, posted_too=posted_too)
    if as_json:
        click.echo(json.dumps({"payments": [_row(one) for one in found], "totals": _totals(found)}))
    elif as_csv:
        click.echo(_csv(found), nl=False)
    else:
        for one in found:
            click.echo(_line(site, one))
    for total in _totals(found):
        amount, fees = Money(total["amount_cents"]).plain(), Money(total["fee_cents"]).plain()
        click.echo(f"biller {total['bid']}: {total['payments']} payments, {amount} and fees of {fees}", err=True)


@click.command("posted-by-hand")
@click.argument("name", metavar="CONFIRMATION|PAYMENT_ID")
@click.option("--bid", help="Where two billers gave the same confirmation number.")
@click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who posted it.")
@click.option("--note", type=Words(NOTE_CHARACTERS_MAX), help="Where it stands in the biller's books.")
@click.pass_context
def posted_by_hand(ctx: click.Context, name: str, bid: str | None, who: str, note: str | None) -> None:
    """Say that a CloudStore payment has been posted by hand. It is said once and cannot be taken back."""
    site = site_of(ctx)
    found = the_one(site, name, bid)
    with site.database.write() as connection:
        hand_postings.mark(connection, found, who=who, note=note or "", now=site.clock.now())
    click.echo(f"payment {found.confirmation} was posted by hand by {who}")


def _row(one: ToPost) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in _COLUMNS if hasattr(one, name)}
    posted_at = one.at.isoformat() if one.at else None
    told |= {"paid_at": one.captured_at.isoformat(), "posted_by": one.who, "posted_at": posted_at}
    return {name: told[name] for name in _COLUMNS}


def _totals(found: Sequence[ToPost]) -> list[dict[str, Any]]:
    """Each biller's, in whole cents."""
    counts = Counter(one.bid for one in found)
    amounts, fees = Counter[str](), Counter[str]()
    for one in found:
        amounts[one.bid] += one.amount_cents
        fees[one.bid] += one.fee_cents
    return [
        {"bid": bid, "payments": count, "amount_cents": amounts[bid], "fee_cents": fees[bid]}
        for bid, count in sorted(counts.items())
    ]


def _csv(found: Sequence[ToPost]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(_row(one) for one in found)
    return text.getvalue()


def _line(site: Site, one: ToPost) -> str:
    columns = (
        wall(site, one.bid, one.captured_at),
        one.confirmation,
        one.bid,
        f"{one.account_number or '-':12}",
        f"{Money(one.amount_cents).plain():>10}",
        f"{one.method:5}",
        one.reference or "-",
        one.description or "-",
        f"posted by {one.who} {wall(site, one.bid, one.at)} {one.note}" if one.who else "",
    )
    return "  ".join(columns).rstrip()
