"""`ivr campaign mark`: an account is in dispute, or under an arrangement, as a person says it."""

from datetime import date

import rich_click as click

from integration.ledger import account_marks
from integration.ledger.account_marks import Mark, Word
from ivr.commands.asked import Day, Words, ending
from ivr.commands.campaign_told import a_bid, a_who, site_with

WHY_CHARACTERS_MAX = 300


@click.command()
@click.argument("account")
@a_bid
@click.option("--mark", type=click.Choice([each.value for each in Mark]), required=True, help="What is said of it.")
@click.option("--clear", is_flag=True, help="It holds no more.")
@click.option("--until", type=Day(), help="Its last day.  [default: until it is cleared]")
@click.option("--why", required=True, type=Words(WHY_CHARACTERS_MAX), help="Such as the number of the letter.")
@a_who
@click.pass_context
def mark(
    ctx: click.Context, account: str, *, bid: str, mark: str, clear: bool, until: date | None, why: str, who: str
) -> None:
    """Say that ACCOUNT is in dispute or under an arrangement: campaigns look at it from the next plan on."""
    site = site_with(ctx, bid)
    word = Word(bid, account, Mark(mark), not clear, until, who, why, site.clock.now())
    with site.database.write() as connection:
        account_marks.note(connection, [word])
    click.echo(f"account {ending(account[-4:])}: {mark} {'cleared' if clear else 'noted'}")
