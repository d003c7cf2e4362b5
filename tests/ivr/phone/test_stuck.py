"""A script or an application that cannot go on is named with the turn, the verb and the URL."""

import pytest

from ivr.phone import Options, Order, PhoneError

ASK = "<Response><Gather action='/got' numDigits='1'><Say>press</Say></Gather></Response>"
PAY = "<Response><Pay action='/paid'/></Response>"


@pytest.mark.rule("stuck.input")
@pytest.mark.parametrize(
    ("page", "verb"), [(ASK, "Gather"), (PAY, "Pay"), ("<Response><Record/></Response>", "Record")]
)
def test_a_call_that_needs_input_and_has_none(rig, page, verb):
    call = rig("<Response><Redirect>/second</Redirect></Response>", second=page).call()
    with pytest.raises(PhoneError) as stuck:
        call.finish()
    assert str(stuck.value) == (
        f"turn 2: <{verb}> of https://line.example/second needs input, and the script has none left"
    )


@pytest.mark.rule("stuck.input")
def test_a_call_that_ends_by_itself_is_finished(rig, says):
    call = rig(ASK, got="<Response><Say>done</Say></Response>").call()
    call.press("1")
    assert says(call.finish()) == ["press", "done"]


@pytest.mark.rule("stuck.input")
def test_so_is_one_in_inline_twiml(rig):
    call = rig("").network.place(Order("+17705550134", "+17705550100", twiml=ASK))
    with pytest.raises(PhoneError, match=r"turn 1: <Gather> of the TwiML of a REST request needs input"):
        call.finish()


@pytest.mark.rule("stuck.left")
def test_a_step_left_over(rig):
    call = rig(ASK, got="<Response/>").call()
    call.press("1")
    with pytest.raises(PhoneError) as stuck:
        call.press("2")
    assert str(stuck.value) == (
        "cannot press: the call has ended (completed), after turn 2 (Gather asked for https://line.example/got)"
    )


@pytest.mark.rule("stuck.loop")
def test_a_loop_of_the_same_document(rig):
    call = rig("<Response><Gather numDigits='1'/></Response>", options=Options(max_same_document=3)).call()
    with pytest.raises(PhoneError) as stuck:
        call.press("1111")
    assert str(stuck.value) == "turn 4: Gather asks for https://line.example/voice for the 4th time"


@pytest.mark.rule("stuck.endless")
@pytest.mark.parametrize(
    ("page", "verb"),
    [
        ("<Play loop='0'>a.mp3</Play>", "Play"),
        ("<Pause length='4000'/><Say>on</Say>", "Say|Pause"),
        ("<Dial>+1</Dial><Redirect>/voice</Redirect>", "Redirect|Dial|the call"),
    ],
)
def test_a_call_that_never_ends(rig, page, verb):
    call = rig(f"<Response>{page}</Response>", options=Options(longest_call_s=200)).call()
    with pytest.raises(PhoneError, match=rf"turn \d+: <?({verb})>? of https://line.example/voice: the call has lasted"):
        call.listen()


@pytest.mark.rule("stuck.endless")
def test_four_hours_are_the_longest_by_default(rig):
    call = rig("<Response><Play loop='0'>a.mp3</Play><Pause length='14400'/><Say>end</Say></Response>").call()
    with pytest.raises(PhoneError, match="more than 14400 seconds and does not end"):
        call.listen()
