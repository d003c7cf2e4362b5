"""What the commands of `ivr campaign` have in common: how a campaign is named, and how a run is told to a person."""

import json
from collections.abc import Iterator, Mapping
from getpass import getuser
from typing import Any

import rich_click as click

from integration.campaigns.reasons import words_of
from integration.ledger import campaigns
from integration.ledger.campaign_runs import Run
from integration.ledger.campaigns import Campaign
from integration.site import Site
from ivr.commands.asked import Words, site_of, wall
from ivr.reminders.told import run_told

WHO_CHARACTERS_MAX = 60

a_name = click.argument("name")
a_bid = click.option("--bid", required=True, help="The biller's id.")
a_who = click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who does it.")


def tell(site: Site, run: Run, *, as_json: bool) -> None:
    """A run that was just planned, with its warnings on standard error."""
    if as_json:
        click.echo(json.dumps(run_told(run)))
        return
    kind = "kept as a dry run" if run.is_dry else "started"
    click.echo(f"{kind}: {run.counts['planned']} calls until {wall(site, run.bid, run.expires_at)}")
    click.echo("\n".join(excluded(run.counts)))
    for warning in run.warnings:
        click.echo(f"warning: {warning}", err=True)


def excluded(counts: Mapping[str, Any]) -> Iterator[str]:
    """The why-excluded table: how many by the audience's key or the rule's name, the most first."""
    yield f"  {counts['planned']} planned, {counts['held_out']} held out"
    yield from (f"  {count} planned by {channel}" for channel, count in counts.get("messages", {}).items())
    for rule, count in counts["excluded"].items():
        yield f"  {count:>9}  {rule:<26}  {words_of(rule)}"


def counted(counts: Mapping[str, int]) -> str:
    """`3 waiting, 1 held_out`."""
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def the_campaign(site: Site, bid: str, name: str) -> Campaign:
    """By its name; Refused where there is none."""
    with site.database.read() as connection:
        return campaigns.named(connection, bid, name)


def site_with(ctx: click.Context, bid: str) -> Site:
    """The site; Misconfigured where it has no such biller."""
    site = site_of(ctx)
    site.biller(bid)
    return site
