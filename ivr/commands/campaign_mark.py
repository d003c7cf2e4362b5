"""`ivr campaign mark`: accounts are in dispute, or under an arrangement, as a person says it."""

from datetime import date

import rich_click as click

from integration.errors import Refused
from integration.ledger import account_marks
from integration.ledger.account_marks import Mark, Word
from integration.ledger.campaign_accounts import with_bills
from ivr.commands.asked import Day, Words, ending
from ivr.commands.campaign_told import a_bid, a_who, site_with

WHY_CHARACTERS_MAX = 300


@click.command()
@click.argument("accounts", nargs=-1, required=True)
@a_bid
@click.option("--mark", type=click.Choice([each.value for each in Mark]), required=True, help="What is said of it.")
@click.option("--clear", is_flag=True, help="It holds no more.")
@click.option("--until", type=Day(), help="Its last day.  [default: until it is cleared]")
@click.option("--why", required=True, type=Words(WHY_CHARACTERS_MAX), help="Such as the number of the letter.")
@a_who
@click.pass_context
def mark(
    ctx: click.Context,
    accounts: tuple[str, ...],
    *,
    bid: str,
    mark: str,
    clear: bool,
    until: date | None,
    why: str,
    who: str,
) -> None:
    """Say that ACCOUNTS are in dispute or under an arrangement: campaigns look at it from the next plan on.

    With one that has no bill none is marked.
    """
    site = site_with(ctx, bid)
    named, now = tuple(dict.fromkeys(accounts)), site.clock.now()
    with site.database.write() as connection:
        there = with_bills(connection, bid, named)
        unknown = [
            f"account {account}: found no bill of biller {bid} for it" for account in named if account not in there
        ]
        if unknown:
            raise Refused("\n".join([*unknown, "expected account numbers as the bill file has them; none is marked"]))
        account_marks.note(connection, [Word(bid, each, Mark(mark), not clear, until, who, why, now) for each in named])
    for account in named:
        click.echo(f"account {ending(account[-4:])}: {mark} {'cleared' if clear else 'noted'}")
