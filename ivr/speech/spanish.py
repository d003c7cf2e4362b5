"""Spanish: `uno` is shortened before a noun and before `mil` and `millones`, and a round million takes `de`."""

import re
from datetime import date
from functools import lru_cache

from num2words import num2words

from ivr.speech.tongue import NUMBERS_CACHED_MAX, Tongue

MILLION = 1_000_000

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_UNO_BEFORE_MIL = re.compile(r"\b(?:veinti)?uno(?= mil)")  # `mil` and `millones` alike
_UNO_LAST = re.compile(r"\b(?:veinti)?uno$")


@lru_cache(maxsize=NUMBERS_CACHED_MAX)
def number(whole: int) -> str:
    """21000 is "veintiún mil", where num2words says "veintiuno mil"; standing alone, 21 is "veintiuno"."""
    return _UNO_BEFORE_MIL.sub(_shortened, str(num2words(whole, lang="es")))


def dollars(whole: int) -> str:
    """21 is "veintiún dólares", 2000000 is "dos millones de dólares"."""
    if whole == 1:
        return "un dólar"
    de = "de " if whole and whole % MILLION == 0 else ""
    return f"{_before_noun(whole)} {de}dólares"


def cents(whole: int) -> str:
    """1 is "un centavo", 21 is "veintiún centavos"."""
    return "un centavo" if whole == 1 else f"{_before_noun(whole)} centavos"


def day(when: date) -> str:
    """November 1 is "primero de noviembre"; the other days are plain numbers, "veintiuno de noviembre"."""
    return f"{'primero' if when.day == 1 else number(when.day)} de {_MONTHS[when.month - 1]}"


def day_and_year(when: date) -> str:
    """November 1, 2026 is "primero de noviembre de dos mil veintiséis"."""
    return f"{day(when)} de {number(when.year)}"


def _before_noun(whole: int) -> str:
    return _UNO_LAST.sub(_shortened, number(whole))


def _shortened(uno: re.Match[str]) -> str:
    return "veintiún" if uno[0] == "veintiuno" else "un"


SPANISH = Tongue(
    number=number,
    dollars=dollars,
    cents=cents,
    with_cents="con",
    cents_alone=True,
    day=day,
    day_and_year=day_and_year,
    keys={"*": "asterisco", "#": "numeral"},
)
