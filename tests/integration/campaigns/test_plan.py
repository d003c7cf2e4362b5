"""integration/campaigns/plan: who is rung, who is held out, who is not and why, at which second and in what order."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from integration.calling.limits import limits_of
from integration.calling.numbers import facts_of
from integration.calling.places import place_of
from integration.calling.question import Attempt, DoNotCall, Said
from integration.campaigns.reading import read_definition
from integration.model import Block
from tests.integration.campaigns.conftest import FILE, LONG_AGO, NOW

NINE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # when the law opens in Georgia
PACE = "[pace]\nper_second = 0.5\nlines = 100\n"


def at(second):
    return datetime.fromtimestamp(second, UTC)


def test_calls_begin_when_it_opens_and_keep_their_pace(planned, define, account):
    calls, _ = planned(define(PACE), [account() for _ in range(4)])
    assert [at(second) for second, _ in calls] == [NINE + timedelta(seconds=2 * each) for each in range(4)]


def test_no_more_calls_are_at_it_at_once_than_there_are_lines(planned, define, account):
    calls, _ = planned(define("[pace]\nlines = 2\ncall_s = 60\n"), [account() for _ in range(5)])
    seconds = [second for second, _ in calls]
    assert [later - earlier for earlier, later in pairwise(seconds)] == [30] * 4


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("number_exists", {"number": facts_of("")}),
        ("premium_number", {"number": facts_of("+19005551234")}),
        ("do_not_call", {"do_not_call": frozenset({DoNotCall.LISTED})}),
        ("opted_out", {"said": (Said("bill_due", False, "keypress", LONG_AGO),)}),
        ("explicit_consent_for_bills", {"said": ()}),
        ("autopay", {"autopay": True}),
        ("block", {"block": Block.CARD}),
        ("owed_from", {"owed_cents": 0}),
        ("hours_after_conversation", {"attempts": (Attempt(NOW - timedelta(days=2), talked=True),)}),
        ("calls_per_7_days", {"attempts": tuple(Attempt(NOW - timedelta(days=1, hours=each)) for each in range(3))}),
    ],
)
def test_whom_the_law_forbids_is_told_by_its_rule(planned, define, account, rule, changes):
    calls, found = planned(define(), [account(**changes), account()])
    assert len(calls) == 1
    assert found.counts() == {"planned": 1, "held_out": 0, "excluded": {rule: 1}}


def test_one_who_was_rung_today_is_rung_tomorrow(planned, define, account):
    calls, _ = planned(define(), [account(attempts=(Attempt(NOW),))])
    assert [at(second) for second, _ in calls] == [NINE + timedelta(days=1)]


def test_a_number_of_two_accounts_is_rung_once(planned, define, account):
    number = facts_of("+17705550134")
    calls, found = planned(define(), [account(number=number), account(number=number)])
    assert len(calls) == 1
    assert found.excluded == {"one_call_a_number": 1}


def test_the_nearest_day_comes_first_and_then_the_most_that_is_owed(planned, define, account):
    accounts = [
        account(account_number="later", due_date=date(2026, 11, 27)),
        account(account_number="less", owed_cents=100),
        account(account_number="more", owed_cents=900),
    ]
    calls, _ = planned(define(), accounts)
    assert [candidate[2] for _, candidate in calls] == ["more", "less", "later"]


def test_places_that_shut_sooner_come_first(planned, define, account):
    island = account(number=facts_of("+14015551234"), address=place_of("RI"), due_date=date(2026, 12, 20))
    calls, _ = planned(define(), [account(), account(), island])
    assert calls[0][1][2] == island.account_number


def test_those_who_are_held_out_are_the_same_at_each_look(planned, define, account):
    accounts = [account() for _ in range(400)]
    definition = define("[hold_out]\nshare = 0.25\nseed = 7\n")
    (first, one), (second, two) = planned(definition, accounts), planned(definition, reversed(accounts))
    assert 70 < len(one.held_out) < 130
    assert sorted(one.held_out) == sorted(two.held_out)
    assert first == second
    rung = {candidate[2] for _, candidate in first}
    assert not rung & {candidate[2] for candidate in one.held_out}
    _, other = planned(define("[hold_out]\nshare = 0.25\nseed = 8\n"), accounts)
    assert sorted(other.held_out) != sorted(one.held_out)


def test_windows_that_are_too_small_are_warned_of(planned, define, account):
    slow = define("[pace]\nlines = 1\ncall_s = 600\n")
    calls, found = planned(slow, [account() for _ in range(150)])
    assert len(calls) == 132  # eleven hours on each of two days, six an hour
    assert found.counts()["excluded"] == {"window_too_small": 18}
    (warning,) = found.warnings()
    assert "18 of 150 accounts are not rung before 2026-11-25 00:00 EST; more open time is needed: 3 h" in warning


def test_a_day_s_purse_is_not_overdrawn(planned, define, account, biller):
    limits = limits_of({"spend_per_day": "0.50"})
    accounts = [account() for _ in range(25)]
    calls, found = planned(define(), accounts, limits=limits, taken={date(2026, 11, 23): 4})
    days = [at(second).astimezone(biller.zone).day for second, _ in calls]
    assert (days.count(23), days.count(24), found.left) == (6, 10, 9)
    (warning,) = found.warnings()
    assert warning.startswith("the purse is too small: 9 of 25 accounts are not rung before 2026-11-25 00:00 EST; its")
    assert warning.endswith("days pay for 16 calls (calling.spend_per_day)")


def test_the_rule_that_lasts_is_told_and_not_the_first_that_refuses(planned, define, account):
    """Who was spoken to today may be rung tomorrow by the day's cap, and still not for a week."""
    talked, rung = (account(attempts=(Attempt(NOW - timedelta(minutes=1), spoken),)) for spoken in (True, False))
    _, found = planned(define(), [talked, rung])
    assert (found.excluded, found.to_be_rung) == ({"hours_after_conversation": 1}, 1)


def test_nobody_is_rung_in_maintenance(planned, define, account, biller):
    away = biller.model_copy(update={"maintenance": type(biller.maintenance)(windows=("Mon 06:00-15:00",))})
    calls, _ = planned(define(), [account()], biller=away)
    assert [at(second) for second, _ in calls] == [NINE + timedelta(hours=6)]


def test_a_law_that_begins_in_its_days_holds_for_all_of_them(planned, account):
    """One no stops all topics from 31 January 2027 on."""
    text = FILE.replace("2026-11-23", "2027-01-29").replace("2026-11-24", "2027-02-02")
    no = Said("outage", False, "web", LONG_AGO)
    yes = Said("bill_due", True, "web", LONG_AGO - timedelta(days=1))
    friday = datetime(2027, 1, 29, 12, 0, tzinfo=UTC)
    one = account(said=(yes, no), due_date=date(2027, 2, 5))
    calls, found = planned(read_definition(text, "x"), [one], now=friday)
    assert (calls, found.excluded) == ([], {"one_no_stops_all": 1})
    before = read_definition(FILE, "x")
    assert len(planned(before, [account(said=(yes, no))])[0]) == 1


def test_one_that_repeats_is_over_with_its_day(planned, define, account, biller):
    notices = biller.notices.model_copy(update={"days_before_due": (3,)})
    slow = define("[pace]\nlines = 1\ncall_s = 600\n", repeats=True)
    with_days = biller.model_copy(update={"notices": notices})
    calls, found = planned(slow, [account() for _ in range(70)], biller=with_days)
    assert (len(calls), found.left) == (66, 4)
    assert found.expires_at == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
