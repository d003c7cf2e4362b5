"""How values are written in a text, by language: what stands in the braces of `prompts/texts/*.toml`.

| kind    | value            | en             | es             | fr             |
|---------|------------------|----------------|----------------|----------------|
| `money` | cents, 0 or more | $1,284.67      | $1,284.67      | 1 284,67 $     |
| `date`  | ISO text         | Nov 28         | 28 nov         | 28 nov         |
| `phone` | E.164            | 770-555-0199   | 770-555-0199   | 770-555-0199   |
| `text`  | text             | itself         | itself         | itself         |
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from integration.money import CENTS_PER_DOLLAR

Value = str | int
Write = Callable[[Value], str]  # ValueError when the value is not of the kind

TEXT = "text"
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "fr": ("jan", "fév", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
}
NATIONAL_DIGITS = 10
NORTH_AMERICA = "+1"


def _money(value: Value) -> tuple[str, str]:
    """Whole dollars with a comma every three digits, and two digits of cents."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"takes cents from 0 up, found {value!r}")
    return f"{value // CENTS_PER_DOLLAR:,}", f"{value % CENTS_PER_DOLLAR:02d}"


def _dollars_first(value: Value) -> str:
    whole, cents = _money(value)
    return f"${whole}.{cents}"


def _dollars_last(value: Value) -> str:
    whole, cents = _money(value)
    return f"{whole.replace(',', ' ')},{cents} $"


def _day(value: Value) -> date:
    return date.fromisoformat(_text(value))


def _month_first(value: Value) -> str:
    day = _day(value)
    return f"{MONTHS['en'][day.month - 1]} {day.day}"


def _day_first(language: str) -> Write:
    def write(value: Value) -> str:
        day = _day(value)
        return f"{day.day} {MONTHS[language][day.month - 1]}"

    return write


def _phone(value: Value) -> str:
    number = _text(value)
    digits = number.removeprefix(NORTH_AMERICA)
    if len(digits) != NATIONAL_DIGITS or not digits.isdecimal():
        return number
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise ValueError(f"takes text, found {type(value).__name__}")  # noqa: TRY004 - one error for all kinds
    return " ".join(value.split())


def _kinds(money: Write, day: Write) -> Mapping[str, Write]:
    return MappingProxyType({"money": money, "date": day, "phone": _phone, TEXT: _text})


KINDS: Mapping[str, Mapping[str, Write]] = MappingProxyType(
    {
        "en": _kinds(_dollars_first, _month_first),
        "es": _kinds(_dollars_first, _day_first("es")),
        "fr": _kinds(_dollars_last, _day_first("fr")),
    }
)
