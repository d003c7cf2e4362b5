"""`ivr campaign report`: what became of each run, and whether a call makes people pay."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import rich_click as click

from integration.ledger import planned_calls, planned_messages
from integration.ledger.stopped import STOPPED, WHY
from integration.site import Site
from ivr.commands.asked import as_json_too, wall
from ivr.commands.campaign_told import a_bid, a_name, counted, excluded, site_with, the_campaign
from ivr.reminders.told import report_told

GROUPS = {"held_out": "held out", "meant": "meant", "called": "called or written to"}


@click.command()
@a_name
@a_bid
@click.option("--list", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write each attempt to this CSV.")
@click.option("--messages", type=click.Path(dir_okay=False, path_type=Path), help="The same of each text and e-mail.")
@as_json_too
@click.pass_context
def report(ctx: click.Context, name: str, *, bid: str, file: Path | None, messages: Path | None, as_json: bool) -> None:
    """Each run: why-excluded table, calls by state and result, and who paid of the called and of the held out."""
    site = site_with(ctx, bid)
    found = the_campaign(site, bid, name)
    with site.database.read() as connection:
        told = report_told(connection, found, site.clock.now())
        if file is not None:
            _write(file, planned_calls.OUTCOME, planned_calls.outcomes(connection, found.id))
        if messages is not None:
            _write(messages, planned_messages.OUTCOME, planned_messages.outcomes(connection, found.id))
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"campaign {found.name}  {found.state}  version {found.version}")
    for agreed in told["approvals"]:
        at = wall(site, bid, datetime.fromisoformat(agreed["at"]))
        click.echo(
            f"approved by {agreed['who']} at {at}: version {agreed['version']}, up to {agreed['up_to']} accounts"
        )
    for run in told["runs"]:
        kind = "dry run" if run["dry"] else "run"
        click.echo(f"{kind} {run['day']}, planned by {run['planned_by']}: {counted(run['states'])}")
        if not run["dry"]:
            click.echo("\n".join(_outcome(site, bid, run)))
        click.echo("\n".join(excluded(run["counts"])))
    for sample in told["samples"]:
        became = " ".join(sample[name] for name in ("state", "result", "why") if sample[name])
        click.echo(f"sample to {sample['number_ending']} in {sample['language']}, asked by {sample['who']}: {became}")


def _outcome(site: Site, bid: str, run: Mapping[str, Any]) -> Iterator[str]:
    if STOPPED in {*run["states"], *(state for states in run["messages"].values() for state in states)}:
        yield f"  {STOPPED}: {WHY}; nobody is called or written to about it any more"
    yield f"  results: {counted(run['results'])}"
    for channel, states in run["messages"].items():
        yield f"  by {channel}: {counted(states)}"
    for days, paid in run["paid_within_days"].items():
        until = wall(site, bid, datetime.fromisoformat(paid["until"]))
        shares = ", ".join(f"{paid[who]['paid']} of {paid[who]['accounts']} {words}" for who, words in GROUPS.items())
        yield f"  paid within {days} days: {shares}" + ("" if paid["is_over"] else f"; not over until {until}")


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([value.isoformat() if isinstance(value, date) else value for value in row] for row in rows)
