"""`ivr campaign preview`: the count, who is left out and why, every call with its second and words, its sound."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import rich_click as click

from integration.campaigns.plan import Plan
from integration.ledger.campaigns import Campaign
from integration.reminding import Reminding
from integration.site import Site
from ivr.commands.asked import as_json_too, wall
from ivr.commands.campaign_hear import heard, to_file
from ivr.commands.campaign_told import a_bid, a_name, a_who, excluded, site_with, tell, the_campaign
from ivr.reminders.preview import Previewed, previewed
from ivr.reminders.told import plan_told
from ivr.reminders.words import Reminders
from ivr.reminders.writes import first_written

LIST_HEADER = ("due_at", "account", "number", "language", "opening", "proved", "voicemail")

a_file = click.Path(dir_okay=False, path_type=Path)


@click.command()
@a_name
@a_bid
@click.option("--list", "list_file", type=a_file, help="Every call with its second and its words, as CSV.")
@click.option("--hear", type=a_file, help="What the first of them hears, as a WAV file.")
@click.option("--dry-run", is_flag=True, help="Keep the whole plan in the history; it is never dialled.")
@a_who
@as_json_too
@click.pass_context
def preview(
    ctx: click.Context,
    name: str,
    *,
    bid: str,
    list_file: Path | None,
    hear: Path | None,
    dry_run: bool,
    who: str,
    as_json: bool,
) -> None:
    """What would be called if it started now: nobody is."""
    site = site_with(ctx, bid)
    campaign, reminding = the_campaign(site, bid, name), Reminding(site)
    if dry_run:
        tell(site, reminding.dry_run(campaign, who=who), as_json=as_json)
        return
    words = Reminders.load(site.settings.prompts, site.biller(bid))
    plan = reminding.weigh(campaign)
    written = first_written(site, campaign, plan)
    first = next(iter(_calls(site, campaign, plan, words)), None)
    if list_file:
        _write(list_file, _calls(site, campaign, plan, words))
    if hear:
        to_file(hear, heard(site, campaign, plan, words))
    _told(site, bid, plan, first, written, as_json=as_json)


def _calls(site: Site, campaign: Campaign, plan: Plan, words: Reminders) -> Iterable[Previewed]:
    with site.database.read() as connection:
        biller, now = site.biller(campaign.bid), site.clock.now()
        yield from previewed(connection, biller, campaign.definition, plan.calls(), now, words)


def _write(file: Path, calls: Iterable[Previewed]) -> None:
    """For a clerk; account and telephone numbers stand in it whole."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(LIST_HEADER)
        for call in calls:
            message = call.message
            due_at = call.due_at.isoformat()
            sentences = (message.opening, message.proved, message.voicemail)
            writer.writerow((due_at, call.account_number, call.number, message.language, *sentences))


def _told(
    site: Site, bid: str, plan: Plan, first: Previewed | None, written: list[dict[str, Any]], *, as_json: bool
) -> None:
    for _ in plan.calls():  # whoever looked at the first call only has not dealt the rest
        pass
    if as_json:
        click.echo(json.dumps(plan_told(plan) | {"written": written}))
        return
    click.echo("\n".join(excluded(plan.counts())))
    if first:
        click.echo(f"the first, at {wall(site, bid, first.due_at)}, in {first.message.language}:")
        for name in ("opening", "proved", "voicemail"):
            click.echo(f"  {name}: {getattr(first.message, name)}")
    for warning in plan.warnings():
        click.echo(f"warning: {warning}", err=True)
    for one in written:
        click.echo(f"the first {one['channel']}, in {one['language']}: {one['words']}")
