"""Spanish: `uno` is shortened before a noun and before `mil` and `millones`, and a round million takes `de`."""

import re
from datetime import date, time
from functools import lru_cache

from num2words import num2words

from ivr.speech.tongue import NUMBERS_CACHED_MAX, Tongue

MILLION = 1_000_000
_DAWN, _NOON, _EVENING = 6, 12, 20  # hours: before six "de la madrugada", from eight in the evening "de la noche"
_NAMED_HOURS = {0: "medianoche", _NOON: "mediodía"}
_TWO_DIGITS = 10

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


def hour(when: time) -> str:
    """07:30 is "las siete treinta de la mañana", 13:00 is "la una de la tarde", 12:00 is "mediodía"."""
    if not when.minute and when.hour in _NAMED_HOURS:
        return _NAMED_HOURS[when.hour]
    told = when.hour % _NOON or _NOON
    clock = "la una" if told == 1 else f"las {number(told)}"
    minutes = f" {_minutes(when.minute)}" if when.minute else ""
    return f"{clock}{minutes} {_part_of_day(when.hour)}"


def _minutes(whole: int) -> str:
    """05 is "y cinco": a bare "cinco" would be heard as another hour."""
    return f"y {number(whole)}" if whole < _TWO_DIGITS else number(whole)


def _part_of_day(at: int) -> str:
    if _DAWN <= at < _NOON:
        return "de la mañana"
    return "de la tarde" if _NOON <= at < _EVENING else "de la noche" if at >= _EVENING else "de la madrugada"


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
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    before_day=" ",
    hour=hour,
    keys={"*": "asterisco", "#": "numeral"},
)
