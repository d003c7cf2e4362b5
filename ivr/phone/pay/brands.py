"""Which card a number is of, and how it is masked (twilio.md 8, "Card recognition")."""

import re
from dataclasses import dataclass

from ivr.phone.cards import TEST_CARDS

USUAL_LENGTH = 16
ENDING_SHOWN = 4
LARGEST_DIGIT = 9


@dataclass(frozen=True)
class Brand:
    """A kind of card. `entry_ends_at` is the length at which the entry ends by itself; shorter ones end by #."""

    name: str
    prefix: str
    lengths: frozenset[int] = frozenset({USUAL_LENGTH})
    entry_ends_at: int = USUAL_LENGTH
    code_length: int = 3


def _between(least: int, most: int) -> frozenset[int]:
    return frozenset(range(least, most + 1))


# The first match counts. Visa is printed as "13, 15, 19" in the documentation: a slip for 13/16/19.
BRANDS = (
    Brand("visa", "4", frozenset({13, 16, 19})),
    Brand("mastercard", "5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"),
    Brand("amex", "3[47]", frozenset({15}), entry_ends_at=15, code_length=4),
    Brand("discover", "6011|64|65", _between(16, 19)),
    Brand("jcb", "352[89]|35[3-8]", _between(16, 19)),
    Brand("diners-club", "36", _between(14, 19)),
    Brand("diners-club", "30[0-4]|3095|38|39", _between(16, 19)),
    Brand("enroute", "2014|2149", frozenset({15}), entry_ends_at=15),
    Brand("maestro", "6|5[0678]", _between(12, 19), entry_ends_at=19),
)
NAMES = frozenset({brand.name for brand in BRANDS} | {"optima"})
UNKNOWN = Brand("", "")
# Published as valid, though neither its prefix nor its check digit is: 3065930009020004.
ODD_TEST_CARD = Brand("diners-club", TEST_CARDS["diners-club"])


def brand_of(number: str) -> Brand:
    """The brand by the first digits; `UNKNOWN` where none has them."""
    for brand in (ODD_TEST_CARD, *BRANDS):
        if re.match(brand.prefix, number):
            return brand
    return UNKNOWN


def is_card(number: str) -> bool:
    """Whether it is a whole number of a known brand with the right check digit."""
    brand = brand_of(number)
    return len(number) in brand.lengths and brand is not UNKNOWN and (brand is ODD_TEST_CARD or luhn(number))


def luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [2 * digit for digit in digits[1::2]]
    folded = [digit - LARGEST_DIGIT if digit > LARGEST_DIGIT else digit for digit in doubled]
    return (sum(digits[::2]) + sum(folded)) % 10 == 0


def masked_card(number: str) -> str:
    """`xxxx-xxxxxx-x0005` for the 4-6-5 of American Express, groups of four for the others."""
    hidden = "x" * (len(number) - ENDING_SHOWN) + number[-ENDING_SHOWN:]
    if brand_of(number).name == "amex":
        return f"{hidden[:4]}-{hidden[4:10]}-{hidden[10:]}"
    return "-".join(hidden[start : start + 4] for start in range(0, len(hidden), 4))


def masked_account(number: str) -> str:
    """`*******92`: all but the last two digits."""
    return "*" * (len(number) - 2) + number[-2:]
