"""What a value must be before it is said; every refusal is a ValueError.

Values of accounts and codes are not repeated in a refusal: it ends up in a log.
"""

from datetime import date

from integration.money import CENTS_PER_DOLLAR, DIGITS_MAX

NUMBER_MAX = 10**DIGITS_MAX - 1
CENTS_MAX = NUMBER_MAX * CENTS_PER_DOLLAR + CENTS_PER_DOLLAR - 1


def whole(value: str | int, most: int = NUMBER_MAX) -> int:
    """An int from 0 to `most`."""
    if type(value) is not int:  # True is an int to isinstance
        raise ValueError(f"takes an int, found a {type(value).__name__}")  # noqa: TRY004  # one error for wrong use
    if not 0 <= value <= most:
        raise ValueError(f"takes 0 to {most}, found {value}")
    return value


def owed(value: str | int) -> int:
    """Cents from 0 up; a negative amount is a credit and has its own kind and its own sentence."""
    if type(value) is int and value < 0:
        raise ValueError(f"takes cents from 0 up (a credit is its own kind), found {value}")
    return whole(value, CENTS_MAX)


def credited(value: str | int) -> int:
    """Negative cents, given back as their absolute value."""
    if type(value) is int and value >= 0:
        raise ValueError(f"takes negative cents, found {value}")
    return whole(-value if type(value) is int else value, CENTS_MAX)


def iso_date(value: str | int) -> date:
    """A date written `2026-11-05` and in no other ISO form."""
    when = date.fromisoformat(text(value))
    if when.isoformat() != value:
        raise ValueError(f"takes a date like 2026-11-05, found {value!r}")
    return when


def text(value: str | int) -> str:
    """A str, and never an int in its place."""
    if not isinstance(value, str):
        raise ValueError(f"takes text, found a {type(value).__name__}")  # noqa: TRY004  # one error for wrong use
    return value
