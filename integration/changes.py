"""What an account's holder changes that is no money: told to the biller's system by an alert that is on or off."""

from enum import StrEnum


class Change(StrEnum):
    """An operation of the outbox. It says the same however often it is said, so only the latest one counts."""

    AUTOPAY = "autopay"
    PAPERLESS = "paperless"


def is_change(op: str) -> bool:
    """Whether an operation of the outbox is one of these."""
    return op in CHANGES


CHANGES = frozenset(change.value for change in Change)
