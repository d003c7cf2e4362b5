"""Facts of a telephone number, worked out once, when it is loaded: `phonenumbers` is too slow for every dial."""

from dataclasses import dataclass
from enum import StrEnum

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
    region_code_for_number,
)
from phonenumbers.timezone import time_zones_for_geographical_number
from phonenumbers.tzdata import TIMEZONE_DATA

from integration.calling.regions import UNITED_STATES, by_area, regions

NORTH_AMERICA = 1  # the country code that the United States, Canada and the Caribbean share
TERRITORIES = frozenset({"PR", "VI", "GU", "AS", "MP"})
AREA_DIGITS, EXCHANGE_DIGITS = 3, 3
PAY_PER_CALL_EXCHANGE = "976"  # in any area code, and phonenumbers takes it for a plain one


class Line(StrEnum):
    """What a number rings. North America's plan does not tell mobile from fixed: those are unknown until looked up."""

    MOBILE = "mobile"
    FIXED = "fixed"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    VOIP = "voip"
    UNKNOWN = "unknown"


LINES = {
    PhoneNumberType.MOBILE: Line.MOBILE,
    PhoneNumberType.FIXED_LINE: Line.FIXED,
    PhoneNumberType.TOLL_FREE: Line.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: Line.PREMIUM,
    PhoneNumberType.SHARED_COST: Line.PREMIUM,
    PhoneNumberType.VOIP: Line.VOIP,
}


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """`number` is E.164, or the text itself where `exists` is false.

    `country` is US (its territories too), CA or another's letters. `zones` are all in which it may ring. `placed` tells
    that the plan names its exchange; else they are those of the whole of its regions, and none for a number that has no
    place, such as a toll-free one.
    """

    number: str
    exists: bool
    line: Line = Line.UNKNOWN
    country: str = ""
    regions: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    placed: bool = False


def facts_of(text: str, looked_up: Line | None = None) -> NumberFacts:
    """The facts of a number as a bill or a person writes it; `looked_up` is the line's type as its carrier told it."""
    try:
        found = parse(text, UNITED_STATES)
    except NumberParseException:
        return NumberFacts(text, exists=False)
    if not is_valid_number(found) or found.extension:
        return NumberFacts(text, exists=False)
    number = format_number(found, PhoneNumberFormat.E164)
    line, country = _line(found), _country(found)
    if found.country_code != NORTH_AMERICA or line is Line.PREMIUM:
        return NumberFacts(number, exists=True, line=line, country=country)
    return _placed(NumberFacts(number, exists=True, line=looked_up or line, country=country), found)


def _placed(facts: NumberFacts, found: PhoneNumber) -> NumberFacts:
    """The same with where it may ring: the guess for an exchange that nobody names is widened to its whole regions."""
    ids = by_area().get(str(found.national_number)[:AREA_DIGITS], frozenset())
    named = bool(ids) and _exchange_is_named(facts.number)
    zones = frozenset(time_zones_for_geographical_number(found)) if ids else frozenset()
    if not named:
        zones = zones.union(*(regions()[each].zones for each in ids))
    return NumberFacts(facts.number, True, facts.line, facts.country, ids, zones, named)


def _exchange_is_named(number: str) -> bool:
    digits = number.removeprefix("+")
    area_ends = 1 + AREA_DIGITS
    return any(digits[:end] in TIMEZONE_DATA for end in range(area_ends + 1, area_ends + EXCHANGE_DIGITS + 1))


def _line(found: PhoneNumber) -> Line:
    national = str(found.national_number)
    exchange = national[AREA_DIGITS : AREA_DIGITS + EXCHANGE_DIGITS]
    if found.country_code == NORTH_AMERICA and exchange == PAY_PER_CALL_EXCHANGE:
        return Line.PREMIUM
    return LINES.get(number_type(found), Line.UNKNOWN)


def _country(found: PhoneNumber) -> str:
    region = region_code_for_number(found) or ""
    return UNITED_STATES if region in TERRITORIES else region
