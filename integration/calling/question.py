"""Everything that "may we ring?" needs to know, and its answer: plain values, no database, no clock."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from integration.billers.hours import Hours
from integration.calling.law import Topic, topic_of
from integration.calling.limits import Limits
from integration.calling.numbers import NumberFacts
from integration.calling.places import Place, places_of
from integration.model import Block
from integration.money import ZERO, Money


class DoNotCall(StrEnum):
    """Why a number is never to be rung, whatever was consented to."""

    LISTED = "listed"  # on the biller's own list
    DECEASED = "deceased"  # returns R14 and R15
    REASSIGNED = "reassigned"  # the reassigned numbers database: another person's since consent


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the register of consent: of a topic, or of `all`; `how` is its source, '' where nobody knows."""

    topic: str
    says_yes: bool
    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """How and when the customer gave the utility this number: consent to what is closely related to its service."""

    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call, started or planned, to this number or for this account; `talked` when somebody was spoken to."""

    at: datetime
    talked: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What RTDR answered, and when; `past_due` is None where the biller has no such field."""

    owed: Money
    past_due: Money | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Spend:
    """What the day's calls have cost so far, on which date of the biller's, and the most that this one may cost."""

    on: date
    so_far: Money = ZERO
    this_call: Money = ZERO


@dataclass(frozen=True, kw_only=True)
class Question:
    """May this number be rung about this topic at this instant? ValueError when `at` has no zone.

    `said` is in the order in which it was written down. `address` is where the service is; None when its state is not
    known. `block` None: nobody has asked. `windows` are the biller's maintenance, on his `zone`.
    """

    at: datetime
    topic: str
    number: NumberFacts
    address: Place | None
    zone: ZoneInfo
    limits: Limits
    spend: Spend
    said: tuple[Said, ...] = ()
    given: Given | None = None
    do_not_call: frozenset[DoNotCall] = frozenset()
    attempts: tuple[Attempt, ...] = ()
    balance: Balance | None = None
    disputed: bool = False
    autopay: bool = False
    promised_until: date | None = None  # the last day of a promise that still runs: `ledger.promises.promised`
    block: Block | None = None
    windows: tuple[Hours, ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"an instant is aware; found {self.at!r} without a zone")

    @cached_property
    def about(self) -> Topic:
        """What the law knows of the topic."""
        return topic_of(self.topic)

    @cached_property
    def places(self) -> frozenset[Place]:
        """Where the called may be."""
        return places_of(self.number, self.address)


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, the rule that decides it and why in words.

    `next_at` is the first instant from which it may be asked again with hope; None when waiting alone changes nothing.
    """

    yes: bool
    rule: str
    reason: str
    next_at: datetime | None


def no(rule: str, reason: str, next_at: datetime | None = None) -> Answer:
    """A refusal."""
    return Answer(False, rule, reason, next_at)
