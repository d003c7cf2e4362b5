"""64.1200(b)(3): our calls are stopped by one key at any time, in calls that we started and on the line they name."""

import pytest
from sqlalchemy import select

from integration.ledger.tables import consents
from ivr.call import Call, Keyed, Owed, Paid, Reminder
from ivr.reminders.law import OPT_OUT_KEY
from ivr.replay.reminder_facts import TOLL_FREE
from ivr.script import SCRIPT
from ivr.turns import Pay, advance
from tests.ivr.line import ACCOUNT, CALLER, biller, call_of

OWED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "")
FACTS = {"keyed": ACCOUNT, "owed": OWED, "amount": 14_250, "confirmation": "734291"}
REMINDER = Reminder(1, "past_due", "past_due", ACCOUNT)
LISTENING = [turn.name for turn in SCRIPT.turns if turn.listens]
NAMED = biller(lines=[TOLL_FREE], reminders={"toll_free": TOLL_FREE})


@pytest.mark.parametrize("turn", LISTENING)
def test_in_every_turn_of_a_call_of_ours_one_key_stops_them(turn):
    after = advance(SCRIPT, call_of(turn, reminder=REMINDER, **FACTS), Keyed(OPT_OUT_KEY))
    assert (after.turn, after.stopped) == ("opted_out", CALLER)


@pytest.mark.parametrize("turn", [turn.name for turn in SCRIPT.turns if isinstance(turn, Pay)])
def test_inside_pay_the_star_comes_first(turn):
    """There every digit is the card's or the bank account's; "* at ANY point ends Pay" (twilio.md 8)."""
    left = advance(SCRIPT, call_of(turn, reminder=REMINDER, **FACTS), Paid("caller-interrupted-with-star"))
    assert SCRIPT[left.turn].listens
    after = advance(SCRIPT, left, Keyed(OPT_OUT_KEY))
    assert (after.turn, after.stopped) == ("opted_out", CALLER)


@pytest.mark.parametrize("turn", LISTENING)
def test_on_the_line_that_our_messages_name_as_well(turn):
    call = call_of(turn, of=NAMED, reminder=REMINDER if turn in {"remind", "tell_reminder"} else None, **FACTS)
    after = advance(SCRIPT, Call.from_json(call.to_json(), NAMED, line=TOLL_FREE), Keyed(OPT_OUT_KEY))
    assert after.turn == "opted_out"


def test_a_caller_without_a_number_is_asked_which():
    call = call_of("read_balance", of=NAMED, **FACTS)
    after = advance(SCRIPT, Call.from_json(call.to_json(), NAMED, line=TOLL_FREE, caller=""), Keyed(OPT_OUT_KEY))
    assert (after.turn, after.stopped) == ("ask_opt_out", "")
    assert advance(SCRIPT, after, Keyed("7705550135")).stopped == "+17705550135"


def test_on_any_other_line_the_key_is_what_it_was():
    after = advance(SCRIPT, call_of("read_balance", **FACTS), Keyed(OPT_OUT_KEY))
    assert (after.turn, after.slow) == ("read_balance", True)


def test_slower_is_said_and_stops_nothing():
    after = advance(SCRIPT, call_of("read_balance", reminder=REMINDER, **FACTS), Keyed(OPT_OUT_KEY, said=True))
    assert (after.turn, after.slow, after.stopped) == ("read_balance", True, "")


def test_it_is_confirmed_in_one_sentence_recorded_and_hung_up(rung):
    rung.post(AnsweredBy="human")
    said = rung.line.post("/voice/keyed/remind/1", _keyed(OPT_OUT_KEY)).text
    assert said.count("<Say") == 1
    assert said.endswith("</Say><Hangup /></Response>")
    assert rung.told == ("calling", "opted_out", True)
    with rung.line.database.read() as connection:
        (word,) = connection.execute(select(consents)).all()
    assert (word.number, word.topic, word.says, word.how) == (CALLER, "past_due", "no", "keypress")


def test_a_repeated_request_is_recorded_once(rung):
    rung.post(AnsweredBy="human")
    bodies = {rung.line.post("/voice/keyed/remind/1", _keyed(OPT_OUT_KEY)).text for _ in range(3)}
    assert len(bodies) == 1
    assert len(rung.line.rows("consents")) == 1


def _keyed(digits):
    fields = {"From": "+17705550100", "To": CALLER, "Direction": "outbound-api", "Digits": digits}
    known = {"AccountSid": "AC" + "0" * 32, "CallSid": "CA" + "a" * 32, "CallStatus": "in-progress"}
    return known | fields
