"""`ivr payments deposit`: the list that a biller's clerk lays beside the bank's and Cayenta's own batch."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date

import rich_click as click

from integration.errors import Refused
from integration.ledger import batches
from integration.ledger.batches import Batch
from integration.ledger.deposits import Deposit, deposit, in_words
from integration.ledger.figures import Figures, Line, Unsure
from integration.money import Money
from integration.site import Site
from ivr.commands.asked import Day, as_json_too, site_of, wall

CSV_HEADER = ("batch", "state", "what", "reference", "operation", "tender", "count", "amount", "fees")


@click.command("deposit")
@click.option("--bid", required=True, help="The biller's id.")
@click.option("--day", type=Day(), help="The biller's own date on which the batch is to close: all batches of it.")
@click.option("--batch", "number", metavar="BATCH_NO", help="One batch, as 20261120 or 20261120-2.")
@click.option("--csv", "as_csv", is_flag=True, help="Rows for a spreadsheet on standard output.")
@as_json_too
@click.pass_context
def deposit_list(
    ctx: click.Context, *, bid: str, day: date | None, number: str | None, as_csv: bool, as_json: bool
) -> None:
    """Count, cents and fees of a batch by operation and tender, what is unsure in it, and what was corrected since."""
    if (day is None) == (number is None):
        raise click.UsageError("say one of --day and --batch")
    if as_csv and as_json:
        raise click.UsageError("say one of --csv and --json")
    site = site_of(ctx)
    site.biller(bid)
    with site.database.read() as connection:
        found = (
            batches.of_day(connection, bid, day) if day else _numbered(batches.numbered(connection, bid, number or ""))
        )
        deposits = [deposit(connection, batch) for batch in found]
    if not deposits:
        raise Refused(f"biller {bid} has no batch {number or f'of {day}'}: nothing was posted in it")
    if as_json:
        click.echo(json.dumps({"bid": bid, "deposits": [one.as_json() for one in deposits]}))
    elif as_csv:
        csv.writer(sys.stdout).writerows([CSV_HEADER, *(row for one in deposits for row in _rows(one))])
    else:
        for one in deposits:
            click.echo("\n".join(_told(site, one)))
    wrong = [one.batch.number for one in deposits if not one.is_equal]
    if wrong:
        raise Refused(f"batch {', '.join(wrong)}: what was written at its close and since is not what the outbox holds")


def _numbered(batch: Batch | None) -> Sequence[Batch]:
    return [] if batch is None else [batch]


def _told(site: Site, one: Deposit) -> Iterator[str]:
    batch = one.batch
    closed = f"closed {wall(site, batch.bid, batch.closed_at)} by {batch.closed_by}: {batch.why}"
    yield f"batch {batch.number}, " + (
        closed if batch.closed_at else f"open until {wall(site, batch.bid, batch.closes_at)}"
    )
    yield from (f"  {in_words(line)}" for line in one.lines)
    count, cents, fee_cents = Figures(one.lines).total
    yield f"  total: {count}, {Money(cents).plain()} and fees of {Money(fee_cents).plain()}"
    for late in one.corrections:
        counts = f"counts {Money(late.line.cents).plain()}" if late.line.count else "counts nothing"
        yield f"  corrected {wall(site, batch.bid, late.at)}: {late.reference} {counts}: {late.why}"
    for each in one.now.unsure:
        yield f"  not settled: {each.reference} {each.op} {each.way} {Money(each.cents).plain()}, {each.state}"


def _rows(one: Deposit) -> Iterator[tuple[object, ...]]:
    """Nothing that a person wrote is in them: a spreadsheet runs what begins with `=`."""
    head = (one.batch.number, "closed" if one.batch.closed_at else "open")
    yield from ((*head, "counted", "", *_numbers(line)) for line in one.lines)
    yield from ((*head, "corrected", each.reference, *_numbers(each.line)) for each in one.corrections)
    yield from ((*head, "not settled", each.reference, *_unsure(each)) for each in one.now.unsure)


def _numbers(line: Line) -> tuple[object, ...]:
    op, way, count, cents, fee_cents = astuple(line)
    return op, way, count, Money(cents).plain(), Money(fee_cents).plain()


def _unsure(one: Unsure) -> tuple[object, ...]:
    return one.op, one.way, 0, Money(one.cents).plain(), ""
