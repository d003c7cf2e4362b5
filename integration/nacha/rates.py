"""How many of a biller's debits come back, against Nacha's three ceilings; exact, in whole basis points.

"… the number of debit entries returned … for the preceding 60 days … divided by the total number of debit entries …
for the preceding 60 days" (Nacha Operating Rules 2.17.2, in force since 18 September 2015; rules.md 1.4, from
support.linked2pay.com). Above the unauthorised ceiling a bank must act; above the others Nacha inquires.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from integration.nacha.reasons import REASONS, Kind, Rate, Reason

WINDOW_DAYS = 60
BASIS_POINTS = 10_000  # of one whole


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One return-rate level: which returns count, and how many basis points of the debits they may be."""

    name: str
    basis_points: int
    counts: Callable[[Reason], bool]
    source: str = "Nacha Operating Rules 2.17.2"
    since: date = date(2015, 9, 18)


CEILINGS = (
    Ceiling("unauthorised", 50, lambda reason: reason.rate is Rate.UNAUTHORISED),
    Ceiling("administrative", 300, lambda reason: reason.rate is Rate.ADMINISTRATIVE),
    Ceiling("overall", 1500, lambda _reason: True),
)


@dataclass(frozen=True, slots=True)
class ReturnRate:
    """One rate over one window: `returned` of `debits` entries."""

    ceiling: Ceiling
    returned: int
    debits: int

    @property
    def is_over(self) -> bool:
        """Above the ceiling, not on it; returns in a window without debits are above every ceiling."""
        return self.returned * BASIS_POINTS > self.ceiling.basis_points * self.debits

    @property
    def basis_points(self) -> int | None:
        """The rate, rounded up, so that one above its ceiling never reads as the ceiling; None without debits."""
        return -(-self.returned * BASIS_POINTS // self.debits) if self.debits else None

    def sentence(self) -> str:
        """The same for a person: `unauthorised: 2 of 300 debits, 0.67 %, over the ceiling of 0.50 %`."""
        rate = "no rate" if self.basis_points is None else _percent(self.basis_points)
        side = "over" if self.is_over else "within"
        ceiling = f"{side} the ceiling of {_percent(self.ceiling.basis_points)}"
        return f"{self.ceiling.name}: {self.returned} of {self.debits} debits, {rate}, {ceiling}"

    def as_json(self) -> dict[str, object]:
        """One element of `ivr returns rates --json`."""
        return {
            "name": self.ceiling.name,
            "returned": self.returned,
            "debits": self.debits,
            "basis_points": self.basis_points,
            "ceiling_basis_points": self.ceiling.basis_points,
            "is_over": self.is_over,
        }


def window(until: date) -> tuple[date, date]:
    """The first and the last of the 60 days that end with `until`."""
    return until - timedelta(days=WINDOW_DAYS - 1), until


def return_rates(debits: Iterable[date], returned: Iterable[tuple[date, str]], until: date) -> tuple[ReturnRate, ...]:
    """The three rates, in the order of CEILINGS, over the 60 days that end with `until`.

    `debits` are the days on which debits were sent, one for each entry; `returned` the day and the R-code of each that
    came back, whenever it had been sent. Corrections, disputes between the banks and unknown codes do not count.
    """
    first, last = window(until)
    sent = sum(first <= day <= last for day in debits)
    reasons = [REASONS[code] for day, code in returned if first <= day <= last and code in REASONS]
    ours = [reason for reason in reasons if reason.kind is Kind.RETURN]
    return tuple(ReturnRate(ceiling, sum(map(ceiling.counts, ours)), sent) for ceiling in CEILINGS)


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100:02d} %"
