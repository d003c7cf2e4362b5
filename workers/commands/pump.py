"""`ivr pump`: what waits to be told to the billers' systems, and the tap of each."""

import json
from typing import TYPE_CHECKING, Any

import click

from workers.commands import review
from workers.commands.close import close
from workers.commands.credit import credit

if TYPE_CHECKING:
    from integration.site import Site


@click.group()
def pump() -> None:
    """Postings to the billers' systems."""


for command in (review.board, review.show, review.retry, review.resolve, close, credit):
    pump.add_command(command)


@pump.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def status(*, as_json: bool) -> None:
    """How many postings are in each state, biller by biller."""
    billers = _status(_site())
    if as_json:
        click.echo(json.dumps({"billers": billers}))
        return
    for bid, numbers in billers.items():
        click.echo(f"{bid}  {_in_words(numbers)}")


@pump.command()
@click.argument("bid")
@click.option("--why", required=True, help="What a colleague reads when he wonders why nothing is posted.")
@review.a_who
def hold(bid: str, why: str, who: str) -> None:
    """Post nothing for a biller until `pump resume`."""
    from integration.ledger import holds  # noqa: PLC0415 - SQLAlchemy is not loaded to print `--help`

    site = _site()
    site.biller(bid)
    with site.database.write() as connection:
        holds.hold(connection, bid, why=why, who=who, now=site.clock.now())
    click.echo(f"{bid} is held: {why}")


@pump.command()
@click.argument("bid")
@review.a_who
def resume(bid: str, who: str) -> None:
    """Post for a biller again."""
    from integration.ledger import holds  # noqa: PLC0415 - as above

    site = _site()
    site.biller(bid)
    with site.database.write() as connection:
        was_held = holds.resume(connection, bid, who=who, now=site.clock.now())
    site.bell.ring(bid)
    click.echo(f"{bid} posts again" if was_held else f"{bid} was not held")


@pump.command()
@click.argument("bid")
def drain(bid: str) -> None:
    """Post what is due for a biller now, in this process, whether or not workers run."""
    from workers.pump import drain_biller  # noqa: PLC0415 - as above

    drain_biller(bid)
    click.echo(json.dumps(_status(_site())[bid]))


def _site() -> "Site":
    from workers.house import here  # noqa: PLC0415 - as above

    return here().site


def _in_words(numbers: dict[str, Any]) -> str:
    """What is not nothing, for a person: `ready 1 (the oldest waits 60 s)  posted 3  HELD: …`."""
    waits_s, held = numbers["oldest_ready_s"], numbers["held"]
    states = {name: numbers[name] for name in numbers if name not in ("oldest_ready_s", "held")}
    words = [f"{name} {count}" for name, count in states.items() if count]
    if waits_s is not None:
        words[0] += f" (the oldest waits {waits_s} s)"
    return "  ".join(words or ["nothing"]) + (f"  HELD: {held}" if held else "")


def _status(site: "Site") -> dict[str, dict[str, Any]]:
    """Every biller that has a file or a row, by id: the shape that outsiders rely on."""
    from integration.ledger import account_credits, backlog  # noqa: PLC0415 - as above

    with site.database.read() as connection:
        found = backlog.backlogs(connection, account_credits.held_of(site.billers.values()))
    now = site.clock.now()
    return {bid: found.get(bid, backlog.Backlog()).told(now) for bid in sorted({*site.billers, *found})}
