"""twilio.md 7: Dial."""

import pytest

from ivr.phone import DialAnswer, Options, PhoneError

AFTER = "<Response><Say>after</Say></Response>"


@pytest.mark.parametrize(
    "inside", ["+17705550199", "<Number>+17705550199</Number>", "\n <Number> +17705550199 </Number>\n"]
)
def test_the_number_is_rung(rig, inside):
    (heard,) = rig(f"<Response><Dial>{inside}</Dial></Response>").call().listen()
    assert (heard.kind, heard.text) == ("dial", "+17705550199")


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


def test_without_action_it_falls_through_to_the_next_verb(rig, says):
    """ "NOT current-document default, unlike Gather/Record/Pay"."""
    call = rig("<Response><Dial>+1</Dial><Say>next</Say></Response>").call()
    assert says(call.listen()) == ["next"]
    assert len(call.turns) == 1


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


def test_if_the_original_caller_hangs_up_the_following_verbs_do_not_run(rig):
    rigged = rig('<Response><Dial action="/after">+1</Dial></Response>', after=AFTER)
    call = rigged.call()
    call.wait(10)
    call.hang_up()
    (heard,) = call.listen()
    assert (heard.interrupted, heard.seconds, call.result) == (True, 10.0, "completed")
    assert rigged.app.at("/after") == []


def test_a_conference_is_not_simulated(rig):
    with pytest.raises(PhoneError, match="<Dial><Conference>"):
        rig("<Response><Dial><Conference>a</Conference></Dial></Response>").call().listen()
