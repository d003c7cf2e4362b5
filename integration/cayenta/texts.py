"""Cayenta's text forms of money, dates and flags, and back: the only place that knows them (cayenta.md 1, conventions).

Readers are exact. Decimal, float and int are never asked: they accept NaN, 1e3, 1_000 and full-width digits.
"""

import re
from datetime import date
from typing import Literal

from integration.money import CENTS_PER_DOLLAR, Money

Dates = Literal["yyyyMMdd", "MM/dd/yyyy"]
Flags = Literal["T/F", "Y/N", "1/0", "true/false"]  # on, then off

_MONEY = re.compile(
    r"(?P<sign>[-+]?)(?P<dollars>[0-9]{0,9})(?:\.(?P<cents>[0-9]{0,2})0*)?(?P<credit> ?CR|-)?",
    re.ASCII | re.IGNORECASE,
)
_STATUS = re.compile(r"[-+]?[0-9]{1,6}", re.ASCII)
_TIME = r"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?"
_ZONE = r"(?:Z|[-+][0-9]{2}:[0-9]{2})?"
_Y, _M, _D = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{2})", r"(?P<day>[0-9]{2})"
_DATES = (
    re.compile(f"{_Y}{_M}{_D}", re.ASCII),
    re.compile(f"{_M}/{_D}/{_Y}", re.ASCII),
    # xs:date and xs:dateTime, for a WSDL that types its values; the day is the one that is written
    re.compile(f"{_Y}-{_M}-{_D}{_TIME}{_ZONE}", re.ASCII),
)
_NO_DATES = ("", "00000000", "00/00/0000")  # null, as tables without nulls write it
_PRINTED = {"yyyyMMdd": "%Y%m%d", "MM/dd/yyyy": "%m/%d/%Y"}


def money_of(text: str) -> Money:
    """`142.50`, `142.5`, `.50`; a credit is `-3.10`, `3.10-` or `3.10CR`. ValueError says what was found."""
    found = _MONEY.fullmatch(text)
    if found is None or not (found["dollars"] or found["cents"]):
        raise ValueError(f"an amount is digits with two decimals, like 142.50, 3.10- or 3.10CR; found {text[:40]!r}")
    if found["sign"] and found["credit"]:
        raise ValueError(f"an amount has one sign, before it or after it; found {text[:40]!r}")
    cents = int(found["dollars"] or 0) * CENTS_PER_DOLLAR + int((found["cents"] or "").ljust(2, "0"))
    return Money(-cents if found["sign"] == "-" or found["credit"] else cents)


def date_of(text: str) -> date:
    """`20261105`, `11/05/2026` or `2026-11-05`, the last with a time and a zone as well: the day is the one written.

    ValueError says what was found.
    """
    found = next(filter(None, (grammar.fullmatch(text) for grammar in _DATES)), None)
    if found is None:
        raise ValueError(f"a date is yyyyMMdd, MM/dd/yyyy or yyyy-MM-dd; found {text[:40]!r}")
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise ValueError(f"a date is a day of the calendar; found {text!r}: {error}") from error


def day_or_none(text: str) -> date | None:
    """A date, or None where there is none: empty, or all zeros. ValueError says what was found."""
    return None if text in _NO_DATES else date_of(text)


def date_text(day: date, dates: Dates) -> str:
    """The day as the biller's file says that Cayenta wants it."""
    return day.strftime(_PRINTED[dates]).rjust(len(dates), "0")


def flag_text(on: bool, flags: Flags) -> str:  # noqa: FBT001 - it is the value
    """A flag as the biller's file says that Cayenta wants it."""
    yes, _, no = flags.partition("/")
    return yes if on else no


def status_of(text: str) -> int:
    """A STATUS is a whole number. ValueError says what was found."""
    if not _STATUS.fullmatch(text):
        raise ValueError(f"a STATUS is a whole number; found {text[:40]!r}")
    return int(text)
