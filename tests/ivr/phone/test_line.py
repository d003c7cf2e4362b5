"""The skin: how listening, keys and silence take their time."""

import pytest
from werkzeug.wrappers import Response

from ivr.phone import Options, PhoneError

GATHER = '<Response><Say>Welcome</Say><Gather action="/got" numDigits="1"><Say>Press one</Say></Gather></Response>'
AGAIN = '<Response><Say>You did</Say><Gather action="/got" numDigits="1"/></Response>'


def test_listen_gives_all_since_the_last_listen(rig, says):
    call = rig(GATHER, got=AGAIN).call()
    assert says(call.listen()) == ["Welcome", "Press one"]
    assert call.listen() == []
    call.press("1")
    assert says(call.listen()) == ["You did"]
    assert [heard.text for heard in call.heard] == ["Welcome", "Press one", "You did"]


def test_press_first_hears_what_there_is(rig, says):
    call = rig(GATHER, got=AGAIN).call()
    call.press("1")
    assert says(call.listen()) == ["Welcome", "Press one", "You did"]


def test_keys_during_a_say_outside_gather_are_dropped(rig):
    rigged = rig("<Response><Say>a b c d e</Say><Gather action='/got' numDigits='1'/></Response>", got=AGAIN)
    call = rigged.call()
    call.interrupt("1", after_s=0.5)
    assert [heard.interrupted for heard in call.listen()] == [False]
    assert (call.awaits, rigged.app.at("/got")) == ("Gather", [])


def test_keys_during_a_say_can_be_kept_for_the_next_gather(rig):
    twiml = "<Response><Say>a b c d e</Say><Gather action='/got' numDigits='1'/></Response>"
    rigged = rig(twiml, got=AGAIN, options=Options(keep_early_keys=True))
    rigged.call().interrupt("1", after_s=0.5)
    assert rigged.app.at("/got")[0]["Digits"] == "1"


@pytest.mark.parametrize(("keep", "entered"), [(False, ["1"]), (True, ["1", "2"])])
def test_keys_during_a_request_are_lost_unless_kept(rig, keep, entered):
    again = "<Response><Gather action='/got' numDigits='1'/></Response>"
    rigged = rig(again, got=again, options=Options(keep_early_keys=keep), latency_s=1.0)
    rigged.call().press("12")
    assert [form["Digits"] for form in rigged.app.at("/got")] == entered


def test_w_waits_half_a_second(rig):
    rigged = rig("<Response><Gather numDigits='3' action='/got'/></Response>", got="<Response/>")
    rigged.call().press("1w2W3")
    assert rigged.clock.tick() == pytest.approx(0.25 + 0.5 + 0.25 + 1.0)


@pytest.mark.parametrize("keys", ["", "12x", "card:gold", "1 2"])
def test_what_is_not_keys_is_refused_without_repeating_it(rig, keys):
    call = rig(GATHER).call()
    with pytest.raises(PhoneError, match="not keys") as refused:
        call.press(keys + "4000123412341234y")
    assert "4000123412341234" not in str(refused.value)


@pytest.mark.parametrize("action", ["press", "say", "silent", "interrupt", "press_star"])
def test_nothing_can_be_done_in_a_call_that_has_ended(rig, action):
    call = rig("<Response/>").call()
    call.listen()
    arguments = ["1"] if action in {"press", "say", "interrupt"} else []
    with pytest.raises(PhoneError, match=r"the call has ended \(completed\), after turn 1"):
        getattr(call, action)(*arguments)


def test_wait_is_exact(rig):
    rigged = rig("<Response><Say>a b c d e</Say><Pause length='10'/></Response>")
    call = rigged.call()
    call.wait(5)
    assert rigged.clock.tick() == 5.0
    assert [heard.kind for heard in call.listen()] == ["say", "pause"]
    assert rigged.clock.tick() == 12.0


def test_the_gaps_are_the_longest_silences(rig):
    twiml = (
        "<Response><Say>a b c d e</Say><Pause length='2'/><Gather timeout='4' action='/got'/><Say>f</Say></Response>"
    )
    call = rig(twiml, latency_s=0.5).call()
    call.silent()
    call.listen()
    assert (call.gaps.line_s, call.gaps.any_s) == (2.0, 6.0)
    assert call.gaps.total_s == pytest.approx(0.5 + 2 + 2 + 4 + 0.4)


def test_a_slow_request_is_a_gap_and_a_callback_is_not(rig):
    def slow(_):
        rigged.clock.pause(4)
        return "<Response/>"

    rigged = rig("<Response><Say>a</Say><Redirect>/slow</Redirect></Response>", slow=slow, status=slow)
    call = rigged.call(status_callback="https://line.example/status")
    call.listen()
    assert (call.turns[1].took_s, call.gaps.line_s) == (4.0, 4.0)


def test_a_key_ends_a_gap(rig):
    call = rig("<Response><Gather timeout='4' action='/got' numDigits='2'/></Response>", got="<Response/>").call()
    call.interrupt("1", after_s=3)
    call.interrupt("2", after_s=3)
    call.listen()
    assert call.gaps.any_s == 3.0


@pytest.mark.rule("3.limit")
@pytest.mark.parametrize(("slow_s", "code"), [(15.0, None), (15.1, 11200)])
def test_15_seconds_is_the_hard_limit(rig, slow_s, code):
    """ "15 s on every call-control request, overrides every other timer"."""

    def slow(_):
        rigged.clock.pause(slow_s)
        return "<Response/>"

    rigged = rig(slow)
    call = rigged.call()
    call.listen()
    assert (call.error.code if call.error else None) == code


def test_hang_up_in_the_middle_of_a_sentence(rig):
    rigged = rig(GATHER)
    call = rigged.call()
    call.wait(0.2)
    call.hang_up()
    (heard,) = call.listen()
    assert (heard.interrupted, heard.seconds, call.result) == (True, 0.2, "completed")


def test_requests_record_what_was_sent_and_answered(rig):
    call = rig(GATHER, got=Response("nope", 500)).call()
    call.press("1")
    call.listen()
    last = call.requests[-1]
    assert (last.number, last.purpose, last.verb, last.method, last.status) == (2, "document", "Gather", "POST", 500)
    assert (last.params["Digits"], last.body) == ("1", "nope")


def test_a_network_prints_no_secret(rig):
    rigged = rig(GATHER)
    assert "12345" not in repr(rigged.network).replace("clock", "")
    assert "secret" not in repr(rigged.network.connectors["Default"])
