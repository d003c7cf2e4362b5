"""`ivr campaign`: reminder calls, planned and looked at before one is placed; started, paused, stopped, reported."""

import json
from pathlib import Path

import rich_click as click

from integration.errors import Refused
from integration.ledger import campaigns
from integration.reminding import Reminding
from ivr.commands.asked import as_json_too, site_of
from ivr.commands.campaign_hear import hear
from ivr.commands.campaign_mark import mark
from ivr.commands.campaign_preview import preview
from ivr.commands.campaign_report import report
from ivr.commands.campaign_told import a_bid, a_name, a_who, site_with, tell, the_campaign
from ivr.reminders.told import campaign_told

a_why = click.option("--why", default="", help="Why, for the audit.")


@click.group()
def campaign() -> None:
    """Reminder calls: who is called, when, with which words; everything before the dialling."""


@campaign.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@a_who
@as_json_too
@click.pass_context
def new(ctx: click.Context, file: Path, *, who: str, as_json: bool) -> None:
    """Keep the campaign that FILE defines; the same name again is a new version, until it is started."""
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Refused(f"{file}: found a byte that is not UTF-8 at {trouble.start}; expected UTF-8") from None
    made = Reminding(site_of(ctx)).define(text, str(file), who=who)
    if as_json:
        click.echo(json.dumps({"bid": made.bid, "name": made.name, "version": made.version, "state": made.state}))
    else:
        click.echo(
            f"campaign {made.name} of biller {made.bid}, version {made.version}: nothing is called before it starts"
        )


@campaign.command("list")
@a_bid
@as_json_too
@click.pass_context
def list_campaigns(ctx: click.Context, *, bid: str, as_json: bool) -> None:
    """Every campaign of the biller, with its state."""
    site = site_with(ctx, bid)
    with site.database.read() as connection:
        found = campaigns.of_biller(connection, bid)
    if as_json:
        click.echo(json.dumps({"campaigns": [campaign_told(one) for one in found]}))
        return
    for one in found:
        agreed = f"approved by {one.approval.who} up to {one.approval.up_to}" if one.approval else "not approved"
        click.echo(f"{one.name}  {one.state}  version {one.version} by {one.made_by}  {agreed}")


@campaign.command()
@a_name
@a_bid
@click.option("--up-to", type=click.IntRange(min=1), required=True, help="Accounts in one run, at most.")
@a_who
@click.pass_context
def approve(ctx: click.Context, name: str, *, bid: str, up_to: int, who: str) -> None:
    """Agree to a campaign as its second person, or to more accounts; above the biller's size it needs that to start."""
    site = site_with(ctx, bid)
    with site.database.write() as connection:
        found = campaigns.named(connection, bid, name)
        campaigns.approve(connection, found, up_to=up_to, who=who, now=site.clock.now())
    click.echo(f"campaign {name}, version {found.version}: {who} agrees to {up_to} accounts at most")


@campaign.command()
@a_name
@a_bid
@a_who
@as_json_too
@click.pass_context
def start(ctx: click.Context, name: str, *, bid: str, who: str, as_json: bool) -> None:
    """Plan the calls and let them be dialled from their first second on."""
    site = site_with(ctx, bid)
    run = Reminding(site).start(the_campaign(site, bid, name), who=who)
    tell(site, run, as_json=as_json)


def _moving(act: str, purpose: str) -> click.Command:
    @click.command(act, help=purpose)
    @a_name
    @a_bid
    @a_who
    @a_why
    @click.pass_context
    def move(ctx: click.Context, name: str, *, bid: str, who: str, why: str) -> None:
        site = site_with(ctx, bid)
        with site.database.write() as connection:
            found = campaigns.named(connection, bid, name)
            campaigns.move(connection, found, act, who=who, now=site.clock.now(), why=why)
        click.echo(f"campaign {name}: {campaigns.MOVES[act][1]}")

    return move


campaign.add_command(_moving("pause", "Nothing is rung or written until it is resumed; what is under way goes on."))
campaign.add_command(_moving("resume", "Go on: what is due by then is asked about again before it leaves."))
campaign.add_command(
    _moving(
        "stop", "Nothing more is rung or written, for good; what has not left or nobody has taken up is taken back."
    )
)

for each in (preview, hear, report, mark):
    campaign.add_command(each)
