"""The text forms of a bill file, read by exact grammar: ASCII only, nothing guessed (reliability.md 3.4).

Every reader takes stripped, non-empty text and raises ValueError with what was expected, as the end of a sentence.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from integration.money import DIGITS_MAX, Money

READ_KEPT_MAX = 8192  # texts whose reading is remembered: dates and small amounts repeat all through a file
SEQUENCE_DIGITS_MAX = 6
IDENTIFIER = "[0-9A-Za-z._/-]"  # one character
TOTAL_DIGITS_MAX = 15
PLAIN_DECIMAL = rf"-?[0-9]{{1,{DIGITS_MAX}}}\.[0-9]{{2}}"  # most amounts: without their point they are cents
PLAIN_IMPLIED = rf"-?[0-9]{{1,{DIGITS_MAX + 2}}}"

_COMPACT = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", re.ASCII)
_DASHED = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})", re.ASCII)
_SLASHED = re.compile(r"(?P<m>[0-9]{2})/(?P<d>[0-9]{2})/(?P<y>[0-9]{4})", re.ASCII)
_SEQUENCE = re.compile(rf"[0-9]{{1,{SEQUENCE_DIGITS_MAX}}}", re.ASCII)
_OFFSETS = re.compile(r"-?[0-9]{1,3}(,-?[0-9]{1,3}){0,9}", re.ASCII)
_FLAGS = {"T": True, "Y": True, "1": True, "F": False, "N": False, "0": False}


def _money_reader(digits_max: int) -> Callable[[str], Money]:
    pattern = re.compile(rf"(-|CR ?)?([0-9]{{1,{digits_max}}})\.([0-9]{{2}})(-| ?CR)?", re.ASCII)

    @lru_cache(maxsize=READ_KEPT_MAX)
    def read(text: str) -> Money:
        found = pattern.fullmatch(text)
        if found:
            before, dollars, cents, after = found.groups()
            if not (before and after):
                amount = int(dollars + cents)
                return Money(-amount if before or after else amount)
        raise ValueError(
            f"money like 84.20, of at most {digits_max} digits before the point; a credit is -84.20, 84.20- or 84.20CR"
        )

    return read


# A leading or trailing `-` or `CR` is a credit (cayenta.md, Conventions); a file's total may be longer than any bill's.
decimal_money = _money_reader(DIGITS_MAX)
decimal_total = _money_reader(TOTAL_DIGITS_MAX)


def _date_reader(pattern: re.Pattern[str], form: str) -> Callable[[str], date]:
    @lru_cache(maxsize=READ_KEPT_MAX)
    def read(text: str) -> date:
        found = pattern.fullmatch(text)
        try:
            if found:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            pass  # 20260231 has the form and is no day
        raise ValueError(f"a day as {form}")

    return read


ReadDate = Callable[[str], date]
DAYS: Mapping[str, ReadDate] = {
    form: _date_reader(pattern, form)
    for form, pattern in (("yyyyMMdd", _COMPACT), ("MM/dd/yyyy", _SLASHED), ("yyyy-MM-dd", _DASHED))
}


def day_offsets(text: str) -> str:
    """Days to a due date, below zero after it: `10,3,-5`, without blanks as it is kept."""
    plain = text.replace(" ", "")
    if not _OFFSETS.fullmatch(plain):
        raise ValueError("up to ten days to the due date, like 10,3,-5")
    return plain


def implied_money_reader(digits_max: int) -> Callable[[str], Money]:
    """Cents without a point, zeros in front or not: `0000008420` and `8420` are 84.20; `8420-` and `-8420` a credit."""
    pattern = re.compile(rf"(-)?([0-9]{{1,{digits_max + 2}}})(-)?", re.ASCII)

    @lru_cache(maxsize=READ_KEPT_MAX)
    def read(text: str) -> Money:
        found = pattern.fullmatch(text)
        if found is None or (found[1] and found[3]):
            raise ValueError(f"cents like 8420, of at most {digits_max + 2} digits; a credit is -8420 or 8420-")
        return Money(-int(found[2]) if found[1] or found[3] else int(found[2]))

    return read


@dataclass(frozen=True, slots=True)
class MoneyForm:
    """How money is written: of a bill, and of a file's total; `plain`: amounts whose digits are cents."""

    read: Callable[[str], Money]
    read_total: Callable[[str], Money]
    plain: str


MONEYS: Mapping[str, MoneyForm] = {
    "decimal": MoneyForm(decimal_money, decimal_total, PLAIN_DECIMAL),
    "implied": MoneyForm(implied_money_reader(DIGITS_MAX), implied_money_reader(TOTAL_DIGITS_MAX), PLAIN_IMPLIED),
}


def flag(text: str) -> bool:
    """T or F; Y, N, 1 and 0 are read too (cayenta.md, Conventions)."""
    if text not in _FLAGS:
        raise ValueError("T or F")
    return _FLAGS[text]


def identifier_reader(characters_max: int) -> Callable[[str], str]:
    """Numbers that name something. They are never cut short: a cut name is another name."""
    matches = re.compile(rf"{IDENTIFIER}{{1,{characters_max}}}").fullmatch

    def read(text: str) -> str:
        if matches(text):
            return text
        raise ValueError(f"1 to {characters_max} ASCII letters, digits and . _ / -")

    return read


def sequence(text: str) -> int:
    """A line's place on the bill."""
    if not _SEQUENCE.fullmatch(text):
        raise ValueError(f"1 to {SEQUENCE_DIGITS_MAX} digits")
    return int(text)


def words_reader(characters_max: int) -> Callable[[str], str]:
    """Free text, which may end up in speech: NFC, no control or format characters, cut to length."""

    def read(text: str) -> str:
        if not (text.isascii() and text.isprintable()):
            text = "".join(map(_shown, unicodedata.normalize("NFC", text)))
        elif "  " not in text and len(text) <= characters_max:
            return text.strip()  # as almost always
        return " ".join(text.split())[:characters_max].rstrip()

    return read


def _shown(character: str) -> str:
    # Category C is control, format (bidi marks, zero width), surrogate, private and unassigned; Z is separators.
    category = unicodedata.category(character)
    if character.isspace() or category == "Cc":
        return " "
    return "" if category[0] == "C" else character
