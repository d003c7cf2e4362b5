"""integration/calling/may_ring: each rule of the law, just inside and just outside of it; none is without its proof."""

from datetime import UTC, date, datetime, timedelta

import pytest

from integration.billers.hours import Hours
from integration.calling.clocks import clock
from integration.calling.law import rules
from integration.calling.limits import limits_of
from integration.calling.numbers import Line, facts_of
from integration.calling.places import place_of
from integration.calling.question import Attempt, Balance, DoNotCall, Given, Said, Spend
from integration.model import Block
from integration.money import Money

REASON = "Order 41-B of the state's commission of 2026-03-02"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TICK = timedelta(seconds=1)
DAY = timedelta(days=1)
SINCE_MIDNIGHT = timedelta(hours=10)
YES = Said("bill_due", True, "keypress", datetime(2026, 1, 5, tzinfo=UTC))
NO_TO_OTHER = Said("outage", False, "text", datetime(2026, 2, 5, tzinfo=UTC))
WIDE = {"is": "Mon-Sun 08:00-21:30", "reason": REASON}
LOOSE = limits_of(
    {
        "usual_hours": WIDE,
        "calls_per_day": {"is": 3, "reason": REASON},
        "calls_per_7_days": {"is": 7, "reason": REASON},
        "hours_after_conversation": {"is": 0, "reason": REASON},
    }
)
OPEN = limits_of({"usual_hours": WIDE, "explicit_consent_for_bills": {"is": False, "reason": REASON}})
LANDLINE = facts_of("+17705550134", Line.FIXED)
NO_PLACE = facts_of("+18005550199")


def at(text, state):
    """An instant by the clock of the state's first zone, with a toll-free number, so that only the state counts."""
    place = place_of(state)
    instant = datetime.fromisoformat(text).replace(tzinfo=clock(min(place.zones)))
    return {"at": instant.astimezone(UTC), "address": place, "number": NO_PLACE, "limits": OPEN}


def attempts(*ago, talked=False):
    return tuple(Attempt(NOW - each, talked) for each in ago)


def balance(owed, asked_at=NOW):
    return {"balance": Balance(Money(owed), None, asked_at)}


def spend(so_far):
    return {"spend": Spend(date(2026, 11, 24), Money(so_far), Money(10))}


WEEK, MONTH = timedelta(days=7), timedelta(days=30)
THREE = (2 * DAY, 3 * DAY)
REVOKED_ON = {"at": datetime(2027, 2, 2, 15, 0, tzinfo=UTC), "said": (YES, NO_TO_OTHER)}
WINDOW = (Hours.parse("Tue 09:00-10:00"),)

# What changes in a question that is answered yes: one that still is, and one that this rule refuses.
PROOFS = {
    "number_exists": ({}, {"number": facts_of("12345")}),
    "foreign_number": ({"number": facts_of("+17875551234"), "at": NOW}, {"number": facts_of("+18765551234")}),
    "premium_number": ({}, {"number": facts_of("+19005551234")}),
    "do_not_call": ({}, {"do_not_call": frozenset({DoNotCall.DECEASED})}),
    "opted_out": ({"said": (YES, NO_TO_OTHER)}, {"said": (YES, Said("bill_due", False, "keypress", NOW))}),
    "one_no_stops_all": ({"at": datetime(2027, 1, 29, 15, 0, tzinfo=UTC), "said": (YES, NO_TO_OTHER)}, REVOKED_ON),
    "consent": ({"said": (YES,)}, {"said": ()}),
    "explicit_consent_for_bills": (
        {"said": (), "given": Given("application", YES.at), "topic": "shut_off"},
        {"said": (), "given": Given("application", YES.at)},
    ),
    "dispute": ({"disputed": True, "topic": "outage", "said": (Said("all", True, "web", YES.at),)}, {"disputed": True}),
    "autopay": ({"autopay": False}, {"autopay": True}),
    "promise": ({"promised_until": date(2026, 11, 23)}, {"promised_until": date(2026, 11, 24)}),
    "block": ({"block": Block.NONE}, {"block": Block.CARD}),
    "balance_asked_within_s": (balance(1, NOW - 600 * TICK), balance(1, NOW - 601 * TICK)),
    "owed_from": (balance(1), balance(0)),
    "calls_per_day": ({"attempts": attempts(SINCE_MIDNIGHT + TICK)}, {"attempts": attempts(SINCE_MIDNIGHT)}),
    "calls_per_7_days": ({"attempts": attempts(*THREE, WEEK)}, {"attempts": attempts(*THREE, WEEK - TICK)}),
    "hours_after_conversation": (
        {"attempts": attempts(WEEK, talked=True)},
        {"attempts": attempts(WEEK - TICK, talked=True)},
    ),
    "calls_per_30_days_without_consent": (
        {"number": LANDLINE, "said": (), "attempts": attempts(10 * DAY, 20 * DAY, MONTH)},
        {"number": LANDLINE, "said": (), "attempts": attempts(10 * DAY, 20 * DAY, MONTH - TICK)},
    ),
    "calls_per_24_hours_FL": (
        {"limits": LOOSE, "address": place_of("FL"), "attempts": attempts(TICK, 20 * 3600 * TICK, DAY)},
        {"limits": LOOSE, "address": place_of("FL"), "attempts": attempts(TICK, 20 * 3600 * TICK, DAY - TICK)},
    ),
    "calls_per_24_hours_OK": (
        {"limits": LOOSE, "address": place_of("OK"), "attempts": attempts(TICK, 20 * 3600 * TICK, DAY)},
        {"limits": LOOSE, "address": place_of("OK"), "attempts": attempts(TICK, 20 * 3600 * TICK, DAY - TICK)},
    ),
    "calls_per_7_days_MA": (
        {"limits": LOOSE, "address": place_of("MA"), "attempts": attempts(2 * DAY, WEEK)},
        {"limits": LOOSE, "address": place_of("MA"), "attempts": attempts(2 * DAY, WEEK - TICK)},
    ),
    "unknown_place": (
        {"number": NO_PLACE, "address": None, "at": datetime(2026, 11, 24, 20, 0, tzinfo=UTC)},
        {"number": NO_PLACE, "address": None, "at": datetime(2026, 11, 24, 20, 0, tzinfo=UTC) - TICK},
    ),
    "federal_hours": (at("2026-11-24 20:59:59", "GA"), at("2026-11-24 21:00", "GA")),
    "canada_hours": (at("2026-11-24 21:29:59", "AB"), at("2026-11-24 21:30", "AB")),
    "hours_AL": (at("2026-11-24 19:59:59", "AL"), at("2026-11-24 20:00", "AL")),
    "hours_CA": (at("2026-11-24 09:00", "CA"), at("2026-11-24 08:59:59", "CA")),
    "hours_CT": (at("2026-11-24 09:00", "CT"), at("2026-11-24 08:59:59", "CT")),
    "hours_FL": (at("2026-11-24 18:59:59", "FL"), at("2026-11-24 19:00", "FL")),  # 20:00 in its east
    "hours_KY": (at("2026-11-24 10:00", "KY"), at("2026-11-24 09:59:59", "KY")),
    "hours_LA": (at("2026-11-21 12:00", "LA"), at("2026-11-22 12:00", "LA")),  # a Sunday
    "hours_MD": (at("2026-11-24 19:59:59", "MD"), at("2026-11-24 20:00", "MD")),
    "hours_MA": (at("2026-11-24 19:59:59", "MA"), at("2026-11-24 20:00", "MA")),
    "hours_MI": (at("2026-11-24 09:00", "MI"), at("2026-11-24 08:59:59", "MI")),
    "hours_MN": (at("2026-11-24 09:00", "MN"), at("2026-11-24 08:59:59", "MN")),
    "hours_MS": (at("2026-11-21 12:00", "MS"), at("2026-11-22 12:00", "MS")),
    "hours_NV": (at("2026-11-24 10:00", "NV"), at("2026-11-24 20:00", "NV")),
    "hours_NM": (at("2026-11-24 09:00", "NM"), at("2026-11-24 08:59:59", "NM")),
    "hours_OK": (at("2026-11-24 19:59:59", "OK"), at("2026-11-24 20:00", "OK")),
    "hours_PA": (at("2026-11-21 11:59:59", "PA"), at("2026-11-21 12:00", "PA")),  # a Saturday
    "hours_RI": (at("2026-11-24 17:59:59", "RI"), at("2026-11-24 18:00", "RI")),
    "hours_TX": (at("2026-11-22 13:00", "TX"), at("2026-11-22 12:59:59", "TX")),  # a Sunday, noon in its west
    "hours_WA": (at("2026-11-24 19:59:59", "WA"), at("2026-11-24 20:00", "WA")),
    "hours_WY": (at("2026-11-24 19:59:59", "WY"), at("2026-11-24 20:00", "WY")),
    "usual_hours": ({"at": NOW.replace(hour=14)}, {"at": NOW.replace(hour=14) - TICK}),
    "federal_holidays": ({"at": NOW + DAY}, {"at": NOW + 2 * DAY}),  # Thanksgiving
    "holidays_AL": (at("2026-04-28 10:00", "AL"), at("2026-04-27 10:00", "AL")),
    "holidays_LA": (at("2026-02-18 10:00", "LA"), at("2026-02-17 10:00", "LA")),  # Mardi Gras
    "holidays_PA": (at("2026-11-30 10:00", "PA"), at("2026-11-27 10:00", "PA")),
    "province_holidays": (at("2026-06-25 10:00", "QC"), at("2026-06-24 10:00", "QC")),
    "biller_holidays": (
        {"limits": limits_of({"biller_holidays": [date(2026, 11, 23)]})},
        {"limits": limits_of({"biller_holidays": [date(2026, 11, 24)]})},
    ),
    "maintenance": ({"windows": WINDOW}, {"windows": WINDOW, "at": NOW - TICK}),
    "spend_per_day": (spend(9_990), spend(9_991)),
}  # fmt: skip


def test_every_rule_of_the_law_is_proved():
    of_texts = {rule for rule in rules() if rule.startswith("text_")}  # proved in test_may_write.py
    assert list(PROOFS.keys() ^ rules().keys() ^ of_texts) == []


@pytest.mark.parametrize("rule", PROOFS)
def test_just_inside_the_rule_it_may_ring(answered, rule):
    answer = answered(**PROOFS[rule][0])
    assert answer.yes, answer


@pytest.mark.parametrize("rule", PROOFS)
def test_just_outside_the_rule_refuses_and_says_why(answered, rule):
    answer = answered(**PROOFS[rule][1])
    assert (answer.yes, answer.rule) == (False, rule), answer
    assert answer.reason
