"""A campaign's plan for one of the biller's days: accounts in account order in, calls with their seconds out."""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from zoneinfo import ZoneInfo

from integration.billers import Biller
from integration.calling.limits import Limits
from integration.calling.question import Said
from integration.campaigns.accounts import Account
from integration.campaigns.audience import asked
from integration.campaigns.channels import Channel
from integration.campaigns.definition import Definition, Pace
from integration.campaigns.messages import NOBODY, Messages, Pen
from integration.campaigns.slots import Candidate, Group, Rate, Slot, deal
from integration.campaigns.spans import Windows, expires_at, midnights
from integration.campaigns.weighing import Scales, Weighed, groups_of
from integration.clock import today_at

WINDOW_TOO_SMALL = "window_too_small"  # the calendar ends before its turn comes
HOUR_S = 3600
YOUNG_MAX = 200_000  # objects, before the collector looks for circles among them


@dataclass(slots=True)
class Plan:
    """`excluded` by the audience's key or the rule's name; `left` are those whose turn never comes, once dealt."""

    begins_at: datetime
    expires_at: datetime
    day: date
    held_out: list[Candidate]
    excluded: Mapping[str, int]
    to_be_rung: int
    rate: Rate
    zone: ZoneInfo
    groups: list[Group] = field(repr=False)
    messages: Messages = field(default_factory=Messages)

    def calls(self) -> Iterator[Slot]:
        """Every call with its second, once; a plan that was dealt before begins anew."""
        for group in self.groups:
            group.next = 0
        return deal(self.groups, self.rate)

    @property
    def left(self) -> int:
        """Those who are not reached before the campaign expires."""
        return sum(len(group.waiting) - group.next for group in self.groups)

    def counts(self) -> dict[str, object]:
        """For a person, once dealt: how many are planned, held out, and excluded by rule, the most first."""
        written = {"messages": counts} if (counts := self.messages.counts()) else {}
        held_out = self._not_called() | self.messages.held_out()
        told = {"planned": self.to_be_rung - self.left, "held_out": len(held_out), "excluded": self.excluded_by()}
        return told | written

    def excluded_by(self) -> dict[str, int]:
        """How many by the audience's key, the rule's name or our own reason, once dealt; the most first."""
        excluded = dict(self.excluded) | ({WINDOW_TOO_SMALL: self.left} if self.left else {})
        excluded |= self.messages.excluded
        return dict(sorted(excluded.items(), key=lambda each: (-each[1], each[0])))

    def size(self) -> int:
        """Accounts that it means, by whatever channel, the held out too."""
        meant = self.messages.accounts()
        if not meant:
            return self.to_be_rung + len(self.held_out)
        rung = {candidate[2] for group in self.groups for candidate in group.waiting}
        return len(meant | rung | self._not_called())

    def _not_called(self) -> set[str]:
        return {candidate[2] for candidate in self.held_out}

    def warnings(self) -> list[str]:
        """What a person should know before it starts, once dealt."""
        if not self.left:
            return []
        ends = self.expires_at.astimezone(self.zone)
        late = f"{self.left} of {self.to_be_rung} accounts are not rung before {ends:%Y-%m-%d %H:%M %Z}"
        paid_for = sum(self.rate.purse.values())
        if paid_for < self.to_be_rung:
            return [f"the purse is too small: {late}; its days pay for {paid_for} calls (calling.spend_per_day)"]
        hours = ceil(self.left / self.rate.per_second / HOUR_S)
        at = f"{self.rate.per_second:.2f} calls a second"
        return [f"the windows are too small: {late}; more open time is needed: {hours} h at {at}"]


def plan(
    accounts: Iterable[Account],
    definition: Definition,
    biller: Biller,
    limits: Limits,
    now: datetime,
    taken: Mapping[date, int],
    *,
    mail_said: Mapping[str, tuple[Said, ...]] = NOBODY,
) -> Plan:
    """What would be rung and written if it started now.

    `taken` are calls that are planned already, by the biller's day; `mail_said` what was said of mail, by address.
    """
    today = today_at(biller.zone, now)
    calendar = definition.calendar
    if definition.repeats:  # a run is over with its day: the next one looks at everybody anew
        calendar = calendar.model_copy(update={"first": max(today, calendar.first), "last": min(today, calendar.last)})
    windows = Windows(calendar, biller.zone.key, limits.openings, biller.maintenance.windows, now)
    ends = expires_at(calendar, biller.zone.key)
    about = asked(definition, biller, today)
    pen = Pen(about, biller, limits, windows, ends, mail_said)
    with _rarely_collected():
        weighed = _weighed(pen, accounts, Scales(about, biller, limits, windows, ends), definition.channels)
    days = (max(today, calendar.first), calendar.last)
    return Plan(
        begins_at=now,
        expires_at=ends,
        day=today,
        held_out=weighed.held_out,
        excluded=weighed.excluded,
        to_be_rung=weighed.to_be_rung,
        rate=Rate(_per_second(definition.pace), _purse(biller, limits, days, taken)),
        zone=biller.zone,
        groups=groups_of(weighed, windows),
        messages=pen.messages,
    )


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """What is weighed holds no circles, and grows: looking through all of it again and again takes a third of the time.

    One plan at a time is made in a process.
    """
    before = gc.get_threshold()
    gc.set_threshold(YOUNG_MAX, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _weighed(pen: Pen, accounts: Iterable[Account], scales: Scales, channels: tuple[Channel, ...]) -> Weighed:
    """Each account is read once, for whatever channels there are."""
    if channels == (Channel.CALL,):
        return scales.weigh(accounts)
    if Channel.CALL in channels:
        return scales.weigh(pen.weigh(accounts))
    for _ in pen.weigh(accounts):
        pass
    return Weighed(excluded=pen.messages.audience)


def _per_second(pace: Pace) -> float:
    """New calls a second, so that no more than the lines are at it at once."""
    return min(pace.per_second, pace.lines / pace.call_s)


def _purse(biller: Biller, limits: Limits, days: tuple[date, date], taken: Mapping[date, int]) -> dict[int, int]:
    """Calls that each day may still pay for, by the second at which it begins."""
    first, last = days
    if first > last:
        return {}
    most = limits.spend_per_day.cents // biller.reminders.call_costs.cents
    begin = midnights(first, last, biller.zone.key)[:-1]
    return {
        second: max(0, most - taken.get(date.fromordinal(first.toordinal() + place), 0))
        for place, second in enumerate(begin)
    }
