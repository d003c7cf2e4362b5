"""twilio.md 10: answering machine detection, in both modes, in the foreground and in the background."""

import pytest

from ivr.phone import Callee, Options, Order

BASE = "https://line.example"
HELLO = "<Response><Say>hello</Say><Pause length='30'/></Response>"
MACHINE = Callee(answered_by="machine", detect_s=3, greeting_s=9)


@pytest.fixture
def dialled(rig):
    def build(callee, **wanted):
        rigged = rig(HELLO, options=Options(callee_plan=lambda _: callee), status="", verdict="")
        wanted = {"detection": "Enable", "status_callback": f"{BASE}/status"} | wanted
        call = rigged.network.place(Order("+17705550134", "+17705550100", f"{BASE}/voice", **wanted))
        return rigged, call

    return build


VERDICTS = [
    ("Enable", Callee(answered_by="human", detect_s=3), "human", 3),
    ("Enable", MACHINE, "machine_start", 3),
    ("Enable", Callee(answered_by="fax", detect_s=3), "fax", 3),
    ("Enable", Callee(answered_by="unknown", detect_s=3), "unknown", 3),
    ("Enable", Callee(detect_s=31), "unknown", 30),
    ("DetectMessageEnd", Callee(answered_by="human", detect_s=3), "human", 3),
    ("DetectMessageEnd", MACHINE, "machine_end_beep", 9),
    ("DetectMessageEnd", Callee(answered_by="machine", greeting_end="silence"), "machine_end_silence", 12),
    ("DetectMessageEnd", Callee(answered_by="machine", greeting_end="other"), "machine_end_other", 12),
    ("DetectMessageEnd", Callee(answered_by="machine", greeting_s=40), "unknown", 30),
    ("DetectMessageEnd", Callee(answered_by="fax", detect_s=3), "fax", 3),
]


@pytest.mark.rule("10.amd.verdicts", "10.amd.sync")
@pytest.mark.parametrize(("mode", "callee", "answered_by", "after_s"), VERDICTS)
def test_the_voice_url_is_asked_after_detection_with_its_verdict(dialled, mode, callee, answered_by, after_s):
    """ "Sync (default) BLOCKS: the voice URL is requested only after detection, with AnsweredBy"."""
    rigged, call = dialled(callee, detection=mode)
    call.wait(4 + after_s - 0.1)
    assert rigged.app.at("/voice") == []
    call.wait(0.1)
    assert [form["AnsweredBy"] for form in rigged.app.at("/voice")] == [answered_by]
    assert call.record.answered_by == answered_by
    call.listen()
    assert rigged.app.at("/status")[0]["AnsweredBy"] == answered_by


@pytest.mark.rule("10.amd.sync")
def test_the_far_end_hears_nothing_meanwhile(dialled):
    _, call = dialled(Callee(detect_s=5))
    call.wait(10)
    assert call.gaps.line_s == 5


@pytest.mark.rule("10.amd.async", "10.amd.verdicts")
@pytest.mark.parametrize(("mode", "callee", "answered_by", "after_s"), VERDICTS)
def test_in_the_background_the_voice_url_is_asked_at_once(dialled, mode, callee, answered_by, after_s):
    """ "verdict to async_amd_status_callback with CallSid, AccountSid, AnsweredBy, MachineDetectionDuration (ms)"."""
    rigged, call = dialled(callee, detection=mode, background=True, verdict_url=f"{BASE}/verdict")
    call.wait(4 + after_s - 0.1)
    assert "AnsweredBy" not in rigged.app.at("/voice")[0]
    assert rigged.app.at("/verdict") == []
    call.wait(0.1)
    (form,) = rigged.app.at("/verdict")
    assert form == {
        "CallSid": call.facts.call_sid,
        "AccountSid": call.facts.account_sid,
        "AnsweredBy": answered_by,
        "MachineDetectionDuration": str(after_s * 1000),
    }


@pytest.mark.rule("10.amd.21262")
def test_21262_in_the_background_without_a_callback(dialled):
    """ "Async without callback URL => warning 21262"."""
    _, call = dialled(MACHINE, background=True)
    call.listen()
    assert [(finding.code, finding.level) for finding in call.findings] == [(21262, "warning")]
    assert call.result == "completed"


@pytest.mark.rule("10.amd.timeout")
def test_the_timeout_is_a_choice_of_the_order(dialled):
    rigged, call = dialled(MACHINE, detection="DetectMessageEnd", detection_max_s=5)
    call.listen()
    assert rigged.app.at("/voice")[0]["AnsweredBy"] == "unknown"


@pytest.mark.rule("10.amd.sync")
def test_a_callee_who_hangs_up_during_detection_costs_no_document(dialled):
    rigged, call = dialled(MACHINE)
    call.wait(5)
    call.hang_up()
    assert (call.result, rigged.app.at("/voice")) == ("completed", [])


@pytest.mark.rule("10.amd.async")
def test_a_verdict_that_comes_after_the_end_still_comes(dialled):
    rigged, call = dialled(MACHINE, background=True, verdict_url=f"{BASE}/verdict", status_callback="")
    call.wait(4.5)
    call.hang_up()
    assert [form["AnsweredBy"] for form in rigged.app.at("/verdict")] == ["machine_start"]
