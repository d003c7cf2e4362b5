"""`ivr campaign report`: what became of each run, and whether a call makes people pay."""

import json
from typing import Any

import rich_click as click
from sqlalchemy import Connection

from integration.ledger import campaign_runs
from integration.ledger.campaign_runs import Run
from ivr.commands.asked import as_json_too
from ivr.commands.campaign_told import a_bid, a_name, counted, excluded, row_of, run_row, site_with, the_campaign


@click.command()
@a_name
@a_bid
@as_json_too
@click.pass_context
def report(ctx: click.Context, name: str, *, bid: str, as_json: bool) -> None:
    """Each run: why-excluded table, calls by state and result, and who paid of the called and of the held out."""
    site = site_with(ctx, bid)
    found = the_campaign(site, bid, name)
    with site.database.read() as connection:
        runs = [_reported(connection, run) for run in campaign_runs.of_campaign(connection, found.id)]
    if as_json:
        click.echo(json.dumps({"campaign": row_of(found), "runs": runs}))
        return
    click.echo(f"campaign {found.name}  {found.state}  version {found.version}")
    for told in runs:
        kind = "dry run" if told["dry"] else "run"
        click.echo(f"{kind} {told['day']}, planned by {told['planned_by']}: {counted(told['states'])}")
        click.echo(f"  results: {counted(told['results'])}")
        for who in ("called", "held_out"):
            each = told["paid"][who]
            click.echo(f"  {who.replace('_', ' ')}: {each['paid']} of {each['accounts']} paid")
        click.echo("\n".join(excluded(told["counts"])))


def _reported(connection: Connection, run: Run) -> dict[str, Any]:
    paid = campaign_runs.paid_since(connection, run)
    return {
        **run_row(run),
        **campaign_runs.tally(connection, run.id),
        "paid": {who: {"accounts": accounts, "paid": payers} for who, (accounts, payers) in paid.items()},
    }
