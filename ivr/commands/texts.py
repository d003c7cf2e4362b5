"""`ivr texts`: what was written to whom by text, and what became of it."""

import json
from collections.abc import Iterator
from datetime import date

import rich_click as click

from integration.errors import Refused
from integration.ledger.text_lists import Kept, Search, search, the_text
from integration.ledger.texts import TextState
from integration.site import Site
from ivr.commands.asked import Ending, a_day, a_limit, as_json_too, ending, site_of, wall, zones_of


@click.group()
def texts() -> None:
    """Texts to people, and what became of them."""


@texts.command("list")
@a_day
@click.option("--to", type=Ending(), help="The number, or the end of it.")
@click.option("--state", type=click.Choice([state.value for state in TextState]))
@click.option("--about", help="The payment or the call that it is about.")
@click.option("--bid", help="Only this biller's.")
@a_limit
@as_json_too
@click.pass_context
def list_texts(
    ctx: click.Context,
    *,
    day: date | None,
    to: str | None,
    state: str | None,
    about: str | None,
    bid: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """The newest texts, one a line."""
    site = site_of(ctx)
    with site.database.read() as connection:
        found = search(connection, Search(day, to, state, about, bid, limit), zones_of(site, bid))
    if as_json:
        click.echo(json.dumps({"texts": [one.as_json() for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(_line(site, one))
    click.echo(f"{len(found)} texts" + (" and perhaps more: --limit" if len(found) == limit else ""), err=True)


@texts.command()
@click.argument("text_id", metavar="TEXT_ID")
@as_json_too
@click.pass_context
def show(ctx: click.Context, text_id: str, *, as_json: bool) -> None:
    """One text: its words as they left, and what became of it."""
    site = site_of(ctx)
    with site.database.read() as connection:
        found = the_text(connection, text_id)
    if found is None:
        raise Refused(f"there is no text {text_id}; `ivr texts list` finds texts by day and number")
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    for line in _read(site, found):
        click.echo(line)


def _line(site: Site, one: Kept) -> str:
    columns = (
        wall(site, one.bid, one.created_at),
        one.bid,
        ending(one.number_ending),
        f"{one.words:16}",
        one.language,
        f"{one.state:9}",
        one.text_id,
    )
    return "  ".join(columns)


def _read(site: Site, one: Kept) -> Iterator[str]:
    asked = "asked for by the caller" if one.asked_for else f"on {one.topic}"
    yield f"text {one.text_id} to {ending(one.number_ending)}, {asked}, in {one.language}"
    yield f"about     {one.cause}"
    yield f"written   {wall(site, one.bid, one.created_at)}, biller {one.bid}"
    yield f"sent      {wall(site, one.bid, one.sent_at)}, {one.attempts} times, as {one.sid or '-'}"
    yield f"now       {one.state}: {one.result or 'it waits'}"
    if one.body:
        yield f"          {one.body}"
