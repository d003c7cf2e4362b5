"""What payers want done on another day: a payment that is charged then, and a promise to pay by then."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from integration.billers import Biller
from integration.billers.capabilities import is_on
from integration.model import PAYMENTS_NAMESPACE, Pays
from integration.money import Money


class ScheduleState(StrEnum):
    """The life of a scheduled payment. Only the first three keep its card's token.

    offered -> open | dropped;  open -> taken | cancelled | not_needed | failed;  taken -> charged | open | failed
    """

    OFFERED = "offered"  # the card was given and nothing agreed to yet: nobody may charge it
    OPEN = "open"  # agreed to, charged on its day
    TAKEN = "taken"  # its payment exists and money may be moving: nobody can cancel it any more
    CHARGED = "charged"
    NOT_NEEDED = "not_needed"  # nothing was owed on its day
    FAILED = "failed"  # nothing was charged, and a person may want to know
    CANCELLED = "cancelled"
    DROPPED = "dropped"  # never agreed to


class PromiseState(StrEnum):
    """The life of a promise: open -> kept | broken | replaced (by a newer one for the same account)."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Plan:
    """A payment as it was chosen in a call. `day` is the biller's own date; `token_sealed` is sealed by the vault."""

    schedule_id: UUID
    bid: str
    account_number: str
    invoice_number: str
    call_sid: str
    attempt: int
    pays: Pays
    amount: Money
    fee: Money
    day: date
    card_ending: str
    token_sealed: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as it was made in a call. `owed` is what the account owed then."""

    promise_id: UUID
    bid: str
    account_number: str
    call_sid: str
    amount: Money
    day: date
    owed: Money


def schedule_id_of(call_sid: str, attempt: int) -> UUID:
    """The same call and attempt always give the same scheduled payment."""
    return uuid5(PAYMENTS_NAMESPACE, f"schedule:{call_sid}:{attempt}")


def schedule_id_of_bill(bid: str, account_number: str, invoice_number: str) -> UUID:
    """The automatic payment of a bill: the same bill always gives the same one."""
    return uuid5(PAYMENTS_NAMESPACE, f"automatic:{bid}:{account_number}:{invoice_number}")


def promise_id_of(call_sid: str, number: int) -> UUID:
    """The same turn of the same call always gives the same promise."""
    return uuid5(PAYMENTS_NAMESPACE, f"promise:{call_sid}:{number}")


def payment_id_of_schedule(schedule_id: UUID) -> UUID:
    """Its one payment: however often it is tried, the gateway knows it by one reference and one key."""
    return uuid5(PAYMENTS_NAMESPACE, f"payment of schedule:{schedule_id}")


def charges_automatically(biller: Biller) -> bool:
    """Whether this line charges the bills of the biller's enrolled accounts (row F5)."""
    return biller.later.autopay_run and is_on(biller, "features.autopay")


def charged_from(biller: Biller, day: date) -> datetime:
    """The instant of that day from which it is charged, on the biller's wall."""
    return _at(day, biller.zone, biller.later.charge_at.hour, biller.later.charge_at.minute)


def given_up_at(biller: Biller, day: date) -> datetime:
    """The instant of that day from which it is not tried any more."""
    return _at(day, biller.zone, biller.later.give_up_at.hour, biller.later.give_up_at.minute)


def _at(day: date, zone: ZoneInfo, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
