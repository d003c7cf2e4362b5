"""What a value must be before it is said; every refusal is a ValueError.

Accounts, codes and names are not repeated in a refusal, which ends up in a log; amounts and dates are.
"""

import re
from datetime import date, time

from integration.money import CENTS_PER_DOLLAR, DIGITS_MAX

NUMBER_MAX = 10**DIGITS_MAX - 1
CENTS_MAX = NUMBER_MAX * CENTS_PER_DOLLAR + CENTS_PER_DOLLAR - 1

_WALL_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)

Value = str | int


def whole(value: Value, most: int = NUMBER_MAX) -> int:
    """An int from 0 to `most`."""
    number = _int(value)
    if not 0 <= number <= most:
        raise ValueError(f"takes 0 to {most}, found {number}")
    return number


def owed(value: Value) -> int:
    """Cents from 0 up; a negative amount is a credit, which has a kind and a sentence of its own."""
    if _int(value) < 0:
        raise ValueError(f"takes cents from 0 up, found {value}: the kind credit is for those")
    return whole(value, CENTS_MAX)


def credited(value: Value) -> int:
    """Negative cents, given back without the sign."""
    if _int(value) >= 0:
        raise ValueError(f"takes negative cents, found {value}: the kind money is for those")
    return whole(-_int(value), CENTS_MAX)


def iso_date(value: Value) -> date:
    """A date written `2026-11-05` and in no other ISO form."""
    written = text(value)
    try:
        when = date.fromisoformat(written)
    except ValueError as trouble:
        raise ValueError(f"takes a date like 2026-11-05, found {written!r}: {trouble}") from trouble
    if when.isoformat() != written:
        raise ValueError(f"takes a date like 2026-11-05, found {written!r}")
    return when


def iso_time(value: Value) -> time:
    """A wall time written `07:30` and in no other form."""
    written = text(value)
    if not _WALL_TIME.fullmatch(written):
        raise ValueError(f"takes a time like 07:30, found {written!r}")
    return time.fromisoformat(written)


def text(value: Value) -> str:
    """A str, and never an int in its place."""
    if isinstance(value, str):
        return value
    raise ValueError(f"takes text, found {type(value).__name__}")


def _int(value: Value) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"takes an int, found {type(value).__name__}")
