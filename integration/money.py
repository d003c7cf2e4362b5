"""Money is whole cents.

Text forms of money exist only at the borders (`cayenta/wire`, `billfile`, `ivr/speech`); there is no float anywhere.
"""

import re
from dataclasses import dataclass
from typing import Self

CENTS_PER_DOLLAR = 100
DIGITS_MAX = 9  # whole dollars; a single bill above 999,999,999.99 is a mistake, not a bill

_PLAIN = re.compile(r"(?P<sign>-?)(?P<dollars>[0-9]{1,9})(?:\.(?P<cents>[0-9]{2}))?", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in whole cents; negative is a credit to the payer.

    >>> Money(14250).plain()
    '142.50'
    """

    cents: int

    def __post_init__(self) -> None:
        if type(self.cents) is not int:  # bool is an int to isinstance, and True is not one cent
            raise TypeError(f"Money takes whole cents as int, found {self.cents!r}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `142.50`, `142` or `-3.10`, ASCII only; ValueError says what was found.

        Decimal is not asked: it accepts NaN, 1e3, 1_000 and full-width digits.
        """
        found = _PLAIN.fullmatch(text)
        if found is None:
            raise ValueError(f"money is digits with two decimals, like 142.50; found {text!r}")
        cents = int(found["dollars"]) * CENTS_PER_DOLLAR + int(found["cents"] or 0)
        return cls(-cents if found["sign"] else cents)

    def plain(self) -> str:
        """The inverse of parse: `142.50`, `-3.10`."""
        dollars, cents = divmod(abs(self.cents), CENTS_PER_DOLLAR)
        return f"{'-' if self.cents < 0 else ''}{dollars}.{cents:02d}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def __bool__(self) -> bool:
        return self.cents != 0


ZERO = Money(0)
