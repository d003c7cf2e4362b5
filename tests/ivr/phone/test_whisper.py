"""Twilio, TwiML Voice: <Number>: what the far end of a Dial hears before the two are connected."""

import pytest

from ivr.phone import DialAnswer, Options

AFTER = "<Response><Say>after</Say></Response>"
SCREEN = (
    '<Response><Gather action="/choice" numDigits="1"><Say>a payer in need press one</Say></Gather><Hangup/></Response>'
)


@pytest.fixture
def screened(rig):
    """`screened(keys)`: a call that dials an agent who hears a document first, and presses these keys."""

    def build(keys="", whisper="<Response><Say>a payer</Say></Response>", attributes="", noun="Number", **pages):
        options = Options(dial_plan=lambda _: DialAnswer("completed", 4, 30, keys))
        twiml = (
            f'<Response><Dial action="/after" {attributes}>'
            f'<{noun} url="/whisper">+17705550199</{noun}></Dial></Response>'
        )
        rigged = rig(twiml, options=options, whisper=whisper, after=AFTER, **pages)
        return rigged, rigged.call()

    return build


def outcome(rigged):
    (form,) = rigged.app.at("/after")
    return form["DialCallStatus"], form["DialBridged"], form["DialCallDuration"]


@pytest.mark.rule("number.url")
def test_the_far_end_hears_its_document_and_the_caller_hears_ringing(screened):
    rigged, call = screened()
    heard = [(one.kind, one.text, one.seconds) for one in call.listen()]
    assert heard[:3] == [("dial", "+17705550199", 4), ("whisper", "a payer", 0.8), ("dial", "+17705550199", 30)]
    assert outcome(rigged) == ("completed", "true", "30")


@pytest.mark.rule("number.url")
def test_the_document_is_asked_for_in_the_name_of_the_far_end(screened):
    rigged, call = screened(attributes='callerId="+17705550100"')
    call.listen()
    (asked,), (after,) = rigged.app.at("/whisper"), rigged.app.at("/after")
    told = {name: asked[name] for name in ("CallSid", "ParentCallSid", "From", "To", "Direction", "CallStatus")}
    assert told == {
        "CallSid": after["DialCallSid"],
        "ParentCallSid": after["CallSid"],
        "From": "+17705550100",
        "To": "+17705550199",
        "Direction": "outbound-dial",
        "CallStatus": "in-progress",
    }
    assert [turn.url.rpartition("/")[2] for turn in call.turns] == ["voice", "after"]


@pytest.mark.rule("number.url")
@pytest.mark.parametrize(
    ("keys", "expected"),
    [("1", ("completed", "true", "30")), ("2", ("no-answer", "false", "0")), ("", ("no-answer", "false", "0"))],
)
def test_the_far_end_may_decline(screened, keys, expected):
    """ "provide a chance to decline the phone call using <Gather> and <Hangup>"."""

    def choice(request):
        return "<Response/>" if request.form["Digits"] == "1" else "<Response><Hangup/></Response>"

    rigged, call = screened(keys, SCREEN, choice=choice)
    call.listen()
    assert outcome(rigged) == expected


@pytest.mark.rule("number.url")
def test_the_next_in_line_is_rung_where_one_declines(rig):
    answers = {"+1": DialAnswer("completed", 1, 30), "+2": DialAnswer("completed", 1, 20)}
    twiml = (
        '<Response><Dial action="/after" sequential="true">'
        '<Number url="/no">+1</Number><Number>+2</Number><Number>+3</Number></Dial></Response>'
    )
    options = Options(dial_plan=lambda number: answers.get(number, DialAnswer()))
    rigged = rig(twiml, options=options, no="<Response><Hangup/></Response>", after=AFTER)
    heard = [one.text for one in rigged.call().listen() if one.kind == "dial"]
    assert heard == ["+1", "+2"]
    assert outcome(rigged) == ("completed", "true", "20")


@pytest.mark.rule("number.url")
@pytest.mark.parametrize("answered_on_bridge", ["true", "false"])
def test_the_call_is_answered_when_the_two_are_connected(screened, answered_on_bridge):
    _, call = screened(
        whisper="<Response><Pause length='10'/></Response>", attributes=f'answerOnBridge="{answered_on_bridge}"'
    )
    call.wait(8)
    call.hang_up()
    assert call.result == ("no-answer" if answered_on_bridge == "true" else "completed")


@pytest.mark.rule("number.url")
@pytest.mark.parametrize(
    ("whisper", "code"),
    [("<Response>", 12100), ("<Response><Dial>+1</Dial></Response>", 12200)],
)
def test_a_document_that_is_wrong_is_a_finding(screened, whisper, code):
    """ "not allowed to contain the <Dial> verb": passed over; a document that cannot be read declines."""
    rigged, call = screened(whisper=whisper)
    call.listen()
    assert code in [finding.code for finding in call.findings]
    assert outcome(rigged)[1] == ("true" if code == 12200 else "false")


@pytest.mark.rule("number.url")
def test_what_a_noun_asks_for_and_is_not_simulated_is_said(rig):
    call = rig('<Response><Dial><Number statusCallback="/s">+1</Number></Dial></Response>').call()
    call.listen()
    assert [(one.code, one.text) for one in call.findings] == [(0, "<Number statusCallback> is not simulated")]
