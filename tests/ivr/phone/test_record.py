"""Twilio's page on Record: how a recording ends, and what is told of it."""

import pytest

from ivr.phone import PhoneError

GOT = "<Response><Say>thanks</Say></Response>"


@pytest.fixture
def recording(rig):
    def build(attributes=""):
        twiml = f'<Response><Record action="/got" {attributes}/><Say>after</Say></Response>'
        rigged = rig(twiml, got=GOT, ready="")
        return rigged, rigged.call()

    return build


@pytest.mark.rule("record.action")
def test_words_are_recorded_until_silence(recording, says):
    rigged, call = recording()
    call.say("one two three four five")
    assert says(call.listen()) == []
    call.silent()
    assert says(call.listen()) == ["thanks"]
    (form,) = rigged.app.at("/got")
    assert form["RecordingUrl"].startswith(
        f"https://api.twilio.com/2010-04-01/Accounts/{form['AccountSid']}/Recordings/RE"
    )
    assert (form["RecordingDuration"], "Digits" in form) == ("2", False)


@pytest.mark.rule("record.keys")
@pytest.mark.parametrize(
    ("attributes", "key", "told"),
    [("", "5", "5"), ("", "#", "#"), ('finishOnKey="*"', "*", "*"), ('finishOnKey="*"', "1*", "*")],
)
def test_a_key_ends_it(recording, attributes, key, told):
    """ "finishOnKey: any digit, #, *; default 1234567890*#"."""
    rigged, call = recording(attributes)
    call.say("hello")
    call.press(key)
    assert rigged.app.at("/got")[0]["Digits"] == told


@pytest.mark.rule("record.empty")
@pytest.mark.parametrize("key", ["", "#"])
def test_an_empty_recording_goes_on_with_the_next_verb(recording, says, key):
    """ "if Twilio receives an empty recording, it will not make a request to the action URL"."""
    rigged, call = recording()
    call.press(key) if key else call.silent()
    assert says(call.listen()) == ["after"]
    assert rigged.app.at("/got") == []


@pytest.mark.rule("record.hangup")
def test_hanging_up_ends_it_and_the_action_is_told(recording):
    rigged, call = recording()
    call.say("hello there")
    call.hang_up()
    assert (call.result, rigged.app.at("/got")[0]["Digits"]) == ("completed", "hangup")


@pytest.mark.rule("record.hangup", "record.empty")
def test_hanging_up_without_a_word_tells_nobody(recording):
    rigged, call = recording()
    call.wait(1)
    call.hang_up()
    assert (call.result, rigged.app.at("/got")) == ("completed", [])


@pytest.mark.rule("record.length")
def test_max_length_ends_it(recording, says):
    rigged, call = recording('maxLength="3"')
    call.say("one two three four five six seven eight nine ten eleven")
    assert says(call.listen()) == ["thanks"]
    assert rigged.app.at("/got")[0]["RecordingDuration"] == "3"


@pytest.mark.rule("record.timeout")
@pytest.mark.parametrize(("attributes", "waited_s"), [("", 5), ('timeout="2"', 2)])
def test_timeout_is_the_silence_that_ends_it(recording, attributes, waited_s):
    rigged, call = recording(f'playBeep="false" {attributes}')
    call.silent()
    assert rigged.clock.tick() == waited_s


@pytest.mark.rule("record.beep")
@pytest.mark.parametrize(("attributes", "heard"), [("", ["beep"]), ('playBeep="false"', [])])
def test_a_beep_begins_it(recording, attributes, heard):
    _, call = recording(attributes)
    assert [one.text for one in call.listen()] == heard


@pytest.mark.rule("record.status")
@pytest.mark.parametrize(("event", "told"), [("", 1), ('recordingStatusCallbackEvent="absent"', 0)])
def test_the_status_callback_comes_when_the_file_is_ready(recording, event, told):
    rigged, call = recording(f'recordingStatusCallback="/ready" {event}')
    call.say("hello there")
    call.press("#")
    call.listen()
    forms = rigged.app.at("/ready")
    assert len(forms) == told
    assert all(form["RecordingUrl"] == rigged.app.at("/got")[0]["RecordingUrl"] for form in forms)
    assert all(form["RecordingStatus"] == "completed" for form in forms)
    assert all(set(form).isdisjoint({"From", "To", "CallStatus"}) for form in forms)


@pytest.mark.rule("record.action")
def test_without_action_the_current_document_is_asked(rig, says):
    def voice(request):
        return (
            "<Response><Say>done</Say></Response>"
            if "RecordingUrl" in request.form
            else "<Response><Record/></Response>"
        )

    call = rig(voice).call()
    call.say("hello")
    call.press("#")
    assert says(call.listen()) == ["done"]


def test_words_where_nothing_listens_are_refused_with_the_place(rig):
    call = rig("<Response><Gather/></Response>").call()
    with pytest.raises(PhoneError, match=r"turn 1: <Gather> of https://line.example/voice does not listen to speech"):
        call.say("hello")
