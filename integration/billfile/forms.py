"""The text forms of a bill file, read by exact grammar: ASCII only, nothing guessed (reliability.md 3.4).

Every reader takes stripped, non-empty text and raises ValueError with what was expected, as the end of a sentence.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from integration.money import CENTS_PER_DOLLAR, DIGITS_MAX, Money

READ_KEPT_MAX = 8192  # texts whose reading is remembered: dates and small amounts repeat all through a file
IDENTIFIER_CHARACTERS_MAX = 60
SEQUENCE_DIGITS_MAX = 6

_DECIMAL = re.compile(r"(?P<before>-|CR ?)?(?P<dollars>[0-9]{1,15})\.(?P<cents>[0-9]{2})(?P<after>-| ?CR)?", re.ASCII)
_COMPACT = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", re.ASCII)
_SLASHED = re.compile(r"(?P<m>[0-9]{2})/(?P<d>[0-9]{2})/(?P<y>[0-9]{4})", re.ASCII)
_IDENTIFIER = re.compile(rf"[0-9A-Za-z._/-]{{1,{IDENTIFIER_CHARACTERS_MAX}}}", re.ASCII)
_SEQUENCE = re.compile(rf"[0-9]{{1,{SEQUENCE_DIGITS_MAX}}}", re.ASCII)
_FLAGS = {"T": True, "Y": True, "1": True, "F": False, "N": False, "0": False}


def decimal_total(text: str) -> Money:
    """The same form as `decimal_money`, for the sum of a whole file."""
    found = _DECIMAL.fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        raise ValueError("money like 84.20; a credit is -84.20, 84.20- or 84.20CR")
    cents = int(found["dollars"]) * CENTS_PER_DOLLAR + int(found["cents"])
    return Money(-cents if found["before"] or found["after"] else cents)


@lru_cache(maxsize=READ_KEPT_MAX)
def decimal_money(text: str) -> Money:
    """`84.20`; a leading or trailing `-` or `CR` is a credit (cayenta.md, Conventions)."""
    amount = decimal_total(text)
    if abs(amount.cents) >= CENTS_PER_DOLLAR * 10**DIGITS_MAX:
        raise ValueError(f"money of at most {DIGITS_MAX} digits before the point")
    return amount


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


compact_date = _date_reader(_COMPACT, "yyyyMMdd")
slashed_date = _date_reader(_SLASHED, "MM/dd/yyyy")


def flag(text: str) -> bool:
    """T or F; Y, N, 1 and 0 are read too (cayenta.md, Conventions)."""
    if text not in _FLAGS:
        raise ValueError("T or F")
    return _FLAGS[text]


def identifier(text: str, characters_max: int) -> str:
    """A number that names something. It is never cut short: a cut name is another name."""
    if len(text) > characters_max or not _IDENTIFIER.fullmatch(text):
        raise ValueError(f"1 to {characters_max} ASCII letters, digits and . _ / -")
    return text


def sequence(text: str) -> int:
    """A line's place on the bill."""
    if not _SEQUENCE.fullmatch(text):
        raise ValueError(f"1 to {SEQUENCE_DIGITS_MAX} digits")
    return int(text)


def words(text: str, characters_max: int) -> str:
    """Free text, which may end up in speech: NFC, no control or format characters, cut to length."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_shown, unicodedata.normalize("NFC", text)))
    return " ".join(text.split())[:characters_max].rstrip()


def _shown(character: str) -> str:
    # Category C is control, format (bidi marks, zero width), surrogate, private and unassigned; Z is separators.
    category = unicodedata.category(character)
    if character.isspace() or category == "Cc":
        return " "
    return "" if category[0] == "C" else character
