"""`ivr pump close`: a batch is closed before its time."""

import json
from typing import TYPE_CHECKING, Any

import click

from workers.commands.review import a_who, a_why, as_json_too

if TYPE_CHECKING:
    from integration.ledger.batches import Batch


@click.command()
@click.option("--bid", help="Only this biller's; every biller's open batch when left out.")
@a_why
@a_who
@as_json_too
def close(bid: str | None, why: str, who: str, *, as_json: bool) -> None:
    """Close the open batch now; what is posted from here on belongs to the next one."""
    from integration.ledger import batches  # noqa: PLC0415 - SQLAlchemy is not loaded to print `--help`
    from workers.house import here  # noqa: PLC0415 - as above

    site = here().site
    chosen = [site.biller(bid).bid] if bid else sorted(site.billers)
    closed = {}
    for each in chosen:
        with site.database.write() as connection:
            closed[each] = batches.close_now(connection, each, who=who, why=why, now=site.clock.now())
    if as_json:
        click.echo(json.dumps({"closed": {each: _told(batch) for each, batch in closed.items()}}))
        return
    for each, batch in closed.items():
        click.echo(f"{each}  {_in_words(batch)}")


def _in_words(batch: "Batch | None") -> str:
    if batch is None or batch.at_close is None:
        return "nothing is open: nothing was posted since the last close"
    from integration.money import Money  # noqa: PLC0415 - as above

    count, cents, fee_cents = batch.at_close.total
    amounts = f"{Money(cents).plain()} and fees of {Money(fee_cents).plain()}"
    unsure = ", ".join(one.reference for one in batch.at_close.unsure)
    return f"batch {batch.number} is closed: {count} posted, {amounts}" + (f"; unsure: {unsure}" if unsure else "")


def _told(batch: "Batch | None") -> dict[str, Any] | None:
    if batch is None or batch.at_close is None:
        return None
    count, cents, fee_cents = batch.at_close.total
    unsure = [one.reference for one in batch.at_close.unsure]
    return {"batch": batch.number, "count": count, "cents": cents, "fee_cents": fee_cents, "unsure": unsure}
