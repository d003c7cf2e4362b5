"""advance: every kind of turn against every event, tries, the keys with one meaning, and the JSON of a call."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.call import Call, Dialed, Finished, Keyed, Owed, Paid, Silence
from ivr.scenes.paying import answers
from ivr.script import SCRIPT
from ivr.turns import TRIES_MAX, Ask, Do, End, Line, Menu, Pay, Script, Transfer, advance, go
from tests.ivr.line import ACCOUNT, biller, call_of

SUNDAY = "2026-11-22T15:05:00+00:00"
EVENTS = (Keyed("1"), Silence(), Paid("success", "sealed"), Finished("found"), Dialed("completed"))
CARD = "4" * 16
OWED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "")


def say(_call):
    return (Line("x.say"),)


def taken(turn):
    return lambda *_: go(turn)


def script_of(*more):
    return Script(
        Menu(name="menu", say=say, keys={"1": "ask", "5": lambda _call: go("ask", misses=2)}, back="done"),
        Ask(name="ask", say=say, digits=lambda _call: (3, 5), answer=taken("work"), to=("work",), back="menu"),
        Do(name="work", say=say, work="search", answer=taken("pay"), to=("pay",)),
        Pay(name="pay", say=say, answer=taken("agent"), to=("agent",)),
        Transfer(name="agent", say=say, answer=taken("goodbye"), to=("goodbye",)),
        Menu(name="no_agent", say=say, keys={"2": "goodbye"}, gives_up=taken("goodbye")),
        End(name="goodbye", say=say, result="completed"),
        End(name="done", say=say, result="completed"),
        *more,
    )


ENGINE = script_of()
LEADS = {
    ("menu", Keyed): "ask",
    ("menu", Silence): "menu",
    ("ask", Keyed): "ask",  # one digit does not fit
    ("ask", Silence): "ask",
    ("work", Finished): "pay",
    ("pay", Paid): "agent",
    ("agent", Dialed): "goodbye",
}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("turn", ["menu", "ask", "work", "pay", "agent", "goodbye"])
def test_a_turn_takes_its_own_events_and_no_others(turn, event):
    call = call_of(turn)
    leads_to = LEADS.get((turn, type(event)))
    if leads_to is None:
        with pytest.raises(ValueError, match=f"turn {turn} cannot take {type(event).__name__}"):
            advance(ENGINE, call, event)
    else:
        after = advance(ENGINE, call, event)
        assert (after.turn, after.number) == (leads_to, call.number + 1)


@pytest.mark.parametrize("turn", ["menu", "ask"])
@pytest.mark.parametrize("event", [Silence(), Keyed("7777777")], ids=["silence", "wrong"])
def test_three_misses_in_a_row_lead_to_a_person(turn, event):
    call = call_of(turn)
    for miss in range(1, TRIES_MAX):
        call = advance(ENGINE, call, event)
        assert (call.turn, call.misses) == (turn, miss)
    call = advance(ENGINE, call, event)
    assert (call.turn, call.why, call.misses) == ("agent", "no_answer", 0)


def test_silence_and_wrong_keys_count_together_and_a_good_answer_forgets_them():
    call = advance(ENGINE, call_of("menu"), Silence())
    call = advance(ENGINE, call, Keyed("6"))
    assert call.misses == 2
    assert advance(ENGINE, call, Keyed("1")).misses == 0
    assert advance(ENGINE, call, Silence()).turn == "agent"


def test_an_answer_may_count_a_miss_of_its_own():
    assert advance(ENGINE, call_of("menu"), Keyed("5")).misses == 2


def test_out_of_office_hours_giving_up_leads_to_what_can_be_done_without_a_person():
    call = replace(call_of("menu", misses=2), at=SUNDAY)
    assert advance(ENGINE, call, Silence()).turn == "no_agent"


@pytest.mark.parametrize("turn", ["menu", "ask"])
@pytest.mark.parametrize(("key", "why"), [("0", ""), ("9", "again"), ("*", "again")])
def test_the_keys_that_mean_the_same_everywhere(turn, key, why):
    leads_to = {"0": "agent", "9": turn, "*": {"menu": "done", "ask": "menu"}[turn]}
    after = advance(ENGINE, call_of(turn, misses=2), Keyed(key))
    assert (after.turn, after.why, after.misses) == (leads_to[key], why, 0)


@pytest.mark.parametrize("digits", ["012", "00000", "912", "99999", "0990"])
def test_in_an_ask_0_and_9_are_keys_only_as_the_whole_answer(digits):
    assert advance(ENGINE, call_of("ask"), Keyed(digits)).turn == "work"


WRONG = {
    "64 digits": "1" * 64,
    "five thousand digits": "1" * 5000,
    "unicode digits": "\uff11\uff12\uff13",
    "arabic digits": "\u0663\u0664\u0665",
    "a superscript": "12\u00b2",
    "a star inside": "12*4",
    "a pound inside": "12#4",
    "blanks": "1 23",
    "a sign": "-123",
    "letters": "12AB",
    "too short": "12",
    "too long": "123456",
    "empty": "",
    "two agents": "00",
    "two backs": "**",
}


@pytest.mark.parametrize("digits", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("turn", ["menu", "ask"])
def test_what_does_not_fit_is_asked_again_and_not_kept(turn, digits):
    before = call_of(turn)
    after = advance(ENGINE, before, Keyed(digits))
    assert after == replace(before, number=2, why="wrong", misses=1)


@pytest.mark.parametrize("name", [turn.name for turn in SCRIPT.turns if isinstance(turn, Ask)])
def test_no_ask_of_the_script_keeps_a_card_number(name):
    before = call_of(name, keyed=ACCOUNT, owed=OWED)
    after = advance(SCRIPT, before, Keyed(CARD))
    assert after == replace(before, number=2, why="wrong", misses=1)


@pytest.mark.parametrize("digits", ["0012345678", "9912345678"])
def test_accounts_that_begin_with_0_and_9_are_taken(digits):
    assert advance(SCRIPT, call_of("ask_account"), Keyed(digits)).keyed == digits


@pytest.mark.parametrize("digits", ["02134", "94110"])
def test_zips_that_begin_with_0_and_9_are_taken(digits):
    assert advance(SCRIPT, call_of("ask_zip", keyed=ACCOUNT), Keyed(digits)).proof == digits


@pytest.mark.parametrize(("cents", "why"), [("99", "too_little"), ("14251", "too_much"), ("999999999", "too_much")])
def test_an_amount_out_of_the_billers_limits_is_asked_again_with_the_reason_three_times(cents, why):
    call = call_of("ask_amount", owed=OWED)
    for miss in range(1, TRIES_MAX):
        call = advance(SCRIPT, call, Keyed(cents))
        assert (call.turn, call.why, call.misses, call.amount) == ("ask_amount", why, miss, 0)
    assert advance(SCRIPT, call, Keyed(cents)).turn == "agent"


@pytest.mark.parametrize(("cents", "amount"), [("100", 100), ("0100", 100), ("14250", 14_250)])
def test_an_amount_within_the_limits_is_confirmed(cents, amount):
    after = advance(SCRIPT, call_of("ask_amount", owed=OWED), Keyed(cents))
    assert (after.turn, after.amount, after.pays) == ("confirm_payment", amount, "other")


def test_a_key_that_is_not_open_now_is_wrong():
    call = call_of("read_balance", owed=replace(OWED, past_due=0))
    assert advance(SCRIPT, call, Keyed("2")).why == "wrong"
    one_language = call_of("greeting", of=biller(languages=("en",)))
    assert advance(SCRIPT, one_language, Keyed("2")).why == "wrong"


@pytest.mark.parametrize("ask", ["agree", "open_payment"])
def test_a_closed_way_opens_no_payment(ask):
    call = call_of("confirm_payment", owed=replace(OWED, closed_ways=("card",)), amount=100)
    assert getattr(answers, ask)(call).turn == "agent"


@pytest.mark.parametrize("ask", ["agree", "open_payment"])
@pytest.mark.parametrize(
    ("expires", "leads_to"), [("2026-11-19", "agent"), ("2026-11-20", "pay_card"), ("", "pay_card")]
)
def test_a_bill_past_its_last_day_is_paid_by_no_door(ask, expires, leads_to):
    call = call_of("confirm_payment", owed=replace(OWED, expires=expires, paid_today=()), amount=100)
    assert getattr(answers, ask)(call).turn == leads_to


@pytest.mark.parametrize(
    ("result", "token", "leads_to"),
    [
        ("success", "sealed", "charge"),
        ("success", "", "pay_left"),
        ("payment-connector-error", "", "pay_left"),
        ("payment-connector-error", "sealed", "pay_left"),
        ("caller-interrupted-with-star", "", "pay_left"),
        ("too-many-failed-attempts", "", "pay_left"),
        ("caller-hung-up", "", "goodbye"),
        ("", "", "pay_left"),
        ("a-word-that-twilio-has-not-invented-yet", "", "pay_left"),
    ],
)
def test_only_success_with_a_token_is_charged(result, token, leads_to):
    assert advance(SCRIPT, call_of("pay_card"), Paid(result, token)).turn == leads_to


def test_an_exit_that_leads_nowhere_is_refused():
    with pytest.raises(ValueError, match="these exits lead nowhere: lost -> nowhere"):
        script_of(Do(name="lost", say=say, work="search", answer=taken("nowhere"), to=("nowhere",)))


def test_a_menu_key_that_leads_nowhere_is_refused():
    with pytest.raises(ValueError, match="lost -> nowhere"):
        script_of(Menu(name="lost", say=say, keys={"1": "nowhere"}))


def test_a_back_that_leads_nowhere_is_refused():
    with pytest.raises(ValueError, match="lost -> nowhere"):
        script_of(Menu(name="lost", say=say, keys={}, back="nowhere"))


def test_two_turns_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two turns have one name"):
        script_of(End(name="ask", say=say, result="completed"))


def test_an_answer_that_leaves_its_row_is_refused():
    script = script_of(Do(name="stray", say=say, work="search", answer=taken("menu"), to=("ask",)))
    with pytest.raises(ValueError, match="turn stray led to menu, which its row does not name"):
        advance(script, call_of("stray"), Finished("found"))


def reached(start):
    found, ahead = set(), [start]
    while ahead:
        turn = SCRIPT[ahead.pop()]
        if turn.name not in found:
            found.add(turn.name)
            ahead += SCRIPT.all_exits(turn)
    return found


def test_every_turn_is_reachable_from_hello():
    assert set().union(*(reached(turn.name) for turn in SCRIPT.starts)) == {turn.name for turn in SCRIPT.turns}


def test_every_turn_can_reach_an_end():
    ends = {turn.name for turn in SCRIPT.turns if isinstance(turn, End)}
    assert {turn.name for turn in SCRIPT.turns if not reached(turn.name) & ends} == set()


CENTS = st.integers(-(10**11), 10**11)
TEXT = st.text(max_size=20)
BILLER = biller()
OWINGS = st.builds(
    Owed,
    account_number=TEXT,
    invoice_number=TEXT,
    owed=CENTS,
    past_due=CENTS,
    due=TEXT,
    as_of=TEXT,
    ours=CENTS,
    ours_today=st.booleans(),
    unsure=CENTS,
    closed_ways=st.lists(st.sampled_from(["card", "bank"])).map(tuple),
    flags_of=TEXT,
    paid_today=st.lists(CENTS).map(tuple),
    balance_seen=st.none() | CENTS,
    in_window=st.booleans(),
)
CALLS = st.builds(
    Call,
    call_sid=TEXT,
    caller=TEXT,
    line=TEXT,
    language=TEXT,
    turn=TEXT,
    at=TEXT,
    number=st.integers(1, 10**6),
    owed=st.none() | OWINGS,
    biller=st.just(BILLER),
    **dict.fromkeys(("why", "keyed", "proof", "pays", "card_ending", "confirmation"), TEXT),
    **dict.fromkeys(("misses", "searches", "attempt", "declines", "paid"), st.integers(0, 99)),
    amount=CENTS,
    proved=st.booleans(),
)


@given(CALLS)
def test_a_call_comes_back_from_its_json(call):
    again = Call.from_json(call.to_json(), BILLER)
    assert again == call
    assert again.biller is BILLER
    assert again.to_json() == call.to_json()


def test_a_field_that_a_deploy_dropped_is_left_behind():
    told = call_of(owed=OWED).to_json().replace('"why"', '"mood":"good","why"').replace('"due"', '"moon":1,"due"')
    assert Call.from_json(told, BILLER) == call_of(owed=OWED)


@given(st.lists(st.sampled_from([Silence(), *map(Keyed, ("1", "2", "3", "4", "0", "9", "*", CARD, ACCOUNT, "30236"))])))
def test_no_keys_lead_a_call_out_of_the_script_or_keep_a_card_number(events):
    call = call_of("greeting")
    for event in events:
        if not SCRIPT[call.turn].listens:
            break
        call = advance(SCRIPT, Call.from_json(call.to_json(), BILLER), event)
        assert call.turn in SCRIPT
        assert CARD not in call.to_json()
