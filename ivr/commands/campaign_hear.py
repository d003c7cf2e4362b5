"""`ivr campaign hear`: the words of a campaign, read into a file or rung to one's own phone."""

import json
import subprocess
from pathlib import Path

import rich_click as click

from integration.campaigns.plan import Plan
from integration.errors import Refused, Unavailable
from integration.ledger.campaigns import Campaign
from integration.reminding import Reminding
from integration.site import Site
from ivr.commands.asked import as_json_too
from ivr.commands.campaign_told import a_bid, a_name, a_who, site_with, the_campaign
from ivr.phone.loudspeaker import MISSING, SENTENCE_S_MAX, speaker
from ivr.reminders.preview import in_each_language
from ivr.reminders.sample import Wanted, ask_for_sample
from ivr.reminders.told import sample_told
from ivr.reminders.words import Message, Reminders

a_wav = click.Path(dir_okay=False, path_type=Path)


@click.command()
@a_name
@a_bid
@click.option("--file", type=a_wav, help="What the first account hears, as a WAV file.")
@click.option("--ring", metavar="NUMBER", help="Your own phone, rung once, with an example's amounts.")
@click.option("--place", default="", help="The state or province where that phone is, such as GA: its hours hold.")
@click.option("--language", default="", help="One of the biller's.  [default: the first account's; the biller's first]")
@a_who
@as_json_too
@click.pass_context
def hear(
    ctx: click.Context,
    name: str,
    *,
    bid: str,
    file: Path | None,
    ring: str | None,
    place: str,
    language: str,
    who: str,
    as_json: bool,
) -> None:
    """Hear what people would hear: in a file, or on your own phone."""
    site = site_with(ctx, bid)
    campaign = the_campaign(site, bid, name)
    if (file is None) == (ring is None):
        raise click.UsageError("expected one of --file and --ring", ctx)
    if file is not None:
        words = Reminders.load(site.settings.prompts, site.biller(bid))
        to_file(file, heard(site, campaign, Reminding(site).weigh(campaign), words, language))
    if ring is not None:
        _ring(site, campaign, Wanted(ring, place, language), who=who, as_json=as_json)


def heard(site: Site, campaign: Campaign, plan: Plan, words: Reminders, language: str = "") -> Message:
    """What the first account of the plan hears, in its own language or another of the biller's."""
    slot, biller = next(plan.calls(), None), site.biller(campaign.bid)
    if slot is None:
        raise Refused("nobody would be called; there is nothing to hear")
    wanted = language or slot[1][4]
    with site.database.read() as connection:
        found = in_each_language(connection, biller, campaign.definition, slot, site.clock.now(), words)
    message = next((each for each in found if each.language == wanted), None)
    if message is None:
        raise Refused(f"found the language {wanted}; expected one of {', '.join(biller.languages)}")
    return message


def to_file(file: Path, message: Message) -> None:
    """By espeak-ng, whose voice is not the telephone's; the words are. An empty line is a pause."""
    program = speaker()
    if program is None:
        raise Unavailable(MISSING)
    text = f"{message.opening}\n\n{message.proved}\n\n{message.voicemail}"
    command = [program, "-v", message.language, "-w", str(file), "--stdin"]
    done = subprocess.run(command, input=text.encode(), check=False, timeout=SENTENCE_S_MAX)  # noqa: S603 - it was found
    if done.returncode:
        raise Unavailable(f"{program} ended with {done.returncode}; {file} was not written")


def _ring(site: Site, campaign: Campaign, wanted: Wanted, *, who: str, as_json: bool) -> None:
    limits = Reminding(site).limits_of(site.biller(campaign.bid))
    with site.database.write() as connection:
        sample = ask_for_sample(connection, site, campaign, wanted, limits, who=who)
    if as_json:
        click.echo(json.dumps(sample_told(sample)))
        return
    click.echo(f"{sample.number} is rung once, in {sample.language}, as soon as `ivr work` runs")
    click.echo(f"what became of it: `ivr campaign report {campaign.name} --bid {campaign.bid}`", err=True)
