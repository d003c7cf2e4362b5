"""What a campaign can be about: its topic by the law, and the days of an account that it counts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What the people of a campaign are called about."""

    UPCOMING = "upcoming"
    DUE_TODAY = "due_today"
    PAST_DUE = "past_due"
    DISCONNECT_NOTICE = "disconnect_notice"
    RETURNED_PAYMENT = "returned_payment"
    THANK_YOU = "thank_you"
    FREE_NOTICE = "free_notice"


class FreeTopic(StrEnum):
    """What a free notice can be about: topics of the law that ask for nothing."""

    EMERGENCY = "emergency"
    OUTAGE = "outage"
    RESTORATION = "restoration"
    FIELD_WORK = "field_work"
    BROWN_OUT = "brown_out"
    LOW_INCOME = "low_income"


class Counts(StrEnum):
    """The day of an account from which a kind counts."""

    DUE = "due_date"
    DISCONNECT = "disconnect_date"
    RETURNED = "returned_on"
    PAID = "paid_on"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class About:
    """`topic` is of integration/calling/rules/topics.toml, '' where the definition names it.

    `days_from` and `days_to` bound the days that may be asked for: before the day they are above zero, after it below.
    """

    topic: str
    counts: Counts
    days_from: int = 0
    days_to: int = 0


DAYS_MAX = 365
ABOUT: Mapping[Kind, About] = MappingProxyType(
    {
        Kind.UPCOMING: About("bill_due", Counts.DUE, 1, DAYS_MAX),
        Kind.DUE_TODAY: About("bill_due", Counts.DUE),
        Kind.PAST_DUE: About("past_due", Counts.DUE, -DAYS_MAX, -1),
        Kind.DISCONNECT_NOTICE: About("shut_off", Counts.DISCONNECT, 0, DAYS_MAX),
        Kind.RETURNED_PAYMENT: About("returned_payment", Counts.RETURNED, -DAYS_MAX, 0),
        Kind.THANK_YOU: About("thank_you", Counts.PAID, -DAYS_MAX, 0),
        Kind.FREE_NOTICE: About("", Counts.NOTHING),
    }
)
