"""twilio.md 10: `calls(sid).update`: "redirects a live call, interrupting the running verb"."""

import pytest
from twilio.base.exceptions import TwilioRestException

from ivr.phone import Callee, Options

BASE = "https://line.example"
THEM, US = "+17705550134", "+17705550100"
NEXT = "<Response><Say>elsewhere</Say></Response>"
VERBS = {
    "Say": "<Say>a b c d e f g h i j</Say>",
    "Play": "<Play>a.mp3</Play><Play>a.mp3</Play>",
    "Pause": "<Pause length='20'/>",
    "Gather": "<Gather action='/got' timeout='20'><Say>press</Say></Gather>",
    "Record": "<Record action='/got' timeout='20'/>",
    "Dial": "<Dial action='/got'>+1</Dial>",
    "Enqueue": "<Enqueue waitUrl=''>line</Enqueue>",
    "Pay": "<Pay action='/got' statusCallback='/status'/>",
}


@pytest.fixture
def live(rig, client):
    """`live(verb)`: an inbound call three seconds into the verb, and the client."""

    def build(verbs="<Pause length='20'/>", **pages):
        rigged = rig(f"<Response>{verbs}<Say>after</Say></Response>", next=NEXT, status="", got="<Response/>", **pages)
        call = rigged.call(status_callback=f"{BASE}/status")
        call.wait(2.5)
        return rigged, call, client(rigged).calls(call.facts.call_sid)

    return build


@pytest.mark.rule("10.update.redirect")
@pytest.mark.parametrize("verb", VERBS)
def test_a_url_takes_the_call_out_of_the_verb(live, says, verb):
    """ "Pause, Gather: its action is NOT called"."""
    rigged, call, resource = live(VERBS[verb])
    assert resource.update(url=f"{BASE}/next").status == "in-progress"
    assert says(call.listen())[-1] == "elsewhere"
    assert (call.result, rigged.app.at("/got"), "after" in says(call.heard)) == ("completed", [], False)
    assert rigged.app.at("/next")[0]["CallStatus"] == "in-progress"


@pytest.mark.rule("10.update.redirect")
def test_what_was_heard_is_cut_short(live):
    _, call, resource = live("<Say>a b c d e f g h i j</Say>")
    resource.update(url=f"{BASE}/next")
    first = call.listen()[0]
    assert (first.text, first.interrupted, first.seconds) == ("a b c d e f g h i j", True, 2.5)


@pytest.mark.rule("10.update.twiml")
def test_twiml_is_executed_in_its_place(live, says):
    rigged, call, resource = live()
    resource.update(twiml="<Response><Say>inline</Say></Response>")
    assert says(call.listen()) == ["inline"]
    assert len(rigged.app.at("/voice")) == 1


@pytest.mark.rule("10.update.twiml")
def test_32018_inline_twiml_of_more_than_4000_characters(live):
    _, _, resource = live()
    with pytest.raises(TwilioRestException) as refused:
        resource.update(twiml=f"<Response><Say>{'a' * 4000}</Say></Response>")
    assert refused.value.code == 32018


@pytest.mark.rule("10.update.redirect")
def test_the_method_may_be_get(live):
    rigged, call, resource = live()
    resource.update(url=f"{BASE}/next?a=1", method="GET")
    call.listen()
    (seen,) = [seen for seen in rigged.app.seen if "/next" in seen.url]
    assert (seen.method, "CallSid=" in seen.url) == ("GET", True)


@pytest.mark.rule("10.update.end")
@pytest.mark.parametrize("verb", VERBS)
def test_completed_ends_a_live_call(live, verb):
    rigged, call, resource = live(VERBS[verb])
    assert resource.update(status="completed").status == "completed"
    call.listen()
    assert (call.ended, call.result) == (True, "completed")
    assert rigged.app.at("/got") == []
    assert rigged.app.at("/status")[-1]["CallStatus"] == "completed"


@pytest.mark.rule("10.update.end")
def test_canceled_leaves_a_live_call_as_it_is(live, says):
    """ "canceled only for queued/ringing, completed for live"."""
    _, call, resource = live()
    assert resource.update(status="canceled").status == "in-progress"
    assert says(call.listen()) == ["after"]


@pytest.mark.rule("10.update.finished")
@pytest.mark.parametrize("change", [{"url": f"{BASE}/next"}, {"status": "completed"}, {"twiml": "<Response/>"}])
def test_21220_a_finished_call(live, change):
    """ "update on a finished call is an error (21220)"."""
    _, call, resource = live()
    call.hang_up()
    with pytest.raises(TwilioRestException) as refused:
        resource.update(**change)
    assert (refused.value.status, refused.value.code) == (400, 21220)


@pytest.mark.rule("10.update.finished")
def test_21220_a_call_that_is_about_to_be_finished(live):
    _, _, resource = live()
    resource.update(status="completed")
    with pytest.raises(TwilioRestException, match="Cannot redirect"):
        resource.update(url=f"{BASE}/next")


@pytest.mark.parametrize("change", [{"time_limit": 5}, {}, {"url": "nowhere"}])
def test_an_update_that_would_do_nothing_is_refused(live, change):
    _, _, resource = live()
    with pytest.raises(TwilioRestException):
        resource.update(**change)


@pytest.fixture
def outbound(rig, client):
    def build(waited_s):
        rigged = rig(NEXT, options=Options(callee_plan=lambda _: Callee(ring_s=10)), status="")
        api = client(rigged)
        events = ["initiated", "ringing", "answered", "completed"]
        wanted = {"from_": US, "url": f"{BASE}/voice", "status_callback": f"{BASE}/status"}
        api.calls.create(to="+17705550199", **wanted)  # it holds the queue for a second
        sid = api.calls.create(to=THEM, status_callback_event=events, **wanted).sid
        call = rigged.network.calls[sid]
        if waited_s:
            call.wait(waited_s)
        return rigged, call, api.calls(sid)

    return build


@pytest.mark.rule("2.canceled", "10.update.end")
@pytest.mark.parametrize("waited_s", [0, 0.5])
@pytest.mark.parametrize("status", ["canceled", "completed"])
def test_canceled_in_the_queue_is_told_to_nobody(outbound, waited_s, status):
    """ "Cancelled while still queued => NO status callbacks at all"."""
    rigged, call, resource = outbound(waited_s)
    assert resource.update(status=status).status == "canceled"
    call.listen()
    assert (call.result, rigged.app.seen) == ("canceled", [])


@pytest.mark.rule("10.update.end")
def test_canceled_while_it_rings(outbound):
    rigged, call, resource = outbound(5)
    assert resource.fetch().status == "ringing"
    assert resource.update(status="canceled").status == "canceled"
    call.listen()
    assert call.result == "canceled"
    assert [form["CallStatus"] for form in rigged.app.at("/status")] == ["initiated", "ringing", "canceled"]


@pytest.mark.rule("10.update.finished")
@pytest.mark.parametrize("waited_s", [0, 5])
def test_21220_a_call_that_is_not_answered_cannot_be_redirected(outbound, waited_s):
    _, _, resource = outbound(waited_s)
    with pytest.raises(TwilioRestException) as refused:
        resource.update(url=f"{BASE}/next")
    assert refused.value.code == 21220


@pytest.mark.rule("10.update.redirect")
def test_an_application_may_update_the_call_from_inside_its_own_webhook(rig, client, says):
    def voice(request):
        api.calls(request.form["CallSid"]).update(url=f"{BASE}/next")
        return "<Response><Say>never</Say></Response>"

    rigged = rig(voice, next=NEXT)
    api = client(rigged)
    assert says(rigged.call().listen()) == ["elsewhere"]


@pytest.mark.rule("10.amd.async", "10.update.redirect")
def test_a_verdict_in_the_background_may_take_the_call_elsewhere(rig, client, says):
    def verdict(request):
        api.calls(request.form["CallSid"]).update(url=f"{BASE}/next")
        return ""

    options = Options(callee_plan=lambda _: Callee(answered_by="machine", detect_s=3))
    rigged = rig("<Response><Say>a b c d e f g h i j k</Say></Response>", options=options, verdict=verdict, next=NEXT)
    api = client(rigged)
    wanted = {"machine_detection": "Enable", "async_amd": "true", "async_amd_status_callback": f"{BASE}/verdict"}
    sid = api.calls.create(to=THEM, from_=US, url=f"{BASE}/voice", **wanted).sid
    heard = rigged.network.calls[sid].listen()
    assert says(heard) == ["a b c d e f g h i j k", "elsewhere"]
    assert (heard[0].interrupted, heard[0].seconds) == (True, 3.0)
