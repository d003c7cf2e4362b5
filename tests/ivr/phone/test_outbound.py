"""twilio.md 10: calls that the application asks for: the queue, the ringing, and how they end."""

import pytest
from twilio.base.exceptions import TwilioRestException

from ivr.phone import Callee, Options, Order, PhoneError
from ivr.phone.record import FINAL

BASE = "https://line.example"
THEM, US = "+17705550134", "+17705550100"
ALL = ["initiated", "ringing", "answered", "completed"]
HELLO = "<Response><Say>hello</Say></Response>"


@pytest.fixture
def placed(rig, client):
    """`placed(callee=..., url=...)`: a rig and the call that its client created."""

    def build(voice=HELLO, callee=None, options=None, **wanted):
        chosen = options or Options(callee_plan=lambda _: callee or Callee())
        rigged = rig(voice, options=chosen, status="", verdict="", fallback="<Response><Say>sorry</Say></Response>")
        wanted = {"to": THEM, "from_": US, "url": f"{BASE}/voice"} | wanted
        created = client(rigged).calls.create(**wanted)
        return rigged, rigged.network.calls[created.sid]

    return build


def events(rigged):
    return [(form["CallStatus"], form["SequenceNumber"]) for form in rigged.app.at("/status")]


@pytest.mark.rule("10.create")
def test_a_call_is_queued_then_rings_then_is_answered(placed, says):
    rigged, call = placed()
    assert (call.result, rigged.app.seen) == ("queued", [])
    call.wait(1)
    assert call.result == "ringing"
    assert says(call.listen()) == ["hello"]
    assert (call.result, call.facts.direction) == ("completed", "outbound-api")


@pytest.mark.rule("2.status.first")
def test_the_first_request_is_in_progress(placed):
    """ "First TwiML request: outbound-api = in-progress"."""
    rigged, call = placed()
    call.listen()
    (form,) = rigged.app.at("/voice")
    assert (form["CallStatus"], form["Direction"], form["To"], form["From"]) == (
        "in-progress", "outbound-api", THEM, US,
    )  # fmt: skip


@pytest.mark.rule("10.queue")
def test_one_call_a_second_goes_out(rig, client):
    """ "CPS: 1 call/s per account by default; excess is QUEUED (status queued, queue_time ms), not refused"."""
    rigged = rig(HELLO, status="")
    api = client(rigged)
    sids = [api.calls.create(to=THEM, from_=US, url=f"{BASE}/voice").sid for _ in range(3)]
    for sid in sids:
        rigged.network.calls[sid].wait(0)
    assert [api.calls(sid).fetch().status for sid in sids] == ["ringing", "queued", "queued"]
    for sid in sids:
        rigged.network.calls[sid].listen()
    assert [api.calls(sid).fetch().queue_time for sid in sids] != ["0", "0", "0"]
    assert {api.calls(sid).fetch().status for sid in sids} == {"completed"}


@pytest.mark.rule("10.queue")
def test_the_wait_is_for_the_second_that_is_free(rig):
    rigged = rig(HELLO, options=Options(calls_per_s=4))
    calls = [rigged.network.place(Order(THEM, US, f"{BASE}/voice")) for _ in range(3)]
    for call in calls:
        call.wait(0.3)
    assert [call.record.queue_ms for call in calls] == [0, 300, 600]  # driven one after the other


@pytest.mark.rule("10.queue.full")
def test_22005_a_queue_of_more_than_a_day(rig, client):
    rigged = rig(HELLO, options=Options(calls_per_s=1 / 86_400))
    api = client(rigged)
    api.calls.create(to=THEM, from_=US, url=f"{BASE}/voice")
    with pytest.raises(TwilioRestException) as refused:
        api.calls.create(to=THEM, from_=US, url=f"{BASE}/voice")
    assert refused.value.code == 22005


@pytest.mark.rule("10.unlimited")
def test_inbound_calls_are_not_limited(rig):
    rigged = rig(HELLO)
    for _ in range(3):
        rigged.call().listen()
    assert rigged.clock.tick() == pytest.approx(3 * 0.4)


@pytest.mark.rule("10.ends")
@pytest.mark.parametrize(
    ("callee", "told"),
    [
        (Callee("busy"), ["initiated", "ringing", "busy"]),
        (Callee("no-answer", ring_s=20), ["initiated", "ringing", "no-answer"]),
        (Callee("failed"), ["initiated", "failed"]),
        (Callee("completed"), ["initiated", "ringing", "in-progress", "completed"]),
    ],
)
def test_completed_fires_for_every_final_status(placed, callee, told):
    """ "`completed` fires for every terminal state with CallStatus completed|busy|failed|no-answer|canceled"."""
    rigged, call = placed(callee=callee, status_callback=f"{BASE}/status", status_callback_event=ALL)
    call.listen()
    assert events(rigged) == [(status, str(number)) for number, status in enumerate(told)]
    assert (call.ended, call.result in FINAL) == (True, True)


@pytest.mark.rule("10.callback.params")
@pytest.mark.parametrize(
    ("callee", "length", "sip"),
    [
        (Callee(), "1", "200"),
        (Callee("busy"), "0", "486"),
        (Callee("no-answer"), "0", "487"),
        (Callee("failed"), "0", "404"),
    ],
)
def test_what_the_last_callback_tells(placed, callee, length, sip):
    rigged, call = placed("<Response><Say>one two three</Say></Response>", callee, status_callback=f"{BASE}/status")
    call.listen()
    (form,) = rigged.app.at("/status")
    assert (form["CallDuration"], form["SipResponseCode"]) == (length, sip)
    assert form["CallbackSource"] == "call-progress-events"
    assert form["Timestamp"].startswith("Mon, 05 Jan 2026 15:00:")


@pytest.mark.rule("10.callback.default")
def test_only_completed_by_default(placed):
    rigged, call = placed(status_callback=f"{BASE}/status")
    call.listen()
    assert events(rigged) == [("completed", "0")]


@pytest.mark.rule("10.callback.default")
def test_only_the_events_that_were_asked_for(placed):
    rigged, call = placed(status_callback=f"{BASE}/status", status_callback_event=["answered", "ringing"])
    call.listen()
    assert events(rigged) == [("ringing", "0"), ("in-progress", "1")]


@pytest.mark.rule("10.timeout")
@pytest.mark.parametrize(("timeout", "result"), [(10, "completed"), (9, "no-answer")])
def test_timeout_is_how_long_it_rings(placed, timeout, result):
    _, call = placed(callee=Callee(ring_s=10), timeout=timeout)
    call.listen()
    assert call.result == result


@pytest.mark.rule("10.digits")
def test_send_digits_are_pressed_before_the_first_document(placed):
    """ "if given, MachineDetection is IGNORED"."""
    rigged, call = placed(send_digits="w1W#", machine_detection="Enable")
    heard = call.listen()
    assert (heard[0].kind, heard[0].text, heard[0].seconds) == ("tones", "w1W#", 2.5)
    assert "AnsweredBy" not in rigged.app.at("/voice")[0]


@pytest.mark.rule("10.time.limit")
def test_time_limit_ends_the_call_in_the_middle_of_a_verb(placed):
    rigged, call = placed("<Response><Pause length='60'/></Response>", time_limit=10, status_callback=f"{BASE}/status")
    call.listen()
    assert (call.result, rigged.app.at("/status")[0]["CallDuration"]) == ("completed", "10")


@pytest.mark.rule("10.twiml")
def test_inline_twiml_is_executed_without_a_request(placed, says):
    rigged, call = placed(url=None, twiml="<Response><Say>inline</Say></Response>")
    assert says(call.listen()) == ["inline"]
    assert rigged.app.seen == []


@pytest.mark.rule("10.twiml")
def test_where_both_are_given_twiml_is_ignored(placed, says):
    _, call = placed(twiml="<Response><Say>inline</Say></Response>")
    assert says(call.listen()) == ["hello"]


@pytest.mark.rule("4.13")
@pytest.mark.parametrize(
    ("verb", "action"),
    [("Gather", "/voice"), ("Gather", ""), ("Record", "/voice"), ("Record", "")],
)
def test_in_inline_twiml_an_action_must_be_absolute(placed, verb, action):
    """ "If the call was created/updated with inline twiml=, action URLs of Record/Gather/Pay must be ABSOLUTE"."""
    told = f'action="{action}"' if action else ""
    _, call = placed(url=None, twiml=f"<Response><{verb} {told} finishOnKey='#' input='speech'/></Response>")
    call.say("two words")
    call.silent() if verb == "Record" else None
    call.listen()
    assert (call.result, call.error.code) == ("failed", 11100)


@pytest.mark.rule("4.13")
def test_an_absolute_one_works(placed, says):
    _, call = placed(url=None, twiml=f'<Response><Gather numDigits="1" action="{BASE}/voice"/></Response>')
    call.press("1")
    assert says(call.listen()) == ["hello"]


@pytest.mark.rule("3.fallback")
@pytest.mark.parametrize("inline", [True, False])
def test_an_outbound_call_has_a_fallback_url_too(placed, says, inline):
    wanted = {"url": None, "twiml": "<Response>"} if inline else {}
    rigged, call = placed("<Response>", fallback_url=f"{BASE}/fallback", **wanted)
    assert says(call.listen()) == ["sorry"]
    assert rigged.app.at("/fallback")[0]["ErrorCode"] == "12100"


@pytest.mark.rule("10.method")
def test_methods_may_be_get(placed):
    rigged, call = placed(method="GET", status_callback=f"{BASE}/status", status_callback_method="GET")
    call.listen()
    assert [seen.method for seen in rigged.app.seen] == ["GET", "GET"]


@pytest.mark.rule("10.declined")
def test_a_callee_who_declines_is_busy(placed):
    _, call = placed(callee=Callee(ring_s=10))
    call.wait(2)
    call.hang_up()
    assert call.result == "busy"


def test_input_is_given_to_the_first_verb_that_waits(placed, says):
    _, call = placed(f'<Response><Gather numDigits="1" action="{BASE}/verdict"><Say>press</Say></Gather></Response>')
    call.press("1")
    assert says(call.heard) == ["press"]


def test_a_call_that_rang_in_vain_takes_no_keys(placed):
    _, call = placed(callee=Callee("busy"))
    with pytest.raises(PhoneError, match=r"cannot press: the call has ended \(busy\), after no turn"):
        call.press("1")
