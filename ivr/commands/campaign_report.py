"""`ivr campaign report`: what became of each run, and whether a call makes people pay."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import rich_click as click
from sqlalchemy import Connection

from integration.ledger import campaign_runs, planned_calls, planned_messages
from integration.ledger.campaign_runs import Run
from ivr.commands.asked import as_json_too
from ivr.commands.campaign_told import a_bid, a_name, counted, excluded, row_of, run_row, site_with, the_campaign

PAID_WITHIN_DAYS = (1, 3, 7)


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
        runs = [_reported(connection, run) for run in campaign_runs.of_campaign(connection, found.id)]
        if file is not None:
            _write(file, planned_calls.OUTCOME, planned_calls.outcomes(connection, found.id))
        if messages is not None:
            _write(messages, planned_messages.OUTCOME, planned_messages.outcomes(connection, found.id))
    if as_json:
        click.echo(json.dumps({"campaign": row_of(found), "runs": runs}))
        return
    click.echo(f"campaign {found.name}  {found.state}  version {found.version}")
    for told in runs:
        kind = "dry run" if told["dry"] else "run"
        click.echo(f"{kind} {told['day']}, planned by {told['planned_by']}: {counted(told['states'])}")
        click.echo(f"  results: {counted(told['results'])}")
        for channel, states in told["messages"].items():
            click.echo(f"  by {channel}: {counted(states)}")
        for days, paid in told["paid_within_days"].items():
            shares = (f"{paid[who]['paid']} of {paid[who]['accounts']} {who.replace('_', ' ')}" for who in paid)
            click.echo(f"  paid within {days} days: {', '.join(shares)}")
        click.echo("\n".join(excluded(told["counts"])))


def _reported(connection: Connection, run: Run) -> dict[str, Any]:
    paid = {str(days): campaign_runs.paid_within(connection, run, days) for days in PAID_WITHIN_DAYS}
    return {
        **run_row(run),
        **campaign_runs.tally(connection, run.id),
        "messages": planned_messages.tally(connection, run.id),
        "paid_within_days": {days: _shares(found) for days, found in paid.items()},
    }


def _shares(found: dict[str, tuple[int, int]]) -> dict[str, dict[str, int]]:
    return {who: {"accounts": accounts, "paid": payers} for who, (accounts, payers) in found.items()}


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
