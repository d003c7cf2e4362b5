"""Hear it on your own phone: a campaign's words with an example's amounts, rung to whoever asks for them.

A number can be mistyped and anybody may take it up: so nobody's account is spoken of, and the call says so first.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from integration.billers import Biller
from integration.billers.capabilities import is_on
from integration.calling.limits import Limits
from integration.calling.numbers import facts_of
from integration.calling.places import Place, place_of
from integration.campaigns.definition import Definition
from integration.clock import today_at
from integration.dialling.sampling import answer
from integration.errors import Misconfigured, Refused
from integration.ledger import campaigns, samples
from integration.ledger.campaigns import Campaign
from integration.ledger.samples import Sample
from integration.money import Money
from integration.site import Site
from ivr.reminders.words import Reminders
from ivr.speech.book import read_lines
from ivr.speech.checked import Value

FOLDER = "samples"  # of prompts
INTRO, STOPPED = "sample.intro", "sample.stopped"
OWED, PAST_DUE = Money(12_345), Money(4_250)
DUE_IN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`to` is the asker's own phone, `place` the state or province where it is, '' where he does not say.

    Where it is not known, and by its number alone it seldom is, the strictest hours of the country hold. `language` ''
    is the biller's first.
    """

    to: str
    place: str = ""
    language: str = ""


def ask_for_sample(
    connection: Connection, site: Site, campaign: Campaign, wanted: Wanted, limits: Limits, *, who: str
) -> Sample:
    """Let it be rung by `ivr work`, at once and once.

    `who` asks for it on his own phone, which is its consent and stands in the audit. Refused where that number may not
    be rung now.
    """
    biller, now = site.biller(campaign.bid), site.clock.now()
    if not is_on(biller, "products.outbound_ivr"):
        raise Refused(f"biller {biller.bid}: found products.outbound_ivr off; expected it on to ring anybody (row P10)")
    language = wanted.language or biller.languages[0]
    if language not in biller.languages:
        raise Refused(f"found the language {language}; expected one of {', '.join(biller.languages)}")
    number = facts_of(wanted.to)
    asked = answer(connection, biller, limits, number, _place(wanted), now)
    if not asked.yes:
        raise Refused(f"{wanted.to} is not rung: {asked.rule}: {asked.reason}{_advice(asked.rule)}")
    words = words_of(site.settings.prompts, biller, campaign.definition, language, today_at(biller.zone, now))
    detail = f"version {campaign.version}, in {language}, to {number.number}, his own phone"
    campaigns.note(connection, biller.bid, campaign.name, "campaign sample asked", detail, who=who, now=now)
    return samples.ask(
        connection, campaign, words, number=number.number, place=wanted.place, language=language, who=who, now=now
    )


def _place(wanted: Wanted) -> Place | None:
    found = place_of(wanted.place)
    if wanted.place and found is None:
        raise Refused(f"found {wanted.place!r} for a place; expected a state or province like GA or ON")
    return found


def _advice(rule: str) -> str:
    return "; say in which state or province the phone is" if rule == "unknown_place" else ""


def words_of(prompts: Path, biller: Biller, definition: Definition, language: str, today: date) -> tuple[str, ...]:
    """What is heard, part after part: that it is a trial, what a person hears, what a machine keeps."""
    due = (today + DUE_IN).isoformat()
    example: dict[str, Value] = {"owed": OWED.cents, "past_due": PAST_DUE.cents, "due": due, "shut_off": due}
    message = Reminders.load(prompts, biller).message(definition, language, example)
    intro = _line(prompts, language, INTRO, {"biller": biller.name})
    return tuple(part for part in (intro, message.opening, message.proved, message.voicemail) if part)


def stopped_words(prompts: Path, language: str) -> str:
    """What is said to whoever wants no more calls."""
    return _line(prompts, language, STOPPED, {})


def _line(prompts: Path, language: str, key: str, values: dict[str, Value]) -> str:
    book = read_lines(prompts / FOLDER, language)
    if key not in book.templates:
        book.finding(key, "nothing", "this sentence, which a sample call says")
    if book.findings:
        raise Misconfigured(book.findings)
    return book.templates[key].words(values)
