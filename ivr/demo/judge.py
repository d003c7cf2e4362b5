"""Holds what callers were told against Cayenta's own journal. It asks nothing of our ledger."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from integration.money import Money
from ivr.demo.payers import Told
from ivr.speech import Speech

_CONFIRMATION = re.compile(r"(?:confirmation number is|número de confirmación es) ([0-9 ,]+)\.")


@dataclass(frozen=True)
class Posted:
    """One item that Cayenta applied, as its journal says."""

    reference: str
    account: str
    amount_cents: int


def journal(path: Path) -> list[Posted]:
    """Everything that Cayenta applied, in its order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Posted(row["reference"], row["account"], row["amount_cents"]) for row in rows]


def confirmation(told: Told) -> str:
    """The confirmation number as the caller heard it; '' when there was none."""
    found = _CONFIRMATION.search(told.all())
    return re.sub(r"\D", "", found[1]) if found else ""


def differences(calls: Iterable[Told], posted: Iterable[Posted], speech: Speech) -> list[str]:
    """A sentence for each caller who was told what the journal does not hold, and for each item nobody was told of."""
    left = list(posted)
    found = []
    for told in calls:
        found += _not_told(told, speech)
        if not told.payer.pays_cents:
            continue
        item = next((item for item in left if _fits(item, told)), None)
        if item is None:
            found.append(f"payment {confirmation(told)}: the caller was told {_named(told)}; Cayenta never applied it")
        else:
            left.remove(item)
    return found + [f"item {item.reference} of account {item.account} was applied; no caller was told" for item in left]


def _not_told(told: Told, speech: Speech) -> list[str]:
    """A payer must have heard his amount and a number; a cash-only one must have been put through."""
    if not told.payer.pays_cents:
        return []
    words = speech.words(told.payer.language, "receipt.thanks", {"amount": told.payer.pays_cents})
    ok = words in told.all() and confirmation(told)
    return [] if ok else [f"account {told.payer.account.account_no}: the caller never heard {words!r}"]


def _fits(item: Posted, told: Told) -> bool:
    return (item.account, item.amount_cents) == (told.payer.account.account_no, told.payer.pays_cents)


def _named(told: Told) -> str:
    return f"{Money(told.payer.pays_cents).plain()} on account {told.payer.account.account_no}"
