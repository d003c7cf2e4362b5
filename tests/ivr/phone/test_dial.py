"""twilio.md 7: Dial."""

import pytest

from ivr.phone import DialAnswer, Options

AFTER = "<Response><Say>after</Say></Response>"


@pytest.mark.rule("7.dial.nouns")
@pytest.mark.parametrize(
    "inside", ["+17705550199", "<Number>+17705550199</Number>", "\n <Number> +17705550199 </Number>\n"]
)
def test_the_number_is_rung(rig, inside):
    (heard,) = rig(f"<Response><Dial>{inside}</Dial></Response>").call().listen()
    assert (heard.kind, heard.text) == ("dial", "+17705550199")


@pytest.mark.rule("7.dial.params", "7.dial.status")
@pytest.mark.parametrize(
    ("answer", "duration", "bridged"),
    [
        (DialAnswer("completed", 4, 30), "30", "true"),
        (DialAnswer("busy", 1, 0), "0", "false"),
        (DialAnswer("no-answer", 20, 0), "0", "false"),
        (DialAnswer("failed", 0, 0), "0", "false"),
        (DialAnswer("canceled", 2, 0), "0", "false"),
    ],
)
def test_the_action_is_told_how_it_went(rig, answer, duration, bridged):
    options = Options(dial_plan=lambda _: answer)
    rigged = rig('<Response><Dial action="/after">+1</Dial><Say>never</Say></Response>', options=options, after=AFTER)
    call = rigged.call()
    assert [heard.text for heard in call.listen()] == ["+1", "after"]
    (form,) = rigged.app.at("/after")
    assert form["DialCallStatus"] == answer.status
    assert (form["DialCallDuration"], form["DialBridged"]) == (duration, bridged)
    assert form["DialCallSid"].startswith("CA")
    assert form["DialCallSid"] != form["CallSid"]
    assert rigged.clock.tick() == pytest.approx(answer.ring_s + (30 if bridged == "true" else 0) + 0.4)


@pytest.mark.rule("7.dial.action")
def test_without_action_it_falls_through_to_the_next_verb(rig, says):
    """ "NOT current-document default, unlike Gather/Record/Pay"."""
    call = rig("<Response><Dial>+1</Dial><Say>next</Say></Response>").call()
    assert says(call.listen()) == ["next"]
    assert len(call.turns) == 1


@pytest.mark.rule("7.dial.timeout")
def test_timeout_ends_the_ringing(rig):
    options = Options(dial_plan=lambda _: DialAnswer("completed", 31, 30))
    rigged = rig('<Response><Dial action="/after">+1</Dial></Response>', options=options, after=AFTER)
    rigged.call().listen()
    assert rigged.app.at("/after")[0]["DialCallStatus"] == "no-answer"


def test_the_plan_sees_the_number(rig):
    rung = []

    def plan(number):
        rung.append(number)
        return DialAnswer()

    rig("<Response><Dial>+17705550199</Dial></Response>", options=Options(dial_plan=plan)).call().listen()
    assert rung == ["+17705550199"]


@pytest.mark.rule("7.dial.hangup")
def test_if_the_original_caller_hangs_up_the_following_verbs_do_not_run(rig):
    rigged = rig('<Response><Dial action="/after">+1</Dial></Response>', after=AFTER)
    call = rigged.call()
    call.wait(10)
    call.hang_up()
    (heard,) = call.listen()
    assert (heard.interrupted, heard.seconds, call.result) == (True, 10.0, "completed")
    assert rigged.app.at("/after") == []


@pytest.mark.rule("7.dial.nouns")
@pytest.mark.parametrize(
    ("noun", "address"),
    [
        ("<Number>+1</Number>", "+1"),
        ("<Sip>sip:a@b.example</Sip>", "sip:a@b.example"),
        ("<Client>alice</Client>", "client:alice"),
        ("<Conference>room</Conference>", "conference:room"),
        ("<Queue>support</Queue>", "queue:support"),
        ("<Sim>DE1</Sim>", "sim:DE1"),
        ("<WhatsApp>+1</WhatsApp>", "whatsapp:+1"),
    ],
)
def test_each_noun_has_an_address_in_the_plan(rig, noun, address):
    rung = []

    def plan(number):
        rung.append(number)
        return DialAnswer()

    call = rig(f"<Response><Dial>{noun}</Dial></Response>", options=Options(dial_plan=plan)).call()
    assert [heard.text for heard in call.listen()] == rung == [address]


@pytest.mark.rule("7.dial.nouns")
def test_an_unknown_noun_is_warned_of_and_not_rung(rig):
    call = rig("<Response><Dial><Pigeon>a</Pigeon><Number>+17705550199</Number></Dial></Response>").call()
    assert [heard.text for heard in call.listen()] == ["+17705550199"]
    assert [finding.code for finding in call.findings] == [12200]


@pytest.mark.rule("7.dial.reason")
@pytest.mark.parametrize(("length", "codes"), [(50, []), (51, [12200])])
def test_a_call_reason_has_at_most_50_characters(rig, length, codes):
    call = rig(f'<Response><Dial callReason="{"x" * length}">+17705550199</Dial></Response>').call()
    call.listen()
    assert [finding.code for finding in call.findings] == codes


@pytest.mark.rule("7.dial.params")
@pytest.mark.parametrize(
    ("noun", "told"), [("<Conference>room</Conference>", False), ("<Sip>sip:a@b.example</Sip>", True)]
)
def test_a_conference_has_no_duration(rig, noun, told):
    """ "DialCallDuration (not for conference)"."""
    rigged = rig(f'<Response><Dial action="/after">{noun}</Dial></Response>', after=AFTER)
    rigged.call().listen()
    (form,) = rigged.app.at("/after")
    assert ("DialCallDuration" in form) is told
    assert form["DialCallStatus"] == "completed"


SEVERAL = "<Number>+1</Number><Number>+2</Number><Number>+3</Number>"
ANSWERS = {"+1": DialAnswer("busy", 1, 0), "+2": DialAnswer("completed", 9, 10), "+3": DialAnswer("completed", 5, 20)}


@pytest.mark.rule("7.dial.several")
@pytest.mark.parametrize(
    ("sequential", "heard", "duration", "total_s"),
    [("false", ["+1, +2, +3"], "20", 25), ("true", ["+1", "+2"], "10", 20)],
)
def test_several_targets_ring_at_once_or_one_by_one(rig, sequential, heard, duration, total_s):
    twiml = f'<Response><Dial action="/after" sequential="{sequential}">{SEVERAL}</Dial></Response>'
    rigged = rig(twiml, options=Options(dial_plan=ANSWERS.__getitem__), after="<Response/>")
    assert [one.text for one in rigged.call().listen()] == heard
    assert rigged.app.at("/after")[0]["DialCallDuration"] == duration
    assert rigged.clock.tick() == total_s


@pytest.mark.rule("7.dial.several")
def test_where_nobody_answers_the_last_to_give_up_counts(rig):
    plan = {"+1": DialAnswer("busy", 1, 0), "+2": DialAnswer("no-answer", 20, 0)}.__getitem__
    twiml = '<Response><Dial action="/after"><Number>+1</Number><Number>+2</Number></Dial></Response>'
    rigged = rig(twiml, options=Options(dial_plan=plan), after=AFTER)
    rigged.call().listen()
    assert rigged.app.at("/after")[0]["DialCallStatus"] == "no-answer"


@pytest.mark.rule("7.dial.limit")
def test_time_limit_ends_the_talk(rig):
    rigged = rig('<Response><Dial action="/after" timeLimit="10">+1</Dial></Response>', after=AFTER)
    rigged.call().listen()
    assert rigged.app.at("/after")[0]["DialCallDuration"] == "10"


@pytest.mark.rule("7.dial.star")
@pytest.mark.parametrize(("after_s", "status", "duration"), [(14.0, "completed", "10"), (2.0, "canceled", "0")])
def test_hangup_on_star_goes_on_with_the_action(rig, says, after_s, status, duration):
    rigged = rig('<Response><Dial action="/after" hangupOnStar="true">+1</Dial></Response>', after=AFTER)
    call = rigged.call()
    call.interrupt("5*", after_s=after_s - 0.25)
    (form,) = rigged.app.at("/after")
    assert (form["DialCallStatus"], form["DialCallDuration"]) == (status, duration)
    assert says(call.listen()) == ["after"]


@pytest.mark.rule("7.dial.star")
def test_star_does_nothing_unless_it_is_asked_for(rig):
    rigged = rig('<Response><Dial action="/after">+1</Dial></Response>', after=AFTER)
    call = rigged.call()
    call.interrupt("*", after_s=10)
    call.listen()
    assert rigged.app.at("/after")[0]["DialCallDuration"] == "30"


@pytest.mark.rule("7.dial.bridge")
@pytest.mark.parametrize(("waited_s", "result"), [(2, "no-answer"), (10, "completed")])
def test_answer_on_bridge_answers_when_the_far_end_does(rig, waited_s, result):
    call = rig('<Response><Dial answerOnBridge="true">+1</Dial></Response>').call()
    call.wait(waited_s)
    call.hang_up()
    assert call.result == result


@pytest.mark.rule("7.dial.record")
def test_record_gives_a_url_before_the_file_is_ready(rig):
    twiml = (
        '<Response><Dial action="/after" record="record-from-answer" recordingStatusCallback="/recorded">+1</Dial>'
        "</Response>"
    )
    rigged = rig(twiml, after="<Response><Pause length='5'/></Response>", recorded="")
    rigged.call().listen()
    (after,), (ready,) = rigged.app.at("/after"), rigged.app.at("/recorded")
    assert after["RecordingUrl"] == ready["RecordingUrl"]
    assert (ready["RecordingStatus"], ready["RecordingDuration"], ready["RecordingSource"]) == (
        "completed", "30", "DialVerb",
    )  # fmt: skip
    paths = [seen.url.rpartition("/")[2] for seen in rigged.app.seen]
    assert paths == ["voice", "after", "recorded"]
