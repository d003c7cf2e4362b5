"""`ivr callbacks`: callers to whom somebody has promised to call back, and who has called them."""

import json
from getpass import getuser

import rich_click as click

from integration.ledger import callbacks as kept
from integration.ledger.callbacks import Callback
from integration.site import Site
from ivr.commands.asked import Words, a_limit, as_json_too, site_of, wall

WHO_CHARACTERS_MAX = 60
NOTE_CHARACTERS_MAX = 150


@click.group()
def callbacks() -> None:
    """Callers who wait for a call from the office."""


@callbacks.command("list")
@click.option("--bid", required=True, help="The biller's id.")
@click.option("--all", "done_too", is_flag=True, help="Those too that somebody has called.")
@a_limit
@as_json_too
@click.pass_context
def list_callbacks(ctx: click.Context, *, bid: str, done_too: bool, limit: int, as_json: bool) -> None:
    """Whom to call, on which day and in which part of it, the earliest first."""
    site = site_of(ctx)
    site.biller(bid)
    with site.database.read() as connection:
        found = kept.to_call(connection, bid, done_too=done_too, limit=limit)
    if as_json:
        click.echo(json.dumps({"callbacks": [one.as_json() for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(_line(site, one))
    click.echo(f"{len(found)} callers" + (" and perhaps more: --limit" if len(found) == limit else ""), err=True)


@callbacks.command()
@click.argument("number", metavar="NUMBER", type=click.IntRange(min=1))
@click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who called.")
@click.option("--note", type=Words(NOTE_CHARACTERS_MAX), help="What came of it.")
@click.pass_context
def done(ctx: click.Context, number: int, who: str, note: str | None) -> None:
    """Say that the caller of callback NUMBER was called. It is said once."""
    site = site_of(ctx)
    with site.database.write() as connection:
        one = kept.done(connection, number, who=who, note=note or "", now=site.clock.now())
    click.echo(f"callback {one.id}: {one.number} was called by {who}")


def _line(site: Site, one: Callback) -> str:
    columns = (
        f"{one.id:>5}",
        one.day.isoformat(),
        f"{one.part:9}",
        one.number,
        one.language,
        f"{one.account_number or '-':12}",
        f"asked {wall(site, one.bid, one.asked_at, '%Y-%m-%d %H:%M')} in {one.turn or '-'}",
        f"called by {one.done_by} {wall(site, one.bid, one.done_at, '%Y-%m-%d %H:%M')} {one.note}"
        if one.done_at
        else "",
    )
    return "  ".join(columns).rstrip()
