"""integration/campaigns: no call is planned when it may not ring, on the days when clocks change as on any other."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.billers.hours import Hours
from integration.calling.clocks import clock
from integration.calling.limits import limits_of
from integration.calling.may_ring import may_ring
from integration.calling.numbers import facts_of
from integration.calling.places import place_of, places_of
from integration.calling.question import Balance, Given, Question, Spend
from integration.campaigns.accounts import Account
from integration.campaigns.definition import Calendar
from integration.campaigns.plan import plan
from integration.campaigns.reading import read_definition
from integration.campaigns.spans import Windows
from integration.model import Block
from integration.money import Money
from tests.integration.campaigns.conftest import LONG_AGO

SUNDAYS = limits_of(
    {"usual_hours": {"is": "Mon-Sun 08:00-21:30", "reason": "a test wants the Sundays when clocks change"}}
)
SPRING, FALL = date(2027, 3, 14), date(2026, 11, 1)
PLACES = [("+17705550134", "GA"), ("+14015551234", "RI"), ("+12135551234", "CA"), ("+18085551234", "HI"),
          ("+14165550123", "ON"), ("+18005550199", ""), ("+16025551234", "AZ"), ("+18505551234", "FL")]  # fmt: skip
HOURS = [
    "always",
    "Mon-Sun 00:00-24:00",
    "Sun 01:30-02:30, Mon-Sun 08:00-12:00",
    "Mon-Sat 10:00-18:00, Sun 09:00-10:00",
]
AWAY = [(), (Hours.parse("Sun 02:00-09:30"),), (Hours.parse("Mon-Sun 11:00-13:00"), Hours.parse("Sun 01:00-03:00"))]


@pytest.fixture(scope="module")
def accounts():
    """Some at each place, by number."""
    named = [(f"{number}{each}", number, state) for each in range(2) for number, state in PLACES]
    return {
        name: Account(name, replace(facts_of(number), number=name), place_of(state), "", "en", FALL, FALL, None, 100, 0,
                      autopay=False, block=None, number_given_at=LONG_AGO)
        for name, number, state in named
    }  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    around=st.sampled_from([SPRING, FALL, date(2026, 12, 31), date(2026, 7, 6)]),
    before=st.integers(0, 2),
    after=st.integers(0, 2),
    minute=st.integers(0, 2 * 1440),
    hours=st.sampled_from(HOURS),
    away=st.sampled_from(AWAY),
    lines=st.integers(1, 3),
)
def test_every_planned_call_may_ring_at_its_second(  # noqa: PLR0917 - hypothesis fills them by name
    accounts, biller, around, before, after, minute, hours, away, lines
):
    biller = biller.model_copy(update={"maintenance": biller.maintenance.model_copy(update={"windows": away})})
    first, last = around - timedelta(days=before), around + timedelta(days=after)
    definition = read_definition(
        f'name = "x"\nbid = "1368"\nkind = "free_notice"\ntopic = "outage"\n'
        f'[calendar]\nfirst = {first}\nlast = {last}\nhours = "{hours}"\n[pace]\nlines = {lines}\ncall_s = 600\n',
        "x",
    )
    now = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(minutes=minute)
    found = plan(accounts.values(), definition, biller, SUNDAYS, now, {})
    for second, candidate in found.calls():
        at = datetime.fromtimestamp(second, UTC)
        assert may_ring(question(accounts[candidate[2]], at, biller)).yes
        wall = at.astimezone(clock("America/New_York"))
        assert first <= wall.date() <= last
        assert Hours.parse(hours).open_on(wall)
        assert at >= now


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (FALL, 25), (date(2026, 11, 23), 24)])
def test_a_day_is_as_long_as_it_is(day, hours):
    calendar = Calendar(first=day, last=day)
    windows = Windows(calendar, "America/New_York", SUNDAYS.openings, (), datetime(2026, 1, 1, tzinfo=UTC))
    ((opens, shuts),) = windows.own
    assert shuts - opens == hours * 3600
    ((opens, shuts),) = windows.of(places_of(facts_of("+17705550134"), place_of("GA")))
    assert shuts - opens == 13 * 3600  # eight to nine in the evening, whatever the night was


@pytest.mark.parametrize("last", [date(2026, 12, 31), date(2027, 1, 4)])
def test_the_turn_of_a_year_is_told_once(last):
    calendar = Calendar(first=date(2026, 12, 28), last=last)
    windows = Windows(calendar, "America/New_York", SUNDAYS.openings, (), datetime(2026, 1, 1, tzinfo=UTC))
    spans = windows.of(places_of(facts_of("+17705550134"), place_of("GA")))
    assert list(spans) == sorted(set(spans))
    assert all(shuts <= opens for (_, shuts), (opens, _) in pairwise(spans))
    assert len(spans) == (4 if last.year == 2026 else 7)  # New Year's Day is a federal holiday


def question(account, at, biller):
    return Question(
        at=at,
        topic="outage",
        number=account.number,
        address=account.address,
        zone=biller.zone,
        limits=SUNDAYS,
        spend=Spend(at.date(), Money(0), Money(5)),
        said=account.said,
        given=Given("the biller's bill file", LONG_AGO),
        balance=Balance(Money(100), Money(0), at),
        block=Block.NONE,
        windows=biller.maintenance.windows,
    )
