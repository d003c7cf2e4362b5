"""Where nobody is there: what may still be done, and whom somebody is to call back, where and when."""

from dataclasses import replace

import pytest

from ivr.call import Call, Dialed, Keyed, Owed
from ivr.script import SCRIPT
from ivr.till import promise_of
from ivr.turns import TRIES_MAX, advance
from tests.ivr.line import ACCOUNT, CALLER, biller, call_of

FRIDAY_NIGHT = "2026-11-21T00:30:00+00:00"
OWED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "")
CLOSED_LINE = biller(hours="Sat 08:00-12:00")
EVENINGS = biller(agent={"number": "+17705550199", "hours": "Mon-Fri 18:00-22:00"})


def keys_of(call):
    return SCRIPT["no_agent"].open_keys(call)


def said(call):
    return [line.key for line in SCRIPT[call.turn].say(call)]


@pytest.mark.parametrize(
    ("call", "keys"),
    [
        (call_of("no_agent"), "123"),
        (call_of("no_agent", of=CLOSED_LINE), "23"),
        (call_of("no_agent", of=EVENINGS), "12"),
        (call_of("no_agent", callback_part="morning", callback=CALLER, callback_day="2026-11-23"), "12"),
    ],
    ids=["busy", "a closed line takes no payment", "no hour in which people are called", "promised already"],
)
def test_only_what_works_is_offered(call, keys):
    assert keys_of(call) == keys
    choices = {"1": "no_agent.go_on", "2": "no_agent.say", "3": "no_agent.call_back"}
    assert {key for key, prompt in choices.items() if prompt in said(call)} == set(keys)


def test_no_key_leads_from_a_closed_line_to_a_payment():
    """The office does not answer, and the line stays closed."""
    call = advance(SCRIPT, call_of("agent", of=CLOSED_LINE, why="line_closed"), Dialed("no-answer"))
    assert advance(SCRIPT, call, Keyed("1")).turn == "no_agent"
    assert "greeting.choose" in said(call)  # nobody was asked for a language


@pytest.mark.parametrize(
    ("at", "why", "prompt"),
    [
        (FRIDAY_NIGHT, "", "no_agent.closed"),
        (FRIDAY_NIGHT, "again", "no_agent.closed"),
        (None, "busy", "no_agent.busy"),
        (None, "again", "no_agent.busy"),
    ],
)
def test_why_nobody_is_there_is_true_also_when_it_is_heard_again(at, why, prompt):
    call = call_of("no_agent", why=why)
    assert prompt in said(replace(call, at=at or call.at))


@pytest.mark.parametrize(
    ("caller", "leads_to"),
    [(CALLER, "ask_callback"), ("", "ask_number"), ("+33142685300", "ask_number"), ("+11234567890", "ask_number")],
)
def test_the_caller_s_own_number_is_offered_where_we_can_ring_it(caller, leads_to):
    assert advance(SCRIPT, replace(call_of("no_agent"), caller=caller), Keyed("3")).turn == leads_to


def test_a_number_that_nobody_has_is_asked_for_again_three_times():
    call = call_of("ask_number")
    for miss in range(1, TRIES_MAX):
        call = advance(SCRIPT, call, Keyed("0115550134"))
        assert (call.turn, call.why, call.misses, call.callback) == ("ask_number", "wrong", miss, "")
    assert advance(SCRIPT, call, Keyed("0115550134")).turn == "agent"


def test_what_is_promised():
    """The account only where it was proved, and where the caller was when he asked for a person."""
    call = advance(SCRIPT, replace(call_of("read_balance", proved=True, owed=OWED), at=FRIDAY_NIGHT), Keyed("0"))
    for key in ("3", "2", "4045550177", "1", "2"):
        call = advance(SCRIPT, call, Keyed(key))
    promised = promise_of(call, call.now())
    assert (promised.number, promised.part, str(promised.day)) == ("+14045550177", "afternoon", "2026-11-23")
    assert (promised.account_number, promised.turn, promised.language) == (ACCOUNT, "read_balance", "en")
    assert promise_of(replace(call, proved=False), call.now()).account_number == ""
    assert said(call)[0] == "no_agent.kept_afternoon"


def test_who_goes_on_alone_has_left_nothing():
    call = call_of("no_agent", left="ask_zip", proved=True, owed=OWED)
    assert advance(SCRIPT, call, Keyed("1")).left == ""
    assert advance(SCRIPT, replace(call, proved=False), Keyed("1")).left == ""


def test_calls_that_were_stored_before_have_promised_nothing():
    stored = '{"call_sid":"CA1","caller":"","line":"+17705550100","language":"en","turn":"no_agent","at":"x"}'
    call = Call.from_json(stored, biller())
    assert (call.left, call.callback, call.callback_day, call.callback_part) == ("", "", "", "")
