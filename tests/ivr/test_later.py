"""Which days may be chosen for a payment or a promise, what is said of them, and in which words it is agreed to."""

import json
from dataclasses import replace

import pytest

from integration.sandbox.box import CLAYTON
from ivr.call import Call, Owed, Paid, Planned
from ivr.scenes.later import answers, days
from ivr.scenes.later.consent import ELEMENTS, consent_lines, consent_record
from ivr.scenes.later.lines import confirm_day, which_days
from tests.ivr.line import ACCOUNT, biller, call_of

TERMS = biller(features={"scheduled_payments": True, "expire_bill": True})
OWED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-28", "")
CALL = call_of("ask_day", of=TERMS, owed=OWED, later="charge", amount=4_250, card_ending="1111", day="2026-12-04")


def at(day, **more):
    """The call on another day, at ten in the morning of the biller's."""
    return replace(CALL, at=f"{day}T15:00:00+00:00", **more)


@pytest.mark.parametrize(
    ("today", "keyed", "day", "why"),
    [
        ("2026-11-20", "1204", "2026-12-04", ""),
        ("2026-11-20", "1121", "2026-11-21", ""),
        ("2026-11-20", "1120", "", "today"),
        ("2026-11-20", "1119", "", "past"),
        ("2026-11-20", "0119", "2027-01-19", ""),  # the last of sixty days
        ("2026-11-20", "0120", "", "too_far"),
        ("2026-11-20", "0601", "", "past"),
        ("2026-11-20", "0401", "", "too_far"),
        ("2026-12-31", "0101", "2027-01-01", ""),
        ("2026-11-20", "1345", "", "no_day"),
        ("2026-11-20", "0230", "", "no_day"),
        ("2026-11-20", "0000", "", "no_day"),
        ("2027-12-31", "0229", "2028-02-29", ""),
        ("2026-01-31", "0229", "", "no_day"),
    ],
)
def test_a_keyed_month_and_day(today, keyed, day, why):
    assert days.day_meant(at(today), keyed) == (day, why)


@pytest.mark.parametrize(
    ("later", "expires", "last"),
    [
        ("charge", "", "2027-01-19"),
        ("promise", "", "2026-12-04"),
        ("charge", "2026-12-01", "2026-12-01"),
        ("charge", "2027-12-01", "2027-01-19"),
    ],
)
def test_the_last_day_is_the_billers_limit_or_the_bills_own(later, expires, last):
    call = replace(CALL, later=later, owed=replace(OWED, expires=expires))
    assert days.last_day(call) == last
    assert days.may_be(call, last)


@pytest.mark.parametrize(
    ("due", "expires", "offered"),
    [
        ("2026-11-28", "", "123"),
        ("2026-11-21", "", "13"),  # tomorrow
        ("2026-11-05", "", "13"),
        ("2027-03-01", "", "13"),
        ("2026-11-28", "2026-11-20", "3"),
    ],
)
def test_days_that_are_offered_by_a_key(due, expires, offered):
    assert which_days(replace(CALL, owed=replace(OWED, due=due, expires=expires))) == offered


@pytest.mark.parametrize(
    ("due", "disconnect", "past_due", "said"),
    [
        ("2026-12-10", "", 0, set()),
        ("2026-12-03", "", 0, {"after_due"}),
        ("2026-11-05", "", 0, set()),  # that it was due was told with the balance
        ("2026-11-05", "", 1, {"not_stopped"}),
        ("2026-12-10", "2026-12-05", 1, {"not_stopped", "read_balance.disconnect"}),
        ("2026-12-10", "2026-12-04", 1, {"not_stopped", "read_balance.disconnect", "after_disconnect"}),
        ("2026-12-10", "2026-11-18", 1, {"not_stopped", "read_balance.disconnected", "read_balance.ask_when"}),
    ],
)
@pytest.mark.parametrize("later", ["charge", "promise"])
def test_what_the_day_does_not_do_is_said_before_anything_is_agreed_to(due, disconnect, past_due, said, later):
    owed = replace(OWED, due=due, disconnect=disconnect, past_due=past_due)
    keys = [line.key for line in confirm_day(replace(CALL, owed=owed, later=later))]
    told = {"confirm_day.charge", "confirm_day.say_charge", "confirm_day.promise", "confirm_day.say_promise"}
    assert {key.removeprefix("confirm_day.") for key in keys if key not in told} == said
    assert keys[-1] == f"confirm_day.say_{later}"


@pytest.mark.parametrize(("fee", "prepay", "left_out"), [("2.50", False, set()), ("0.00", True, {"fee", "at_most"})])
def test_every_element_of_the_consent_is_said_and_kept(fee, prepay, left_out):
    terms = biller(payments={**CLAYTON["payments"], "fee": {"card": fee}, "prepay": prepay})
    call = replace(CALL, biller=terms)
    said = {line.key: line.values for line in consent_lines(call)}
    assert {key.removeprefix("agree_later.") for key in ELEMENTS.keys() - said.keys()} == left_out
    total = 4_250 + terms.payments.fee.card.cents
    assert said["agree_later.amount"] == {"biller": terms.name, "total": total, "card": "1111", "day": "2026-12-04"}
    assert said["agree_later.cancel"] == {"at": "09:00", "day": "2026-12-04"}
    kept = json.loads(consent_record(call))
    assert kept["prompts"] == list(said)
    assert {"total", "fee", "card", "day", "at", "version", "language"} <= kept.keys()


def test_the_same_amount_on_the_same_day_is_asked_about():
    planned = (Planned("s", "2026-12-04", 4_250, 4_250, "1111"),)
    call = replace(CALL, owed=replace(OWED, planned=planned))
    assert answers.agree_on_day(call).turn == "confirm_twice"
    assert answers.agree_on_day(replace(call, amount=4_249)).turn == "later_card"
    assert answers.agree_on_day(replace(call, day="2026-12-05")).turn == "later_card"


@pytest.mark.parametrize("changes", [{"owed": replace(OWED, closed_ways=("card",))}, {"declines": 3}])
def test_a_card_is_not_taken_where_none_would_be_taken_today(changes):
    assert answers.take_card(replace(CALL, **changes)).turn in ("agent", "no_agent")


def test_a_success_without_a_token_is_none():
    assert answers.after_card(CALL, Paid("success")).turn == "pay_left"


def test_what_is_planned_survives_its_json_and_an_older_call_has_nothing_planned():
    planned = (Planned("s", "2026-12-04", 4_250, 4_500, "1111"),)
    call = replace(CALL, owed=replace(OWED, planned=planned), plan=1)
    assert Call.from_json(call.to_json(), TERMS) == call
    old = json.loads(call.to_json())
    for name in ("later", "day", "plan"):
        del old[name]
    del old["owed"]["planned"]
    loaded = Call.from_json(json.dumps(old), TERMS)
    assert (loaded.later, loaded.day, loaded.owed.planned) == ("", "", ())
