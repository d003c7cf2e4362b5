"""Amounts and dates as they were said, read back: the inverse of `ivr.speech`, in any language that it speaks.

Nothing here knows a language's words: they are asked of the very function that says them, so a reading is right
because saying it again gives the same text.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from integration.money import CENTS_PER_DOLLAR
from ivr.speech.kinds import Say

THOUSAND = 1000
DAYS_AROUND_MAX = 400


def cents_said(say: Say, text: str) -> int | None:
    """Whole cents below a million dollars; None where `text` is no such amount."""
    for cents, dollars_text in _without_cents(say, text):
        dollars = _dollars(say, dollars_text)
        if dollars is not None and say(dollars * CENTS_PER_DOLLAR + cents) == text:
            return dollars * CENTS_PER_DOLLAR + cents
    return None


def day_said(say: Say, text: str, near: date, *, ahead: bool) -> str | None:
    """The ISO date that is said so, looked for from `near` on, ahead first or back first; None where there is none."""
    for days in range(DAYS_AROUND_MAX):
        for step in (days, -days) if ahead else (-days, days):
            when = (near + timedelta(days=step)).isoformat()
            if say(when) == text:
                return when
    return None


def _without_cents(say: Say, text: str) -> Iterator[tuple[int, str]]:
    """Each way to read the end as cents, with the words for the dollars before it; '' is no dollars."""
    yield 0, text
    for cents, words in _cents(say).items():
        if text == say(cents):
            yield cents, ""
        elif text.endswith(words):
            yield cents, text.removesuffix(words)


def _dollars(say: Say, text: str) -> int | None:
    if not text:
        return 0
    below = _below_thousand(say).get(text)
    return below if below is not None else _above_thousand(say, text)


def _above_thousand(say: Say, text: str) -> int | None:
    fitting = (n for n, words in _thousands(say).items() if text.startswith(f"{words} "))
    thousands = max(fitting, key=lambda n: len(_thousands(say)[n]), default=None)
    if thousands is None:
        return None
    below = _below_thousand(say).get(text.removeprefix(f"{_thousands(say)[thousands]} "), 0)
    wholes = (thousands * THOUSAND + rest for rest in (below, 0, 1))  # "one thousand one dollars", not "one dollar"
    return next((whole for whole in wholes if say(whole * CENTS_PER_DOLLAR) == text), None)


@cache
def _cents(say: Say) -> Mapping[int, str]:
    """What follows the dollars, as " and five cents"; French has no cents without dollars."""
    dollar = say(CENTS_PER_DOLLAR)
    return {cents: say(CENTS_PER_DOLLAR + cents).removeprefix(dollar) for cents in range(1, CENTS_PER_DOLLAR)}


@cache
def _below_thousand(say: Say) -> Mapping[str, int]:
    return {say(whole * CENTS_PER_DOLLAR): whole for whole in range(THOUSAND)}


@cache
def _thousands(say: Say) -> Mapping[int, str]:
    """The words for each count of thousands, without the word for dollars."""
    return {n: say(n * THOUSAND * CENTS_PER_DOLLAR).rpartition(" ")[0] for n in range(1, THOUSAND)}
