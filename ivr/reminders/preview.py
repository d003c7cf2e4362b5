"""The list before a call is placed: each call with its second and the exact words of its account."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection

from integration.billers import Biller
from integration.campaigns.accounts import Account
from integration.campaigns.definition import Definition
from integration.campaigns.slots import Slot
from integration.ledger.campaign_accounts import CHUNK_ACCOUNTS, Accounts
from ivr.reminders.words import Message, Reminders
from ivr.speech.checked import Value


@dataclass(frozen=True, slots=True)
class Previewed:
    """One call as it would be made."""

    due_at: datetime
    account_number: str
    number: str
    message: Message


def previewed(
    connection: Connection,
    biller: Biller,
    definition: Definition,
    slots: Iterable[Slot],
    now: datetime,
    words: Reminders,
) -> Iterator[Previewed]:
    """In the order of dialling; the accounts' values are looked up a chunk at a time."""
    accounts, left = Accounts(connection, biller, now), iter(slots)
    while chunk := list(islice(left, CHUNK_ACCOUNTS)):
        found = accounts.some([candidate[2] for _, candidate in chunk])
        for second, (_from, _order, account_number, number, language) in chunk:
            message = words.message(definition, language, values_of(found[account_number]))
            yield Previewed(datetime.fromtimestamp(second, UTC), account_number, number, message)


def values_of(account: Account) -> dict[str, Value]:
    """What a reminder can say of an account: cents and ISO dates."""
    values: dict[str, Value] = {
        "owed": max(0, account.owed_cents),
        "past_due": max(0, account.past_due_cents),
        "due": account.due_date.isoformat(),
    }
    return values | ({"shut_off": account.disconnect_date.isoformat()} if account.disconnect_date else {})
