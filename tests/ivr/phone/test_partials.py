"""twilio.md 4: speech: partial results ("async; TwiML response ignored"), and its limits."""

import pytest

ASK = '<Response><Gather input="speech" action="/got" partialResultCallback="/part" {}/></Response>'
GOT = "<Response><Say>got it</Say></Response>"


@pytest.mark.rule("4.partial")
def test_every_word_is_told_before_the_result(rig, says):
    rigged = rig(ASK.format(""), got=GOT, part="<Response><Say>ignored</Say></Response>")
    call = rigged.call()
    call.say("pay my bill")
    assert says(call.listen()) == ["got it"]
    forms = rigged.app.at("/part")
    assert [form["UnstableSpeechResult"] for form in forms] == ["pay", "pay my", "pay my bill"]
    assert [form["SequenceNumber"] for form in forms] == ["0", "1", "2"]
    paths = [seen.url.rpartition("/")[2] for seen in rigged.app.seen]
    assert paths == ["voice", "part", "part", "part", "got"]


@pytest.mark.rule("4.partial")
@pytest.mark.parametrize(("attribute", "method"), [("", "POST"), ('partialResultCallbackMethod="GET"', "GET")])
def test_its_method(rig, attribute, method):
    rigged = rig(ASK.format(attribute), got=GOT, part="")
    rigged.call().say("yes")
    assert rigged.app.seen[1].method == method


@pytest.mark.rule("4.partial", "3.reply")
def test_one_that_fails_touches_nothing(rig, says):
    rigged = rig(ASK.format(""), got=GOT)
    call = rigged.call()
    call.say("yes")
    assert says(call.listen()) == ["got it"]
    assert [(finding.code, finding.level) for finding in call.findings] == [(15003, "warning")]


@pytest.mark.rule("4.11")
@pytest.mark.parametrize(("confidence", "told"), [(None, "0.9"), (0.2, "0.2"), (0.0, "0.0")])
def test_recognition_may_be_less_sure_this_once(rig, confidence, told):
    rigged = rig(ASK.format(""), got=GOT, part="")
    rigged.call().say("yes", confidence=confidence)
    (form,) = rigged.app.at("/got")
    assert form["Confidence"] == told


@pytest.mark.rule("4.10")
def test_speech_is_heard_for_60_seconds_at_most(rig):
    rigged = rig(ASK.format("").replace('partialResultCallback="/part"', ""), got=GOT)
    rigged.call().say("word " * 151)
    assert rigged.app.at("/got")[0]["SpeechResult"].count("word") == 150


@pytest.mark.rule("4.10", "4.hints")
@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ('speechTimeout="auto" speechModel="phone_call"', 1),
        ('speechTimeout="auto"', 0),
        ('speechTimeout="3" speechModel="phone_call"', 0),
        (f'hints="{",".join(["a"] * 501)}"', 1),
        (f'hints="{",".join(["a"] * 500)}"', 0),
        (f'hints="{"a" * 101}"', 1),
        ('hints="$OOV_CLASS_ALPHANUMERIC_SEQUENCE, pay my bill"', 0),
    ],
)
def test_what_speech_may_not_be_asked_with_is_a_finding(rig, attributes, found):
    call = rig(f'<Response><Gather input="speech" action="/got" {attributes}/></Response>').call()
    call.listen()
    assert [finding.code for finding in call.findings] == [12200] * found
    assert call.awaits == "Gather"
