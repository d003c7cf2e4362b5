"""The net under everything that is written down: what could be a card number is made unreadable.

ISO/IEC 7812: a card number has 13 to 19 digits and passes the Luhn sum. People write it in groups, with blanks or
dashes between. Most other numbers that long hold such a stretch too, and are masked with it: a log can spare them.
"""

import re

CARD_DIGITS_MIN = 13
CARD_DIGITS_MAX = 19
MASK = "[card?]"
SHOWN_DIGITS = 4

# Ids of our own are made of hex and would be torn apart by chance; a card number cannot look like one.
_ID = r"CA[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_BETWEEN = re.compile(r"[\W_]+")
_ID_OR_RUN = re.compile(rf"(?P<id>\b(?:{_ID})\b)|\d(?:[ -]?\d){{{CARD_DIGITS_MIN - 1},}}")


def masked(text: str) -> str:
    """The same text, with every stretch of digits that holds a card-like number replaced by MASK."""
    return _ID_OR_RUN.sub(_mask, text)


def holds_card(text: str) -> bool:
    """Whether there could be a card number in it, whatever signs stand between its digits: for doors that refuse."""
    plain = _BETWEEN.sub("-", text)
    return masked(plain) != plain


def _mask(found: re.Match[str]) -> str:
    return found.group() if found["id"] or not _holds_card(found.group()) else MASK


def _holds_card(run: str) -> bool:
    """Whether any 13 to 19 neighbouring digits pass: a CVV or an account number may stand right beside the card's."""
    digits = [int(sign) for sign in run if sign.isdecimal()]
    return any(
        passes_luhn(digits[start : start + length])
        for length in range(CARD_DIGITS_MIN, CARD_DIGITS_MAX + 1)
        for start in range(len(digits) - length + 1)
    )


def passes_luhn(digits: list[int]) -> bool:
    """ISO/IEC 7812-1 annex B: from the right, every second digit doubled and its digits added; the sum ends in 0."""
    doubled = (2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[-2::-2])  # noqa: PLR2004 - 2 * 5 has two digits
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def last_four(number: str) -> str:
    """`…4567` of an account or a telephone number; a number of four digits or fewer shows nothing of itself."""
    return f"…{number[-SHOWN_DIGITS:]}" if len(number) > SHOWN_DIGITS else "…" if number else ""
