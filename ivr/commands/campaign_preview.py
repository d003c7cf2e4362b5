"""`ivr campaign preview`: the count, who is left out and why, what is said and written and when, its sound."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import merge
from pathlib import Path

import rich_click as click

from integration.campaigns.channels import Channel
from integration.campaigns.plan import Plan
from integration.ledger.campaigns import Campaign
from integration.reminding import Reminding
from integration.site import Site
from ivr.commands.asked import as_json_too, wall
from ivr.commands.campaign_hear import heard, to_file
from ivr.commands.campaign_told import a_bid, a_name, a_who, excluded, site_with, tell, the_campaign
from ivr.reminders.letters import Letter, Letters
from ivr.reminders.preview import Previewed, previewed
from ivr.reminders.told import plan_told
from ivr.reminders.words import Reminders

LIST_HEADER = (
    "due_at",
    "account",
    "number",
    "language",
    "opening",
    "proved",
    "voicemail",
    "channel",
    "subject",
    "body",
)

a_file = click.Path(dir_okay=False, path_type=Path)


@click.command()
@a_name
@a_bid
@click.option(
    "--list", "list_file", type=a_file, help="Every call, text and mail with its second and its words, as CSV."
)
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
    letters = Letters(site, campaign)
    first = next(iter(_calls(site, campaign, plan, words)), None)
    with site.database.read() as connection:
        written = letters.first(connection, plan)
        if list_file:
            _write(list_file, _calls(site, campaign, plan, words), letters.of_plan(connection, plan))
    _told(site, bid, plan, first, written, as_json=as_json)
    if hear and written and not first:
        click.echo("nobody would be called; there is nothing to hear", err=True)
    elif hear:
        to_file(hear, heard(site, campaign, plan, words))


def _calls(site: Site, campaign: Campaign, plan: Plan, words: Reminders) -> Iterable[Previewed]:
    with site.database.read() as connection:
        biller, now = site.biller(campaign.bid), site.clock.now()
        yield from previewed(connection, biller, campaign.definition, plan.calls(), now, words)


def _write(file: Path, calls: Iterable[Previewed], letters: Iterable[Letter]) -> None:
    """For a clerk, in the order of their seconds; account and telephone numbers and addresses stand in it whole."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(LIST_HEADER)
        for due_at, row in merge(_said(calls), _written(letters), key=lambda each: each[0]):
            writer.writerow((due_at.isoformat(), *row))


def _said(calls: Iterable[Previewed]) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    for call in calls:
        told = call.message
        sentences = (told.language, told.opening, told.proved, told.voicemail)
        yield call.due_at, (call.account_number, call.number, *sentences, Channel.CALL, "", "")


def _written(letters: Iterable[Letter]) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    for one in letters:
        whom = (one.account_number, one.sent_to, one.language)
        yield one.due_at, (*whom, "", "", "", one.channel, one.subject, one.words)


def _told(site: Site, bid: str, plan: Plan, first: Previewed | None, written: list[Letter], *, as_json: bool) -> None:
    for _ in plan.calls():  # whoever looked at the first call only has not dealt the rest
        pass
    if as_json:
        click.echo(json.dumps(plan_told(plan) | {"written": [one.as_json() for one in written]}))
        return
    click.echo("\n".join(excluded(plan.counts())))
    if first:
        click.echo(f"the first, at {wall(site, bid, first.due_at)}, in {first.message.language}:")
        for name in ("opening", "proved", "voicemail"):
            click.echo(f"  {name}: {getattr(first.message, name)}")
    for warning in plan.warnings():
        click.echo(f"warning: {warning}", err=True)
    for one in written:
        click.echo(f"the first {one.channel}, at {wall(site, bid, one.due_at)}, in {one.language}:")
        for name in ("subject", "words") if one.subject else ("words",):
            click.echo(f"  {name}: {getattr(one, name)}")
