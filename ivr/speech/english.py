"""American English: no "and" inside a number, the day of a month as an ordinal."""

from datetime import date, time
from functools import lru_cache

from num2words import num2words

from ivr.speech.tongue import NUMBERS_CACHED_MAX, Tongue

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_NOON = 12
_NAMED_HOURS = {0: "midnight", _NOON: "noon"}
_TWO_DIGITS = 10


@lru_cache(maxsize=NUMBERS_CACHED_MAX)
def number(whole: int) -> str:
    """142 is "one hundred forty-two"; num2words says "one hundred and forty-two", and commas after thousands."""
    return str(num2words(whole, lang="en")).replace(" and ", " ").replace(",", "")


def dollars(whole: int) -> str:
    """1 is "one dollar"; 0 and all others have "dollars"."""
    return "one dollar" if whole == 1 else f"{number(whole)} dollars"


def cents(whole: int) -> str:
    """1 is "one cent"; all others have "cents"."""
    return "one cent" if whole == 1 else f"{number(whole)} cents"


def day(when: date) -> str:
    """November 21 is "November twenty-first"."""
    return f"{_MONTHS[when.month - 1]} {num2words(when.day, lang='en', to='ordinal')}"


def day_and_year(when: date) -> str:
    """November 21, 2026 is "November twenty-first, two thousand twenty-six"."""
    return f"{day(when)}, {number(when.year)}"


def hour(when: time) -> str:
    """07:30 is "seven thirty A M", 12:00 is "noon", 00:05 is "twelve oh five A M"."""
    if not when.minute and when.hour in _NAMED_HOURS:
        return _NAMED_HOURS[when.hour]
    minutes = "" if not when.minute else f" {'oh ' if when.minute < _TWO_DIGITS else ''}{number(when.minute)}"
    return f"{number(when.hour % _NOON or _NOON)}{minutes} {'A' if when.hour < _NOON else 'P'} M"


ENGLISH = Tongue(
    number=number,
    dollars=dollars,
    cents=cents,
    with_cents="and",
    cents_alone=True,
    day=day,
    day_and_year=day_and_year,
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    before_day=", ",
    hour=hour,
    keys={"*": "star", "#": "pound"},
)
