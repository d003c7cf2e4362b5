"""`ivr calls`: what was said and heard on a call."""

import json
from collections.abc import Iterator
from datetime import date

import rich_click as click

from integration.errors import Refused
from integration.site import Site
from ivr.commands.asked import Ending, a_day, a_limit, as_json_too, ending, site_of, wall, zones_of
from ivr.transcripts import Heading, Search, Transcript, search, transcript


@click.group()
def calls() -> None:
    """Calls and their transcripts."""


@calls.command("list")
@a_day
@click.option("--caller", type=Ending(), help="The caller's number, or the end of it.")
@click.option("--account", type=Ending(), help="The account that the caller proved, or the end of its number.")
@click.option("--confirmation", help="A payment made in the call.")
@click.option("--result", help="How the call ended, such as completed.")
@click.option("--turn", help="The last turn that was reached, such as ask_zip.")
@click.option("--bid", help="Only this biller's.")
@a_limit
@as_json_too
@click.pass_context
def list_calls(  # noqa: PLR0913 - as many as there are ways to look for a call
    ctx: click.Context,
    *,
    day: date | None,
    caller: str | None,
    account: str | None,
    confirmation: str | None,
    result: str | None,
    turn: str | None,
    bid: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """The newest calls, one a line. Numbers show only their last four digits."""
    site = site_of(ctx)
    zones = zones_of(site, bid)
    with site.database.read() as connection:
        found = search(connection, Search(day, caller, account, confirmation, result, turn, bid, limit), zones)
    if as_json:
        click.echo(json.dumps({"calls": [one.as_json() for one in found]}))
        return
    for one in found:
        click.echo(_line(site, one))
    click.echo(f"{len(found)} calls" + (" and perhaps more: --limit" if len(found) == limit else ""), err=True)


@calls.command()
@click.argument("call_sid")
@as_json_too
@click.pass_context
def show(ctx: click.Context, call_sid: str, *, as_json: bool) -> None:
    """A call turn by turn: what the caller did, what was said, and when."""
    site = site_of(ctx)
    with site.database.read() as connection:
        found = transcript(connection, call_sid)
    if found is None:
        raise Refused(f"there is no call {call_sid}; `ivr calls list` finds calls by day, caller and account")
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    for line in _read(site, found):
        click.echo(line)


def _line(site: Site, one: Heading) -> str:
    columns = (
        wall(site, one.bid, one.started_at),
        one.call_sid,
        one.bid,
        f"{ending(one.caller_ending):6}",
        f"{ending(one.account_ending):6}",
        f"{one.result or 'in progress':12}",
        one.turn,
    )
    return "  ".join(columns)


def _read(site: Site, told: Transcript) -> Iterator[str]:
    head = told.heading
    yield f"{head.direction} call {head.call_sid} from {ending(head.caller_ending)}, biller {head.bid}"
    yield f"began {wall(site, head.bid, head.started_at)}, ended {wall(site, head.bid, head.ended_at)}"
    for moment in told.moments:
        if moment.heard:
            yield f"{'':10}CALLER  {moment.heard}"
        worked = f"  ({moment.ms} ms)" if moment.ms else ""
        yield f"{wall(site, head.bid, moment.at, '%H:%M:%S')}  {moment.number} {moment.turn}{worked}"
        yield from (f"{'':10}IVR     {sentence}" for sentence in moment.said)
        asked = (one for one in told.asked if one.number == moment.number)
        yield from (f"{'':10}ASKED   {one.asked}: {one.ended}, {one.ms} ms" for one in asked)
    yield f"result: {head.result or 'in progress'}"
    yield from (f"finding: {finding}" for finding in told.findings())
