"""`ivr pump credit`: a credit that the biller gives an account, put into the outbox."""

from datetime import datetime

import click

from workers.commands.review import a_who, a_why


@click.command()
@click.argument("bid")
@click.argument("account")
@click.argument("amount")
@click.option("--number", required=True, help="The biller's own number of this credit: the same twice is one credit.")
@click.option("--effective", type=click.DateTime(["%Y-%m-%d"]), help="The biller's day; today when left out.")
@a_why
@a_who
def credit(bid: str, account: str, amount: str, *, number: str, effective: datetime | None, why: str, who: str) -> None:
    """Credit AMOUNT, like 12.50, to an account. It is pumped with advanced setting 114, and held without it."""
    from integration.clock import today_at  # noqa: PLC0415 - SQLAlchemy is not loaded to print `--help`
    from integration.ledger import account_credits  # noqa: PLC0415 - as above
    from integration.money import Money  # noqa: PLC0415 - as above
    from workers.house import here  # noqa: PLC0415 - as above

    try:
        money = Money.parse(amount)
    except ValueError as error:
        raise click.UsageError(f"AMOUNT: {error}") from error
    site = here().site
    biller, now = site.biller(bid), site.clock.now()
    day = effective.date() if effective else today_at(biller.zone, now)
    wanted = account_credits.Credit(bid, number, account, money, day, why)
    with site.database.write() as connection:
        reference = account_credits.give(connection, wanted, who=who, now=now)
    is_held = account_credits.are_held(biller)
    if not is_held:
        site.bell.ring(bid)
    click.echo(f"{reference} is {account_credits.HELD if is_held else 'ready to be posted'}")
