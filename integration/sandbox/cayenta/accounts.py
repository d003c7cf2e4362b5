"""The accounts that this Cayenta keeps, from a JSON or CSV file."""

import csv
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from integration.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Account:
    """One account: what is owed (a credit is negative), the part of it that is past due, the biller's block code."""

    number: str
    balance: Money
    past_due: Money = ZERO
    block_code: str = ""
    due: date | None = None

    def paid(self, amount: Money) -> Self:
        """After a payment: the balance falls, and what was past due falls first."""
        return replace(self, balance=self.balance - amount, past_due=max(ZERO, self.past_due - amount))

    def unpaid(self, amount: Money, past_due: Money) -> Self:
        """After a payment is taken back, of which so much had been past due."""
        return replace(self, balance=self.balance + amount, past_due=self.past_due + past_due)


def load_accounts(path: Path) -> list[Account]:
    """Rows of `account, balance, past_due, block, due` (yyyy-MM-dd): a JSON list of objects, or CSV with a header.

    Only account and balance are needed. ValueError names the row that cannot be read.
    """
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else list(csv.DictReader(text.splitlines()))
    return [_account(row, f"{path}, account {number}") for number, row in enumerate(rows, start=1)]


def _account(row: dict[str, str], place: str) -> Account:
    unknown = set(row) - {"account", "balance", "past_due", "block", "due"}
    if unknown:
        raise ValueError(f"{place}: unknown {', '.join(sorted(unknown))}")
    try:
        return Account(
            number=row["account"],
            balance=Money.parse(row["balance"]),
            past_due=Money.parse(row.get("past_due") or "0.00"),
            block_code=row.get("block") or "",
            due=date.fromisoformat(row["due"]) if row.get("due") else None,
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{place}: {error}") from error
