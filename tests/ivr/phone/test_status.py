"""twilio.md 10 and 3: the status callback at the end."""

from email.utils import parsedate_to_datetime

import pytest
from werkzeug.wrappers import Response

STATUS = "https://line.example/status"


@pytest.mark.rule("10.callback.params")
def test_completed_tells_duration_number_and_time(rig):
    rigged = rig("<Response><Pause length='61'/><Say>a b c d e</Say></Response>", status="")
    call = rigged.call(status_callback=STATUS)
    call.listen()
    (form,) = rigged.app.at("/status")
    assert (form["CallStatus"], form["CallDuration"], form["Duration"]) == ("completed", "63", "2")
    assert (form["SequenceNumber"], form["CallbackSource"]) == ("0", "call-progress-events")
    assert parsedate_to_datetime(form["Timestamp"]) == rigged.clock.now()


@pytest.mark.rule("10.callback.default")
def test_it_is_sent_once_and_after_the_end(rig):
    rigged = rig("<Response><Say>a</Say></Response>", status="")
    call = rigged.call(status_callback=STATUS)
    call.hang_up()
    call.hang_up()
    call.listen()
    assert len(rigged.app.at("/status")) == 1
    assert call.requests[-1].purpose == "status"


@pytest.mark.rule("3.reply")
@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_15003_a_bad_reply_is_a_warning_and_the_call_unaffected(rig, status):
    rigged = rig("<Response/>", status=Response("", status))
    call = rigged.call(status_callback=STATUS)
    call.listen()
    assert call.result == "completed"
    assert [(finding.code, finding.level) for finding in call.findings] == [(15003, "warning")]


@pytest.mark.rule("3.reply")
@pytest.mark.parametrize("reply", [Response(status=204), "<Response/>"])
def test_204_or_an_empty_response_are_fine(rig, reply):
    call = rig("<Response/>", status=reply).call(status_callback=STATUS)
    call.listen()
    assert call.findings == []


@pytest.mark.rule("3.fatal")
def test_an_application_error_ends_as_failed(rig):
    rigged = rig("", status="")
    rigged.call(status_callback=STATUS).listen()
    assert rigged.app.at("/status")[0]["CallStatus"] == "failed"


@pytest.mark.rule("10.ends")
def test_hanging_up_before_the_answer_is_no_answer(rig):
    call = rig("<Response><Pause length='5'/><Say>a</Say></Response>").call()
    call.hang_up()
    assert call.result == "no-answer"
