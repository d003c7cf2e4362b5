"""What the agent learns before they speak: whispered, in SIP headers or on the screen, and only what was proved."""

import hmac
import json
from dataclasses import replace

import pytest
from lxml import etree

from integration.errors import Refused, Unavailable
from integration.sandbox.box import LINE_URL
from integration.settings import SHIPPED_PROMPTS
from ivr.call import Call, Finished, Keyed, Owed
from ivr.desk import Desk
from ivr.phone import DialAnswer, Options
from ivr.scenes.common import barred
from ivr.scenes.opening.answers import begin
from ivr.scenes.people.known import PLACES, known, sip_address, whisper
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.turns import advance
from ivr.twiml import Renderer
from tests.ivr.line import ACCOUNT, NUMBER, biller, call_of, open_line

AGENT = {"number": "+17705550199", "hours": "always"}
WHISPER = AGENT | {"way": "whisper"}
SCREEN = {"url": "http://screen.box/pop", "key": "box-screen-key"}
POP = AGENT | {"way": "screen_pop", "screen_pop": SCREEN}
OWED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "")
PROVED = {"proved": True, "owed": OWED, "keyed": ACCOUNT, "amount": 4_250, "card_ending": "1111"}
SPEECH = Speech.load(SHIPPED_PROMPTS, ["en", "es"])


@pytest.mark.parametrize("left", PLACES)
def test_nothing_is_told_that_was_not_proved(left):
    call = call_of("agent", of=biller(agent=WHISPER), **PROVED | {"proved": False}, left=left)
    assert known(call) == {"turn": left, "language": "en"}
    told = "".join(f"{line.key} {line.values}" for line in whisper(call)) + sip_address(call)
    assert ACCOUNT not in told
    assert "4250" not in told
    assert "whisper.not_proved" in told


@pytest.mark.parametrize(("left", "cents"), [("read_balance", 14_250), ("confirm_payment", 4_250), ("declined", 4_250)])
def test_the_amount_is_the_chosen_one_where_one_is_chosen_else_what_is_owed(left, cents):
    call = call_of("agent", **PROVED, left=left)
    assert known(call) == {"account": ACCOUNT, "turn": left, "amount_cents": str(cents), "language": "en"}
    assert {line.values.get("amount") for line in whisper(call)} == {None, cents}


def test_a_whisper_is_in_the_billers_first_language_and_says_the_key_last():
    call = replace(call_of("agent", of=biller(agent=WHISPER | {"press_to_take": True}), left="receipt"), language="es")
    assert {line.language for line in whisper(call)} == {"en"}
    assert [line.key for line in whisper(call)][-2:] == ["whisper.speaks_es", "whisper.take"]


def test_every_turn_that_is_told_of_is_in_the_script():
    assert [turn for turn in PLACES if turn not in SCRIPT] == []


@pytest.mark.parametrize("way", [WHISPER, AGENT | {"way": "sip", "sip": "sip:line@pbx.example"}, POP, AGENT])
def test_no_way_leaves_a_caller_in_the_cache(way):
    renderer = Renderer(SCRIPT, SPEECH, LINE_URL)
    renderer.render(call_of("agent", of=biller(agent=way), **PROVED, left="read_balance"))
    assert ACCOUNT not in "".join(mould._text for mould in renderer._moulds.values())


def dialled(agent, **facts):
    renderer = Renderer(SCRIPT, SPEECH, LINE_URL)
    document = renderer.render(call_of("agent", of=biller(agent=agent), number=7, left="read_balance", **facts)).twiml
    (dial,) = etree.fromstring(document).iter("Dial")
    return dial


def test_what_is_dialled():
    (number,) = dialled(WHISPER)
    assert (number.tag, number.text, number.get("url")) == (
        "Number",
        NUMBER[:-2] + "99",
        f"{LINE_URL}/voice/whisper/agent/7",
    )
    (sip,) = dialled(AGENT | {"way": "sip", "sip": "sip:line@pbx.example"}, **PROVED)
    headers = "X-Turn=read_balance&X-Language=en&X-Account=0012345678&X-Amount-Cents=14250"
    assert (sip.tag, sip.text) == ("Sip", f"sip:line@pbx.example?{headers}")
    assert dialled(POP).text == dialled(AGENT).text == AGENT["number"]


@pytest.mark.parametrize(
    ("press", "keys", "connected"), [(True, "1", True), (True, "2", False), (True, "", False), (False, "", True)]
)
def test_the_agent_takes_the_call_with_1_where_a_key_takes_it(clock, press, keys, connected):
    options = Options(dial_plan=lambda _number: DialAnswer("completed", keys=keys))
    terms = {"agent": WHISPER | {"press_to_take": press}}
    with open_line(clock, terms=terms, options=options) as line:
        call = line.call()
        call.listen()
        call.press("0")
        said = " ".join(heard.text for heard in call.listen())
        assert ("I could not reach anybody" not in said) is connected
        assert call.findings == []


def whispered(line, caller, **fields):
    """What the phone company gets for the agent's leg."""
    leg = {"CallSid": "CA" + "f" * 32, "ParentCallSid": caller.call_sid, "To": AGENT["number"]}
    return line.post("/voice/whisper/agent/2", caller.form | leg | fields)


def test_whoever_asks_for_a_whisper_must_be_the_agents_leg_of_that_call(clock):
    with open_line(clock, terms={"agent": WHISPER}) as line:
        caller = line.knock()
        caller.go()
        caller.keys("0")
        assert "has not proved an account" in whispered(line, caller).text
        assert whispered(line, caller, To="+17705550111").status_code == 403
        assert whispered(line, caller, ParentCallSid="nobody").status_code == 403
        unknown = whispered(line, caller, ParentCallSid="CA" + "e" * 32)
        assert (unknown.status_code, etree.fromstring(unknown.data).getchildren()) == (
            200,
            [],
        )  # connected all the same


@pytest.mark.parametrize("turn", ["read_balance", "ask_zip"])
def test_a_screen_is_told_before_the_agent_is_rung_from_every_turn(turn):
    after = advance(SCRIPT, call_of(turn, of=biller(agent=POP), **PROVED), Keyed("0"))
    assert (after.turn, after.left) == ("tell_agent", turn)
    told = advance(SCRIPT, replace(after, why="no_answer"), Finished("done"))
    assert (told.turn, told.why) == ("agent", "no_answer")


def test_a_closed_line_tells_the_screen_too():
    of = biller(agent=POP, hours="Sat 08:00-12:00")
    assert (begin(call_of("", of=of)).turn, begin(call_of("", of=of)).why) == ("tell_agent", "line_closed")


def test_what_the_screen_is_told_is_signed_and_expires(clock):
    with open_line(clock, terms={"agent": POP}) as line:
        done = Desk(line.box.site).do("pop_screen", call_of("tell_agent", of=line.box.biller, **PROVED, left="receipt"))
        ((body, signature),) = line.box.screen.told
    assert done.finished.word == "done"
    assert signature == "sha256=" + hmac.digest(b"box-screen-key", body, "sha256").hex()
    assert json.loads(body) == {
        "call_sid": "CA" + "1" * 32,
        "turn": "receipt",
        "language": "en",
        "account": ACCOUNT,
        "amount_cents": "4250",
        "expires_at": "2026-11-20T15:06:00+00:00",
    }


def test_a_screen_that_is_away_keeps_no_caller_waiting(clock):
    with open_line(clock, terms={"agent": POP}) as line:
        line.box.screen.is_away = True
        caller = line.knock()
        caller.go()
        assert "<Dial" in caller.keys("0")
        assert [(row.asked, row.ended) for row in line.rows("questions")] == [("agents' screen", "refused")]


class NoWire:
    def exchange(self, request, *, deadline_s):
        from integration.ports import AnswerLost  # noqa: PLC0415 - only this one loses answers

        raise AnswerLost(f"{request.url} did not answer within {deadline_s:g} s")


def test_what_befalls_a_screen_is_told_by_its_name(clock):
    with open_line(clock, terms={"agent": POP}) as line:
        site = replace(line.box.site, screen_wire=lambda _biller: NoWire(), _screens={})
        with pytest.raises(Unavailable, match="did not answer within 2 s"):
            site.screen("1368").pop("CA1", {}, clock.now())
        line.box.screen.is_away = True
        with pytest.raises(Refused, match="answered 503"):
            line.box.site.screen("1368").pop("CA1", {}, clock.now())


@pytest.mark.parametrize("why", ["cash_only", "no_card", "expired", "flags_unknown"])
def test_why_nothing_can_be_paid_is_told_where_a_key_cuts_it_short(why):
    owed = replace(OWED, expires="2026-11-19", flags_of="2026-11-18")
    told = barred(call_of("find_balance", of=biller(agent=AGENT)), why, {"owed": owed})
    call = replace(call_of("find_balance", of=biller(agent=AGENT)), turn=told.turn, why=told.why, **told.changes)
    again = advance(SCRIPT, call, Keyed("9"))
    for heard in (call, again, Call.from_json(again.to_json(), again.biller)):
        assert f"agent.{why}" in [line.key for line in SCRIPT["not_payable"].say(heard)]
    after = advance(SCRIPT, again, Keyed("1"))
    assert (after.turn, after.left) == ("agent", "find_balance")
    assert [line.key for line in SCRIPT["agent"].say(after)] == ["agent.say"]


def test_where_nobody_is_there_no_agent_tells_it_itself():
    call = call_of("find_balance", of=biller(agent=AGENT | {"hours": "Sat 03:00-03:01"}), owed=OWED)
    told = barred(call, "cash_only")
    lines = SCRIPT["no_agent"].say(replace(call, turn=told.turn, why=told.why, **told.changes))
    assert "agent.cash_only" in [line.key for line in lines]
