"""integration/calling/may_ring: what a yes rests on, and when a refusal ends."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from integration.billers.hours import Hours
from integration.calling.limits import limits_of
from integration.calling.numbers import Line, facts_of
from integration.calling.places import Place, place_of
from integration.calling.question import Attempt, Balance, DoNotCall, Spend
from integration.model import Block
from integration.money import Money

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, ten in the morning in Georgia; Thursday is Thanksgiving
EAST = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
LANDLINE = facts_of("+17705550134", Line.FIXED)


def wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=EAST)


def test_a_yes_tells_the_consent_that_it_rests_on(answered):
    answer = answered()
    assert (answer.yes, answer.rule, answer.next_at) == (True, "consent", NOW)
    assert answer.reason == "yes to bill_due by keypress on 2026-01-05"


def test_a_landline_without_consent_tells_the_rule_that_lets_it(answered):
    answer = answered(number=LANDLINE, said=())
    assert (answer.yes, answer.rule) == (True, "calls_per_30_days_without_consent")


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("in the evening", {"at": wall("2026-11-24 20:00")}),
        ("after a call today", {"attempts": (Attempt(NOW - timedelta(hours=1)),)}),
        ("in maintenance until night", {"windows": (Hours.parse("Tue 09:00-21:00"),)}),
        ("with the day's money spent", {"spend": Spend(date(2026, 11, 24), Money(9_999), Money(10))}),
    ],
)
def test_what_ends_at_night_may_ring_when_it_opens_next(answered, said, changes):
    answer = answered(**changes)
    assert not answer.yes, said
    assert answer.next_at == wall("2026-11-25 09:00")


def test_the_next_instant_obeys_every_rule(answered):
    talked = Attempt(NOW - timedelta(days=6, hours=1), talked=True)
    answer = answered(attempts=(talked,), limits=limits_of({"biller_holidays": [date(2026, 11, 25)]}))
    # Silence ends on Wednesday at nine, which the biller takes off; Thursday is Thanksgiving.
    assert (answer.rule, answer.next_at) == ("hours_after_conversation", wall("2026-11-27 09:00"))


def test_a_cap_ends_when_enough_calls_are_old_enough(answered):
    calls = tuple(Attempt(NOW - age) for age in (DAY, 2 * DAY, 3 * DAY, 6 * DAY))
    assert answered(attempts=calls).next_at == NOW + 4 * DAY  # of four calls, two must be a week old


def test_a_day_ends_by_each_clock_on_which_it_is_full(answered):
    """Just past midnight in Georgia, and not yet in Alabama, where the call was today."""
    midnight = wall("2026-11-24 00:00")
    answer = answered(at=midnight, address=place_of("AL"), attempts=(Attempt(midnight - timedelta(minutes=1)),))
    assert (answer.rule, answer.next_at) == ("calls_per_day", wall("2026-11-24 10:00"))


def test_silence_is_counted_from_the_latest_conversation(answered):
    talks = tuple(Attempt(NOW - age, talked=True) for age in (8 * DAY, 2 * DAY))
    assert answered(attempts=talks).rule == "hours_after_conversation"


def test_a_number_whose_exchange_is_named_needs_no_guard(refused):
    pensacola = {"number": facts_of("+18502001234"), "address": None}
    assert refused(**pensacola, at=wall("2026-11-24 20:59")) == ""  # 19:59 on its own clock
    assert refused(**pensacola, at=wall("2026-11-24 21:00")) == "usual_hours"


def test_calls_that_are_planned_count_as_calls(refused):
    assert refused(attempts=tuple(Attempt(NOW + each * DAY) for each in (1, 2, 3))) == "calls_per_7_days"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": facts_of("911")},
        {"do_not_call": frozenset(DoNotCall)},
        {"said": ()},
        {"disputed": True},
        {"block": None},
        {"limits": limits_of({"calls_per_day": 0})},
        {"limits": limits_of({"calls_per_7_days": 0})},
        {"spend": Spend(date(2026, 11, 24), Money(0), Money(10_001))},
        {"windows": (Hours.parse("Mon-Sun 00:00-24:00"),)},
    ],
)
def test_where_waiting_changes_nothing_there_is_no_next_instant(answered, changes):
    answer = answered(**changes)
    assert (answer.yes, answer.next_at) == (False, None)


def test_an_opt_out_that_will_stop_all_topics_is_seen_in_time(answered, words):
    before = answered(at=datetime(2027, 1, 29, 15, tzinfo=UTC), said=words("yes bill_due 1", "no outage 2"))
    after = answered(at=datetime(2027, 1, 30, 3, tzinfo=UTC), said=words("yes bill_due 1", "no outage 2"))
    assert (before.yes, after.yes, after.next_at) == (True, False, None)


def test_a_balance_that_nobody_asked_may_be_asked_at_once(answered):
    answer = answered(balance=Balance(Money(100), None, NOW - DAY))
    assert (answer.rule, answer.next_at) == ("balance_asked_within_s", NOW)
    assert answered(balance=None).rule == "balance_asked_within_s"


def test_a_balance_of_later_than_the_call_is_none(refused):
    assert refused(balance=Balance(Money(100), None, NOW + timedelta(seconds=1))) == "balance_asked_within_s"


@pytest.mark.parametrize(
    ("topic", "owed", "past_due", "rule"),
    [
        ("past_due", 100, 1, ""),
        ("past_due", 100, 0, "owed_from"),
        ("past_due", 100, None, "owed_from"),
        ("past_due", 0, 100, "owed_from"),  # a credit has paid it
        ("past_due", -5, 100, "owed_from"),
        ("bill_due", 100, 0, ""),
        ("bill_due", -5, None, "owed_from"),
    ],
)
def test_a_topic_asks_for_its_own_amount(refused, words, topic, owed, past_due, rule):
    owed = Balance(Money(owed), None if past_due is None else Money(past_due), NOW)
    assert refused(topic=topic, said=words(f"yes {topic} 1"), balance=owed) == rule


def test_calls_that_are_not_about_money_are_asked_nothing_of_the_bill(answered, words):
    nothing = {"balance": None, "disputed": True, "autopay": True, "block": Block.CASH_ONLY}
    assert answered(topic="outage", said=words("yes outage 1"), **nothing).yes


def test_the_clock_of_the_number_counts_as_much_as_the_address_s(answered):
    pacific = answered(number=facts_of("+12135551234"))
    assert (pacific.rule, pacific.next_at) == ("federal_hours", wall("2026-11-24 12:00"))


def test_both_are_asked_for_a_number_of_canada(answered):
    answer = answered(
        at=datetime(2026, 10, 12, 15, tzinfo=UTC), number=facts_of("+14165550123"), address=place_of("ON")
    )
    assert answer.rule == "province_holidays"  # Thanksgiving there


def test_a_holiday_that_only_some_of_a_province_keep_is_kept(answered):
    civic = answered(at=datetime(2026, 8, 3, 15, tzinfo=UTC), number=facts_of("+18005550199"), address=place_of("ON"))
    assert civic.rule == "province_holidays"


def test_places_that_open_when_the_other_shuts_are_never_open(answered):
    hour = limits_of({"usual_hours": "Mon-Fri 09:00-10:00"})
    answer = answered(address=place_of("TN"), limits=hour)
    assert (answer.yes, answer.next_at) == (False, None)


def test_an_address_is_as_narrow_as_it_is_known(answered):
    eight_pm = {"at": wall("2026-11-24 20:00"), "number": facts_of("+18005550199")}
    assert answered(address=Place("US-TN", frozenset({"America/Chicago"})), **eight_pm).yes
    assert not answered(address=place_of("TN"), **eight_pm).yes


def test_an_instant_without_a_zone_is_refused(asked):
    with pytest.raises(ValueError, match="an instant is aware"):
        asked(at=datetime(2026, 11, 24, 15, 0))  # noqa: DTZ001 - that is the mistake
