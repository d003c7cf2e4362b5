"""twilio.md 4: Gather; the numbers are the numbers of its rules."""

import pytest

from ivr.phone import Options, PhoneError

DONE = "<Response><Say>done</Say></Response>"
ELSE = "<Say>nothing came</Say>"


def gather(attributes="", inside="<Say>Press a key</Say>"):
    return f'<Response><Gather action="/got" {attributes}>{inside}</Gather>{ELSE}</Response>'


@pytest.mark.rule("4.4", "4.8")
@pytest.mark.parametrize(
    ("attributes", "keys", "digits", "finished_on"),
    [
        ("", "123#", "123", "#"),  # 4: "Digits excludes the finish key"; finishOnKey is # by default
        ('numDigits="1"', "7", "7", ""),  # 4: "numDigits reached (immediately)"
        ('numDigits="5" finishOnKey="#"', "12#", "12", "#"),  # 8: "12#" with numDigits=5 => Digits=12
        ('numDigits="2" finishOnKey="#"', "12#", "12", ""),  # 8: "either ends it"
        ('finishOnKey="*"', "12#3*", "12#3", "*"),
        ('finishOnKey="5"', "125", "12", "5"),
        ('finishOnKey="" numDigits="4"', "1#*2", "1#*2", ""),  # 7: "# and * are ordinary data"
        ('finishOnKey="##"', "12#", "12", "#"),  # not a value: the default holds
        ('numDigits="0"', "12#", "12", "#"),  # not positive: unlimited
    ],
)
def test_how_an_entry_ends(rig, attributes, keys, digits, finished_on):
    rigged = rig(gather(attributes), got=DONE)
    call = rigged.call()
    call.press(keys)
    (form,) = rigged.app.at("/got")
    assert (form["Digits"], form["FinishedOnKey"], form["msg"]) == (digits, finished_on, "Gather End")


@pytest.mark.rule("4.7")
@pytest.mark.parametrize("keys", ["12", "12#"])
def test_rule_7_an_empty_finish_key_leaves_only_num_digits_and_the_timeout(rig, keys):
    rigged = rig(gather('finishOnKey=""'), got=DONE)
    call = rigged.call()
    call.press(keys)
    assert rigged.app.at("/got") == []
    call.silent()
    assert rigged.app.at("/got")[0]["Digits"] == keys


@pytest.mark.rule("4.1")
def test_rule_1_only_say_play_and_pause_are_heard_inside(rig):
    inside = "<Say>a</Say><Play>b.mp3</Play><Pause/><Redirect>/got</Redirect><Say>c</Say>"
    call = rig(gather(inside=inside), got=DONE).call()
    assert [heard.kind for heard in call.listen()] == ["say", "play", "pause", "say"]
    assert [finding.code for finding in call.findings] == [12200]


@pytest.mark.rule("4.1")
def test_rule_1_play_digits_is_not_allowed_inside(rig):
    call = rig(gather(inside='<Play digits="12"/><Say>c</Say>')).call()
    assert [heard.kind for heard in call.listen()] == ["say"]
    assert [finding.code for finding in call.findings] == [12200]


@pytest.mark.rule("4.2")
def test_rule_2_a_key_stops_the_nested_audio_and_the_timer_runs_from_it(rig):
    inside = "<Say>one two three four five</Say><Say>never heard</Say>"
    rigged = rig(gather(inside=inside), got=DONE)
    call = rigged.call()
    call.interrupt("4", after_s=1.2)
    (heard,) = call.listen()
    assert (heard.text, heard.interrupted, heard.seconds) == ("one two three four five", True, 1.2)
    call.silent()
    assert rigged.clock.tick() == pytest.approx(1.2 + 5)
    assert rigged.app.at("/got")[0]["Digits"] == "4"


@pytest.mark.rule("4.2")
def test_rule_2_else_the_timer_starts_when_all_nested_verbs_have_finished(rig, says):
    rigged = rig(gather('timeout="3"', "<Say>one two three four five</Say><Pause length='2'/>"))
    call = rigged.call()
    call.wait(2 + 2 + 2.9)
    assert says(call.listen()) == ["one two three four five"]
    call.wait(0.2)
    assert says(call.listen()) == ["nothing came"]


@pytest.mark.rule("4.3")
def test_rule_3_the_timer_restarts_on_each_key(rig):
    rigged = rig(gather('timeout="2"'), got=DONE)
    call = rigged.call()
    call.press("1W2W3W4")
    assert rigged.app.at("/got") == []
    call.silent()
    assert rigged.app.at("/got")[0]["Digits"] == "1234"


@pytest.mark.rule("4.3")
@pytest.mark.parametrize(("pause_s", "digits"), [(1.9, "12"), (2.1, "1")])
def test_rule_3_a_key_too_late_is_not_part_of_the_entry(rig, pause_s, digits):
    rigged = rig(gather('timeout="2"'), got=DONE)
    call = rigged.call()
    call.press("1")
    call.interrupt("2", after_s=pause_s)
    call.wait(2.1)
    assert rigged.app.at("/got")[0]["Digits"] == digits


@pytest.mark.rule("4.5")
def test_rule_5_a_timeout_with_digits_submits_them(rig):
    rigged = rig(gather(), got=DONE)
    call = rigged.call()
    call.press("12")
    call.silent()
    (form,) = rigged.app.at("/got")
    assert (form["Digits"], form["FinishedOnKey"]) == ("12", "")


@pytest.mark.rule("4.5")
def test_rule_5_a_timeout_with_none_falls_to_the_next_verb(rig, says):
    rigged = rig(gather(), got=DONE)
    call = rigged.call()
    call.silent()
    assert says(call.listen()) == ["Press a key", "nothing came"]
    assert rigged.app.at("/got") == []


@pytest.mark.rule("4.timeout")
@pytest.mark.parametrize("attribute", ["", 'timeout="auto"', 'timeout="0"', 'timeout="x"'])
def test_the_timeout_is_5_seconds_by_default(rig, attribute):
    rigged = rig(gather(attribute, inside=""))
    call = rigged.call()
    call.wait(4.99)
    assert call.awaits == "Gather"
    call.silent()
    assert call.awaits == ""


@pytest.mark.rule("4.6")
def test_rule_6_the_finish_key_as_the_very_first_key_is_empty(rig, says):
    """ "treated as empty: falls through, no action"."""
    rigged = rig(gather(), got=DONE)
    call = rigged.call()
    call.press("#")
    assert says(call.listen()) == ["Press a key", "nothing came"]
    assert rigged.app.at("/got") == []


@pytest.mark.rule("4.5", "4.15")
@pytest.mark.parametrize("keys", ["#", None])
def test_rule_5_action_on_empty_result_asks_the_action(rig, keys):
    """15: "sends no Digits key"."""
    rigged = rig(gather('actionOnEmptyResult="true"'), got=DONE)
    call = rigged.call()
    call.press(keys) if keys else call.silent()
    (form,) = rigged.app.at("/got")
    assert "Digits" not in form
    assert form["FinishedOnKey"] == (keys or "")


@pytest.mark.rule("4.15")
@pytest.mark.parametrize("form_of_nothing", ["", " "])
def test_rule_15_the_form_of_an_empty_result_is_a_choice(rig, form_of_nothing):
    options = Options(empty_result_digits=form_of_nothing)
    rigged = rig(gather('actionOnEmptyResult="true"'), got=DONE, options=options)
    rigged.call().silent()
    assert rigged.app.at("/got")[0]["Digits"] == form_of_nothing


@pytest.mark.rule("4.5", "4.12")
def test_rule_5_action_on_empty_result_without_action_asks_the_current_document(rig):
    rigged = rig('<Response><Gather actionOnEmptyResult="true"/></Response>')
    call = rigged.call()
    call.silent()
    assert [turn.url for turn in call.turns] == ["https://line.example/voice"] * 2


@pytest.mark.rule("4.12")
def test_rule_12_without_action_the_current_document_is_asked_again(rig):
    rigged = rig(lambda request: DONE if "Digits" in request.form else "<Response><Gather/></Response>")
    call = rigged.call(voice_url="https://line.example/voice?line=1")
    call.press("5#")
    assert [turn.url for turn in call.turns] == ["https://line.example/voice?line=1"] * 2
    assert call.turns[1].params["Digits"] == "5"


@pytest.mark.rule("4.14")
def test_rule_14_a_caller_who_hangs_up_makes_no_action_request(rig):
    rigged = rig(gather(), got=DONE, status="")
    call = rigged.call(status_callback="https://line.example/status")
    call.press("12")
    call.hang_up()
    assert rigged.app.at("/got") == []
    assert [form["CallStatus"] for form in rigged.app.at("/status")] == ["completed"]


@pytest.mark.rule("4.method")
def test_method_get_puts_everything_into_the_query(rig):
    rigged = rig('<Response><Gather action="/got?a=1" method="GET"/></Response>', got=DONE)
    call = rigged.call()
    call.press("5#")
    last = rigged.app.seen[-1]
    assert (last.method, last.form) == ("GET", {})
    assert last.url.startswith("https://line.example/got?a=1&CallSid=CA")
    assert "Digits=5" in last.url


@pytest.mark.rule("2.extras")
def test_the_undocumented_parameters_can_be_left_out(rig):
    rigged = rig(gather(), got=DONE, options=Options(gather_extras=False))
    rigged.call().press("5#")
    assert not {"msg", "FinishedOnKey"} & set(rigged.app.at("/got")[0])


@pytest.mark.rule("4.11")
def test_rule_11_speech_gives_speech_result_and_confidence(rig):
    rigged = rig(gather('input="dtmf speech"'), got=DONE)
    rigged.call().say("  one   two ")
    (form,) = rigged.app.at("/got")
    assert (form["SpeechResult"], form["Confidence"]) == ("one two", "0.9")
    assert "Digits" not in form


@pytest.mark.rule("4.9")
def test_rule_9_keys_win_when_they_come_first(rig):
    rigged = rig(gather('input="dtmf speech"'), got=DONE)
    call = rigged.call()
    call.press("1")
    with pytest.raises(PhoneError, match="does not listen to speech"):
        call.say("two")


@pytest.mark.rule("4.9")
def test_keys_are_not_heard_where_only_speech_is_asked_for(rig, says):
    rigged = rig(gather('input="speech"'), got=DONE)
    call = rigged.call()
    call.press("1")
    call.silent()
    assert says(call.listen())[-1] == "nothing came"


@pytest.mark.rule("4.9.timeouts")
@pytest.mark.parametrize(
    ("attributes", "hush_s"),
    [("", 5), ('timeout="8"', 8), ('speechTimeout="2" timeout="8"', 2), ('speechTimeout="auto"', 1.5)],
)
def test_speech_ends_with_the_silence_that_speech_timeout_says(rig, attributes, hush_s):
    """ "timeout governs DTMF, speechTimeout governs speech": its default is the value of timeout."""
    rigged = rig(gather(f'input="dtmf speech" {attributes}'), got=DONE, options=Options(speech_auto_s=1.5))
    call = rigged.call()
    call.listen()
    begun = rigged.clock.tick()
    call.say("a b c d e")
    assert rigged.clock.tick() - begun == pytest.approx(2.0 + hush_s)
    assert rigged.app.at("/got")[0]["SpeechResult"] == "a b c d e"
