"""twilio.md 1 and 6: the end of a document, Redirect, Hangup, Reject; 3: relative URLs and the fallback URL."""

import pytest

from ivr.phone import Options, PhoneError

SORRY = "We are sorry. An application error has occurred. Goodbye."
END = "<Response><Say>end</Say></Response>"


@pytest.mark.rule("1.end")
@pytest.mark.parametrize("twiml", ["<Response/>", "<Response></Response>", "<Response><Say>bye</Say></Response>"])
def test_the_end_of_the_document_hangs_up(rig, twiml):
    call = rig(twiml).call()
    call.listen()
    assert (call.ended, call.result, call.error) == (True, "completed", None)


@pytest.mark.rule("1.end")
def test_verbs_run_top_to_bottom(rig, says):
    call = rig("<Response><Say>a</Say><Play>b.mp3</Play><Say>c</Say></Response>").call()
    assert says(call.listen()) == ["a", "c"]


@pytest.mark.rule("1.transfer")
@pytest.mark.parametrize("last", ["<Hangup/>", "<Redirect>/end</Redirect>"])
def test_what_follows_is_unreachable(rig, says, last):
    call = rig(f"<Response><Say>a</Say>{last}<Say>never</Say></Response>", end="<Response/>").call()
    assert says(call.listen()) == ["a"]
    assert call.result == "completed"


@pytest.mark.rule("6.hangup")
def test_hangup_as_the_first_verb_still_answers(rig):
    call = rig("<Response><Hangup/></Response>").call()
    call.listen()
    assert call.result == "completed"


@pytest.mark.rule("3.relative")
@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("end", "https://line.example/deep/end"),
        ("../end", "https://line.example/end"),
        ("/end", "https://line.example/end"),
        ("?turn=2", "https://line.example/deep/voice?turn=2"),
        ("https://line.example/end?a=%2F&amp;b=1", "https://line.example/end?a=%2F&b=1"),
        ("\n  /end\n ", "https://line.example/end"),
    ],
)
def test_relative_urls_are_resolved_against_the_document_that_contained_them(rig, reference, url):
    def deep(request):
        return END if "turn" in request.args else f"<Response><Redirect>{reference}</Redirect></Response>"

    rigged = rig("<Response/>", end=END, **{"deep/voice": deep, "deep/end": END})
    call = rigged.call(voice_url="https://line.example/deep/voice")
    call.listen()
    assert call.turns[1].url == url
    assert call.result == "completed"


@pytest.mark.rule("6.redirect")
@pytest.mark.parametrize(("attribute", "method"), [("", "POST"), ('method="GET"', "GET"), ('method="get"', "POST")])
def test_redirect_posts_unless_it_says_get(rig, attribute, method):
    rigged = rig(f"<Response><Redirect {attribute}>/end</Redirect></Response>", end=END)
    rigged.call().listen()
    assert rigged.app.seen[1].method == method


@pytest.mark.rule("6.redirect.empty")
def test_an_empty_redirect_is_a_fault(rig, says):
    """ "Empty body: docs silent"."""
    call = rig("<Response><Redirect/></Response>").call()
    assert says(call.listen()) == [SORRY]
    assert call.error.code == 11100


@pytest.mark.rule("6.redirect.empty")
def test_an_empty_redirect_may_be_the_current_url(rig):
    def voice(request):
        return END if request.form["CallStatus"] == "in-progress" else "<Response><Redirect/></Response>"

    call = rig(voice, options=Options(empty_redirect="current")).call()
    call.listen()
    assert [turn.url for turn in call.turns] == ["https://line.example/voice"] * 2


@pytest.mark.rule("11.codes")
@pytest.mark.parametrize("url", ["ftp://line.example/a", "tel:+1", "https://"])
def test_11100_a_url_that_is_none(rig, url):
    call = rig(f"<Response><Redirect>{url}</Redirect></Response>").call()
    call.listen()
    assert (call.result, call.error.code) == ("failed", 11100)


@pytest.mark.rule("6.reject")
@pytest.mark.parametrize(
    ("reason", "result"), [("", "no-answer"), ('reason="rejected"', "no-answer"), ('reason="busy"', "busy")]
)
def test_reject_ends_the_call_before_it_is_answered(rig, reason, result):
    """ "CallStatus ends busy / no-answer, nothing billed"."""
    rigged = rig(f"<Response><Reject {reason}/></Response>", status="")
    call = rigged.call(status_callback="https://line.example/status")
    assert call.listen() == []
    assert call.result == result
    assert rigged.app.at("/status")[0]["CallDuration"] == "0"


@pytest.mark.rule("6.reject")
@pytest.mark.parametrize(("late", "words"), [("hang-up", ["a"]), ("ignore", ["a", "b"])])
def test_reject_is_only_effective_before_answer(rig, says, late, words):
    call = rig("<Response><Say>a</Say><Reject/><Say>b</Say></Response>", options=Options(late_reject=late)).call()
    assert says(call.listen()) == words
    assert call.result == "completed"
    assert "Reject" in call.findings[0].text


@pytest.mark.rule("3.fatal")
def test_an_action_that_fails_gets_the_apology(rig, says):
    rigged = rig('<Response><Gather action="/gone" numDigits="1"/></Response>')
    call = rigged.call()
    call.press("1")
    assert says(call.listen()) == [SORRY]
    assert (call.result, call.error.code, call.error.url) == ("failed", 11200, "https://line.example/gone")


@pytest.mark.rule("3.fallback")
def test_the_fallback_url_is_asked_with_error_code_and_error_url(rig, says):
    rigged = rig("<Response>", fallback="<Response><Say>sorry for that</Say></Response>")
    call = rigged.call(fallback_url="https://line.example/fallback")
    assert says(call.listen()) == ["sorry for that"]
    (form,) = rigged.app.at("/fallback")
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("12100", "https://line.example/voice")
    assert form["CallSid"] == call.facts.call_sid
    assert (call.result, call.error) == ("completed", None)
    assert [finding.code for finding in call.findings] == [12100]


@pytest.mark.rule("3.fatal")
def test_a_fallback_that_fails_too_gets_the_apology(rig, says):
    rigged = rig("<Response>", fallback="<Response>")
    call = rigged.call(fallback_url="https://line.example/fallback")
    assert says(call.listen()) == [SORRY]
    assert (call.result, call.error.code) == ("failed", 12100)
    assert len(rigged.app.at("/fallback")) == 1


def test_the_status_after_an_application_error_is_a_choice(rig):
    call = rig("", options=Options(error_result="completed")).call()
    call.listen()
    assert call.result == "completed"
    assert call.error.code == 12100


@pytest.mark.rule("stuck.loop", "4.12")
def test_a_loop_of_one_document_is_stopped_with_its_name(rig):
    """12: "a welcome+Gather page without action loops for ever"."""
    call = rig("<Response><Redirect>/voice</Redirect></Response>").call()
    with pytest.raises(PhoneError, match=r"turn 101: Redirect asks for https://line.example/voice for the 101th time"):
        call.listen()


@pytest.mark.rule("stuck.endless")
def test_a_call_that_never_ends_is_stopped(rig):
    def voice(request):
        return f"<Response><Redirect>/voice?n={int(request.args.get('n', 0)) + 1}</Redirect></Response>"

    call = rig(voice, options=Options(max_turns=20)).call()
    with pytest.raises(PhoneError, match=r"turn 21: Redirect .*n=20; a call of more than 20 turns"):
        call.listen()


@pytest.mark.parametrize("verb", ["Connect", "Refer", "Start"])
def test_a_verb_that_is_not_simulated_says_so(rig, verb):
    call = rig(f"<Response><{verb}/></Response>").call()
    with pytest.raises(PhoneError, match=f"turn 1: <{verb}> of https://line.example/voice is not simulated"):
        call.listen()
