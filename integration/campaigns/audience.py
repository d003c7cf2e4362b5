"""Whether an account is meant by a campaign: key by key; the first that leaves it out is named."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from integration.bill_terms import offsets_of
from integration.billers import Biller
from integration.campaigns.accounts import Account
from integration.campaigns.definition import Amounts, Audience, Choice, Definition
from integration.campaigns.kinds import ABOUT, Counts, Kind

SIDES = {Kind.UPCOMING: 1, Kind.PAST_DUE: -1}  # of the due date, on which a bill's own days count for a kind
TABLE, DAYS = "audience.", "audience.days"
KIND_DAYS, NOTICE_DAYS = "kind_days", "notice_days"  # where the audience has no days of its own
LOOKS_BACK_DAYS_MAX = 30  # payments and returns older than this are no reason to call

T = TypeVar("T", int, str)

Key = Callable[["Account", Audience, "Asked"], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """A definition on one of the biller's days: `offsets` are the days to the account's own day, None for any.

    `keys` are those of the audience that can leave somebody out.
    """

    definition: Definition
    today: date
    offsets: frozenset[int] | None
    keys: "tuple[tuple[str, Key], ...]"


def asked(definition: Definition, biller: Biller, today: date) -> Asked:
    """What the definition asks for today; of one that repeats, by the biller's own days (row F13)."""
    wanted = dict(definition.audience)
    keys = ((_days_of(definition), _days), *(each for each in KEYS if _can_leave_out(each[0], wanted)))
    return Asked(definition, today, _offsets(definition, biller), keys)


def left_out(account: Account, about: Asked) -> str:
    """The key of the audience that leaves the account out, or whose days do; '' where it is meant."""
    wanted = about.definition.audience
    for key, leaves_out in about.keys:
        if leaves_out(account, wanted, about):
            return key
    return ""


def left_out_since(account: Account, wanted: Audience) -> str:
    """The key of what may have been written down since the plan and leaves the account out now, '' where none does."""
    chosen = (
        ("audience.autopay", wanted.autopay, account.autopay),
        ("audience.arrangement", wanted.arrangement, account.arranged),
        ("audience.dispute", wanted.dispute, account.disputed),
    )
    return next((key for key, choice, has in chosen if _not_chosen(choice, has=has)), "")


def _days_of(definition: Definition) -> str:
    """Whose days they are: the audience's, those of the [notices] or of the bill, or all that its kind is about."""
    if definition.repeats and definition.kind in SIDES:
        return NOTICE_DAYS
    return DAYS if definition.audience.days else KIND_DAYS


def _can_leave_out(key: str, wanted: dict[str, object]) -> bool:
    return wanted[key.removeprefix(TABLE)] not in (None, (), 0, "any")


def days_to(account: Account, counts: Counts, today: date) -> int | None:
    """Days from today to the account's own day, below zero once it has passed; None where it has no such day."""
    day: date | None = getattr(account, counts) if counts else None
    return None if day is None else (day - today).days


def _offsets(definition: Definition, biller: Biller) -> frozenset[int] | None:
    about = ABOUT[definition.kind]
    if definition.repeats and definition.kind is Kind.UPCOMING:
        return frozenset(biller.notices.days_before_due)
    if definition.repeats and definition.kind is Kind.PAST_DUE:
        return frozenset(-days for days in biller.notices.days_after_due)
    if about.counts is Counts.NOTHING:
        return None
    first, last = definition.audience.days or _default_days(definition.kind)
    return frozenset(range(first, last + 1))


def _default_days(kind: Kind) -> tuple[int, int]:
    """All that the kind may ask for, but no payment or return of long ago."""
    about = ABOUT[kind]
    if about.counts in (Counts.RETURNED, Counts.PAID):
        return -LOOKS_BACK_DAYS_MAX, 0
    return about.days_from, about.days_to


def _days(account: Account, _wanted: Audience, about: Asked) -> bool:
    if about.offsets is None:
        return False
    days = days_to(account, ABOUT[about.definition.kind].counts, about.today)
    if account.notice_days and about.definition.repeats and about.definition.kind in SIDES:
        side = SIDES[about.definition.kind]
        return days not in [each for each in offsets_of(account.notice_days) if each * side > 0]
    return days not in about.offsets


def _outside(cents: int, amounts: Amounts | None) -> bool:
    return amounts is not None and not amounts[0].cents <= cents <= amounts[1].cents


def _not_in(found: T, wanted: tuple[T, ...]) -> bool:
    return bool(wanted) and found not in wanted


def _not_chosen(choice: Choice, *, has: bool) -> bool:
    return (choice == "only" and not has) or (choice == "exclude" and has)


def _silent(account: Account, wanted: Audience, about: Asked) -> bool:
    days = wanted.silent_days
    return bool(days) and account.contacted_on is not None and account.contacted_on > about.today - timedelta(days=days)


KEYS: tuple[tuple[str, Key], ...] = (
    ("audience.owed", lambda account, wanted, _: _outside(account.owed_cents, wanted.owed)),
    ("audience.past_due", lambda account, wanted, _: _outside(account.past_due_cents, wanted.past_due)),
    ("audience.cycles", lambda account, wanted, _: _not_in(account.bill_date.day, wanted.cycles)),
    ("audience.languages", lambda account, wanted, _: _not_in(account.language, wanted.languages)),
    ("audience.postal_codes", lambda account, wanted, _: _not_in(account.postal_code, wanted.postal_codes)),
    ("audience.autopay", lambda account, wanted, _: _not_chosen(wanted.autopay, has=account.autopay)),
    ("audience.arrangement", lambda account, wanted, _: _not_chosen(wanted.arrangement, has=account.arranged)),
    ("audience.dispute", lambda account, wanted, _: _not_chosen(wanted.dispute, has=account.disputed)),
    ("audience.silent_days", _silent),
)
