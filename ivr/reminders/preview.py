"""The list before a call is placed: each call with its second and the exact words of its account."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection

from integration.billers import Biller
from integration.campaigns.accounts import Account
from integration.campaigns.definition import Definition
from integration.campaigns.kinds import Kind
from integration.campaigns.slots import Slot
from integration.first_names import first_name
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
    """In the order of dialling; the accounts' values are looked up a chunk at a time.

    An account whose bill is not any more what the campaign is about is passed over.
    """
    accounts, left = Accounts(connection, biller, now), iter(slots)
    while chunk := list(islice(left, CHUNK_ACCOUNTS)):
        numbers = [candidate[2] for _, candidate in chunk]
        found, names = _meant(accounts, numbers, definition), _first_names(accounts, numbers, biller)
        for second, (_from, _order, account_number, number, language) in chunk:
            if account_number not in found:
                continue
            values = values_of(found[account_number]) | {"first_name": names.get(account_number, "")}
            message = words.message(definition, language, values)
            yield Previewed(datetime.fromtimestamp(second, UTC), account_number, number, message)


def in_each_language(
    connection: Connection, biller: Biller, definition: Definition, slot: Slot, now: datetime, words: Reminders
) -> list[Message]:
    """What one call's account would hear, in each of the biller's languages."""
    second, (begins, order, account_number, number, _language) = slot
    slots = [(second, (begins, order, account_number, number, language)) for language in biller.languages]
    return [each.message for each in previewed(connection, biller, definition, slots, now, words)]


def _meant(accounts: Accounts, numbers: Sequence[str], definition: Definition) -> dict[str, Account]:
    """Those that have a bill, and a day of disconnection where they are called about one."""
    found, needs_day = accounts.some(numbers), definition.kind is Kind.DISCONNECT_NOTICE
    return {number: account for number, account in found.items() if account.disconnect_date or not needs_day}


def _first_names(accounts: Accounts, numbers: Sequence[str], biller: Biller) -> dict[str, str]:
    """By account; of a biller who asks for nobody by name, none is read."""
    order = biller.reminders.names
    return {} if order == "none" else {each: first_name(name, order) for each, name in accounts.names(numbers).items()}


def values_of(account: Account) -> dict[str, Value]:
    """What a reminder can say of an account: cents and ISO dates."""
    values: dict[str, Value] = {
        "owed": max(0, account.owed_cents),
        "past_due": max(0, account.past_due_cents),
        "due": account.due_date.isoformat(),
    }
    return values | ({"shut_off": account.disconnect_date.isoformat()} if account.disconnect_date else {})
