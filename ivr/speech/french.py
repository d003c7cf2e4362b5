"""Canadian French: `soixante et onze`, not `septante et un`; zero and one are singular; a round million takes `de`.

Numbers and dates are written out in words, never as `80` or `1er`: a voice that speaks another French would say
`huitante` or `octante`, and some read `1er` letter by letter.

The coin is `cent` and `cents`, as on the bill, and never stands alone: `cinq cents` is five hundred too, so five cents
are `zéro dollar et cinq cents`. `Sou`, which many say, is no way out: `trente sous` is twenty-five cents to them.
"""

from datetime import date, time
from functools import lru_cache

from num2words import num2words

from ivr.speech.tongue import NUMBERS_CACHED_MAX, Tongue

MILLION = 1_000_000
_NAMED_HOURS = {0: "minuit", 12: "midi"}
_TEN, _ELEVEN = 10, 11
SINGULAR_MAX = 1  # the plural begins at two: "zéro dollar"

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@lru_cache(maxsize=NUMBERS_CACHED_MAX)
def number(whole: int) -> str:
    """80 is "quatre-vingts", 81 "quatre-vingt-un", 200 "deux cents", 201 "deux cent un"."""
    return str(num2words(whole, lang="fr"))


def dollars(whole: int) -> str:
    """0 is "zéro dollar", 1 "un dollar", 2000000 "deux millions de dollars"."""
    de = "de " if whole and whole % MILLION == 0 else ""
    return f"{number(whole)} {de}{_noun('dollar', whole)}"


def cents(whole: int) -> str:
    """1 is "un cent", 21 "vingt et un cents"."""
    return f"{number(whole)} {_noun('cent', whole)}"


def day(when: date) -> str:
    """November 1 is "premier novembre"; the other days are plain numbers. The prompt brings its own "le" or "au"."""
    return f"{'premier' if when.day == 1 else number(when.day)} {_MONTHS[when.month - 1]}"


def day_and_year(when: date) -> str:
    """November 1, 2026 is "premier novembre deux mille vingt-six"."""
    return f"{day(when)} {number(when.year)}"


def hour(when: time) -> str:
    """07:30 is "sept heures trente", 21:00 "vingt et une heures": the day has 24, so no part of it need be told."""
    if not when.minute and when.hour in _NAMED_HOURS:
        return _NAMED_HOURS[when.hour]
    minutes = f" {_feminine(when.minute)}" if when.minute else ""
    return f"{_feminine(when.hour)} {_noun('heure', when.hour)}{minutes}"


def _feminine(below_sixty: int) -> str:
    """1 is "une", 21 "vingt et une": hours and minutes are feminine."""
    ends_in_one = below_sixty % _TEN == 1 and below_sixty != _ELEVEN
    return f"{number(below_sixty)}e" if ends_in_one else number(below_sixty)


def _noun(singular: str, whole: int) -> str:
    return singular if whole <= SINGULAR_MAX else f"{singular}s"


FRENCH = Tongue(
    number=number,
    dollars=dollars,
    cents=cents,
    with_cents="et",
    cents_alone=False,
    day=day,
    day_and_year=day_and_year,
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    before_day=" ",
    hour=hour,
    keys={"*": "étoile", "#": "carré"},
)
