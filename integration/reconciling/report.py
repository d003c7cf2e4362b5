"""What a reconciliation came to: counts, sums, each difference, and what nobody answered; as JSON and as CSV."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TextIO

from integration.errors import Refused, Unavailable
from integration.money import Money
from integration.reconciling.differences import Difference

COLUMNS = (
    "bid",
    "day",
    "kind",
    "certain",
    "payment_id",
    "confirmation",
    "reference",
    "account_ending",
    "ours",
    "theirs",
    "sentence",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet begins to compute


@dataclass(frozen=True, slots=True)
class Sum:
    """So many, and what they come to."""

    count: int
    amount: Money

    def as_json(self) -> dict[str, int]:
        """Whole cents."""
        return {"count": self.count, "cents": self.amount.cents}


@dataclass(frozen=True, slots=True)
class Report:
    """One biller's day. A report with `not_known` is incomplete: what was not answered was not compared."""

    bid: str
    day: date
    charged: Sum  # what the gateway charged in this day and kept
    captured: Sum  # what we captured in this day, fees included
    posted: Sum  # what we say the books were told in this day, voids and returns below zero
    differences: tuple[Difference, ...]
    not_known: tuple[str, ...]
    looked_at_again: tuple[str, ...]  # payments that we gave up and that were charged: their look-up is repeated

    @property
    def exit_code(self) -> int:
        """0 no difference, 1 differences, 3 incomplete, whether or not differences were found."""
        if self.not_known:
            return Unavailable.exit_code
        return Refused.exit_code if self.differences else 0

    def lines(self) -> Iterator[str]:
        """For a person."""
        yield f"{self.bid}  {self.day}"
        for name, total in (("charged", self.charged), ("captured", self.captured), ("posted", self.posted)):
            yield f"  {name:9} {total.count:6}  {total.amount.plain():>14}"
        yield from (f"  {one.sentence()}" for one in self.differences)
        yield from (f"  to be looked up again: payment {payment_id}" for payment_id in self.looked_at_again)
        yield from (f"  not known: {sentence}" for sentence in self.not_known)
        yield f"  {self.verdict()}"

    def verdict(self) -> str:
        """One line."""
        found = _count(len(self.differences), "difference") if self.differences else "no difference"
        unanswered = _count(len(self.not_known), "question")
        return f"{found}; incomplete: {unanswered} without an answer" if self.not_known else found

    def as_json(self) -> dict[str, Any]:
        """Every part by its name."""
        return {
            "bid": self.bid,
            "day": self.day.isoformat(),
            "charged": self.charged.as_json(),
            "captured": self.captured.as_json(),
            "posted": self.posted.as_json(),
            "complete": not self.not_known,
            "differences": [one.as_json() for one in self.differences],
            "not_known": list(self.not_known),
            "looked_at_again": list(self.looked_at_again),
        }


def write_csv(reports: Sequence[Report], file: TextIO) -> None:
    """One row a difference, with a header; what is not known is no row."""
    rows = csv.DictWriter(file, COLUMNS)
    rows.writeheader()
    for report in reports:
        for one in report.differences:
            row = {"bid": report.bid, "day": report.day.isoformat()} | one.as_json()
            rows.writerow({name: _plain(row[name]) for name in COLUMNS})


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _plain(value: object) -> str:
    """A spreadsheet shows it and computes nothing: references are whatever somebody typed at the gateway."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
