"""Days in words: "December fourth", "the fourth of December", "one two zero four". Whatever can be two days is none."""

from collections.abc import Mapping, Sequence
from functools import cache

from num2words import num2words

from ivr.speech.heard.ear import Ear
from ivr.speech.heard.numbers import digits_said, number_words
from ivr.speech.heard.plain import words_of

DAYS_MAX = 31


def day_said(ear: Ear, words: Sequence[str]) -> str:
    """Month and day, two digits each; digits alone as they were said; '' where it is no day."""
    months = [ear.months.index(word) + 1 for word in words if word in ear.months]
    if not months:
        return digits_said(ear, words)
    rest = tuple(word for word in words if word not in ear.months and word not in ear.around_days)
    day = _days(ear.code).get(" ".join(rest)) or _days(ear.code).get(" ".join(number_words(ear, rest)))
    return f"{months[0]:02d}{day:02d}" if len(months) == 1 and day else ""


@cache
def _days(language: str) -> Mapping[str, int]:
    """Every way to say a day of a month, as recognisers write it."""
    found: dict[str, int] = {}
    for day in range(1, DAYS_MAX + 1):
        for kind in ("cardinal", "ordinal"):
            found[" ".join(words_of(str(num2words(day, lang=language, to=kind))))] = day
        found[str(day)] = day
    return found
