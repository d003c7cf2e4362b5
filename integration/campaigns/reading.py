"""A campaign as it is written, in TOML or in JSON, strictly read.

Every mistake is told at once, with its key, what was found and what was expected.
"""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from integration.billers import Biller
from integration.billers.capabilities import is_on
from integration.billers.findings import sentence
from integration.campaigns.channels import Channel
from integration.campaigns.definition import Definition
from integration.campaigns.kinds import ABOUT, Counts, FreeTopic, Kind
from integration.errors import Refused

TEXT_CHARS_MAX = 20_000
CALENDAR_DAYS_MAX = 366
REPEATING = {Kind.UPCOMING: "days_before_due", Kind.DUE_TODAY: "", Kind.PAST_DUE: "days_after_due"}


class Miswritten(Refused):
    """`mistakes` has a sentence for each, with its key in front: `pace.lines: found 0; expected …`."""

    def __init__(self, where: str, mistakes: list[str]) -> None:
        super().__init__("\n".join(f"{where}: {each}" for each in mistakes))
        self.mistakes = mistakes


def read_definition(text: str, where: str) -> Definition:
    """`where` names the file in the sentences. What begins with a brace is JSON, which no TOML does.

    Raises Miswritten, and Refused for what is neither TOML nor JSON.
    """
    if len(text) > TEXT_CHARS_MAX:
        raise Refused(f"{where}: longer than {TEXT_CHARS_MAX} characters; expected a campaign")
    found = _checked(text, where)
    wrong = [*_about_the_kind(found), *_about_the_calendar(found)]
    _refuse(wrong, where)
    return found


def as_table(text: str) -> dict[str, Any]:
    """A campaign that was read once, as it was written, ready for JSON: a date is text."""
    found = json.loads(text) if _is_json(text) else tomllib.loads(text)
    table: dict[str, Any] = json.loads(json.dumps(found, default=date.isoformat))
    return table


def misfits(definition: Definition, biller: Biller) -> Iterator[str]:
    """What this biller's own file does not allow or lacks, a sentence each."""
    yield from _about_the_channels(definition, biller)
    for place, language in enumerate(definition.audience.languages):
        if language not in biller.languages:
            yield f"audience.languages[{place}]: found {language}; expected one of {', '.join(biller.languages)}"
    if definition.kind is Kind.FREE_NOTICE:
        for language in biller.languages:
            if language not in definition.message:
                yield f"message.{language}: found nothing; expected the notice in each of the biller's languages"
    rule = REPEATING.get(definition.kind, "") if definition.repeats else ""
    if rule and not getattr(biller.notices, rule):
        yield f"repeats: found true, and the biller's notices.{rule} is empty; expected its days there (row F13)"


def _about_the_channels(definition: Definition, biller: Biller) -> Iterator[str]:
    is_called = Channel.CALL in definition.channels
    if is_called and not is_on(biller, "products.outbound_ivr"):
        yield "bid: the biller's file has products.outbound_ivr off; expected it on for reminder calls (row P10)"
    if is_called and biller.reminders.toll_free is None:
        yield (
            "bid: the biller's file has no reminders.toll_free; expected a toll-free number of its lines, "
            "which every message must give (47 CFR 64.1200(b)(3))"
        )
    for channel, key, on in ((Channel.TEXT, "texts", biller.texts.on), (Channel.EMAIL, "mails", biller.mails.on)):
        if channel in definition.channels and not on:
            yield f"channels: found {channel}, and the biller's file has {key}.on = false; expected it on"


def _is_json(text: str) -> bool:
    return text.lstrip().startswith("{")


def _table(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise Refused(f"{where}: is not TOML: {wrong}") from None


def _checked(text: str, where: str) -> Definition:
    try:
        if _is_json(text):
            return Definition.model_validate_json(text)
        return Definition.model_validate(_table(text, where))
    except ValidationError as error:
        found = error.errors(include_url=False)
    if found[0]["type"] == "json_invalid":
        raise Refused(f"{where}: is not JSON: {found[0]['msg']}")
    raise Miswritten(where, [sentence(each, (), Definition) for each in found])


def _refuse(wrong: list[str], where: str) -> None:
    if wrong:
        raise Miswritten(where, wrong)


def _about_the_kind(found: Definition) -> Iterator[str]:
    about, days = ABOUT[found.kind], found.audience.days
    is_free = found.kind is Kind.FREE_NOTICE
    if is_free and found.topic is None:
        yield f"topic: found nothing; a free notice has one of {', '.join(FreeTopic)}"
    if not is_free and (found.topic is not None or found.message):
        yield f"topic: found one, or a message, with kind {found.kind}; expected them with free_notice only"
    if days is not None and (
        about.counts is Counts.NOTHING or not about.days_from <= days[0] <= days[1] <= about.days_to
    ):
        yield (
            f"audience.days: found [{days[0]}, {days[1]}] with kind {found.kind}; "
            f"expected days from {about.days_from} to {about.days_to}, or nothing"
        )
    if found.repeats and found.kind not in REPEATING:
        yield f"repeats: found true with kind {found.kind}; expected one of {', '.join(REPEATING)}"
    if found.repeats and days is not None:
        yield "audience.days: found days in a campaign that repeats; expected none: the biller's [notices] has them"


def _about_the_calendar(found: Definition) -> Iterator[str]:
    first, last = found.calendar.first, found.calendar.last
    if not first <= last < first + timedelta(days=CALENDAR_DAYS_MAX):
        yield (
            f"calendar.last: found {last} after the first day {first}; "
            f"expected that day or one of the {CALENDAR_DAYS_MAX - 1} days after it"
        )
