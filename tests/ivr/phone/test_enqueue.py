"""twilio.md 7: Enqueue: the queue, what is heard in it, and how a caller leaves it."""

import pytest

from ivr.phone import Options, PhoneError, Wait

OUT = "<Response><Say>out</Say></Response>"
MUSIC = "<Response><Say>please hold</Say><Pause length='4'/></Response>"


@pytest.fixture
def waiting(rig):
    def build(attributes='waitUrl="/wait"', plan=None, wait=MUSIC, name="line", **pages):
        options = Options(queue_plan=lambda _: plan or Wait(wait_s=20, talk_s=30))
        twiml = f'<Response><Enqueue action="/out" {attributes}>{name}</Enqueue><Say>next</Say></Response>'
        rigged = rig(twiml, options=options, wait=wait, out=OUT, status="", **pages)
        return rigged, rigged.call(status_callback="https://line.example/status")

    return build


def outcome(rigged):
    (form,) = rigged.app.at("/out")
    return form["QueueResult"], form["QueueTime"]


@pytest.mark.rule("7.enqueue.wait")
def test_the_document_of_wait_url_is_looped_until_the_caller_is_taken_out(waiting, says):
    """ "waitUrl document looped for ever"."""
    rigged, call = waiting()
    heard = call.listen()
    assert says(heard) == ["please hold"] * 5 + ["out"]
    assert heard[-3].interrupted
    assert (heard[-2].kind, heard[-2].text, heard[-2].seconds) == ("dial", "queue:line", 30)
    assert outcome(rigged) == ("bridged", "20")


@pytest.mark.rule("7.enqueue.params")
def test_what_wait_url_and_action_are_told(waiting):
    rigged, call = waiting(plan=Wait(position=3, size=7))
    call.listen()
    first, second = rigged.app.at("/wait")[:2]
    assert {name: first[name] for name in first if "Queue" in name} == {
        "QueuePosition": "3", "QueueSid": first["QueueSid"], "QueueTime": "0", "AvgQueueTime": "20",
        "CurrentQueueSize": "7", "MaxQueueSize": "1000",
    }  # fmt: skip
    assert second["QueueTime"] == "5"
    (after,) = rigged.app.at("/out")
    assert (after["QueueSid"], first["CallStatus"]) == (first["QueueSid"], "in-progress")
    assert first["QueueSid"].startswith("QU")


@pytest.mark.rule("7.enqueue.wait")
@pytest.mark.parametrize(("attributes", "kind"), [("", "play"), ('waitUrl=""', "pause")])
def test_music_without_a_wait_url_and_silence_with_an_empty_one(waiting, attributes, kind):
    """ "waitUrl default music, waitUrl="" silence"."""
    rigged, call = waiting(attributes)
    first = call.listen()[0]
    assert (first.kind, first.seconds, rigged.app.at("/wait")) == (kind, 20, [])
    assert outcome(rigged) == ("bridged", "20")


@pytest.mark.rule("7.enqueue.action")
def test_without_action_the_next_verb(rig, says):
    """ "No action => next verb"."""
    call = rig("<Response><Enqueue>line</Enqueue><Say>next</Say></Response>").call()
    assert says(call.listen()) == ["next"]


@pytest.mark.rule("7.enqueue.verbs", "7.enqueue.results")
def test_leave_takes_the_caller_out(waiting, says):
    rigged, call = waiting(wait="<Response><Pause length='7'/><Leave/><Say>never</Say></Response>")
    assert says(call.listen()) == ["out"]
    assert outcome(rigged) == ("leave", "7")


@pytest.mark.rule("7.enqueue.verbs", "7.enqueue.results")
def test_hangup_in_the_queue_ends_the_call(waiting, says):
    rigged, call = waiting(wait="<Response><Say>sorry</Say><Hangup/></Response>")
    assert says(call.listen()) == ["sorry"]
    assert (call.result, outcome(rigged)[0]) == ("completed", "hangup")


@pytest.mark.rule("7.enqueue.verbs")
def test_gather_and_redirect_stay_in_the_queue(waiting, says):
    asks = "<Gather numDigits='1' action='/choice' timeout='3'><Say>press</Say></Gather>"
    page = f"<Response>{asks}<Redirect>/more</Redirect></Response>"
    choice = "<Response><Leave/></Response>"
    rigged, call = waiting(wait=page, choice=choice, more="<Response><Say>more</Say></Response>")
    call.listen()
    call.silent()
    assert says(call.listen()) == ["more", "press"]
    call.press("1")
    assert says(call.listen()) == ["out"]
    assert rigged.app.at("/choice")[0]["Digits"] == "1"
    assert "QueuePosition" in rigged.app.at("/choice")[0]
    assert outcome(rigged)[0] == "leave"


@pytest.mark.rule("7.enqueue.verbs")
def test_other_verbs_are_passed_over_there(waiting):
    rigged, call = waiting(wait="<Response><Dial>+1</Dial><Pause length='9'/></Response>")
    call.listen()
    assert {(finding.code, finding.level) for finding in call.findings} == {(12200, "warning")}
    assert "dial" not in [heard.kind for heard in call.heard[:-2]]
    assert outcome(rigged)[0] == "bridged"


@pytest.mark.rule("7.enqueue.results")
@pytest.mark.parametrize("result", ["queue-full", "system-error", "error"])
def test_who_does_not_get_in(waiting, says, result):
    rigged, call = waiting(plan=Wait(result))
    assert says(call.listen()) == ["out"]
    assert outcome(rigged) == (result, "0")
    assert rigged.app.at("/wait") == []


@pytest.mark.rule("7.enqueue.results")
@pytest.mark.parametrize(
    ("wait", "code"), [("<Response>", 12100), ("<Response><Redirect>tel:1</Redirect></Response>", 11100)]
)
def test_a_wait_url_that_fails_is_an_error_of_the_queue(waiting, says, wait, code):
    rigged, call = waiting(wait=wait)
    assert says(call.listen()) == ["out"]
    assert (outcome(rigged)[0], call.findings[0].code) == ("error", code)


@pytest.mark.rule("7.enqueue.results")
def test_a_caller_who_hangs_up_is_told_to_the_action(waiting):
    rigged, call = waiting()
    call.wait(6)
    call.hang_up()
    assert (call.result, outcome(rigged)) == ("completed", ("hangup", "6"))


@pytest.mark.rule("7.enqueue.results", "10.update.redirect")
def test_a_caller_who_is_redirected_by_rest_is_told_to_the_action(waiting, client, says):
    rigged, call = waiting()
    call.wait(6)
    client(rigged).calls(call.facts.call_sid).update(twiml="<Response><Say>elsewhere</Say></Response>")
    assert says(call.listen())[-1] == "elsewhere"
    assert outcome(rigged) == ("redirected", "6")


@pytest.mark.rule("7.enqueue.params")
def test_max_queue_size_is_passed_on_and_a_long_name_is_found(waiting):
    rigged, call = waiting('maxQueueSize="5" waitUrl="/wait"', name="n" * 65)
    call.listen()
    assert rigged.app.at("/wait")[0]["MaxQueueSize"] == "5"
    assert "65 characters" in call.findings[0].text


def test_leave_outside_a_queue_is_only_a_finding(rig, says):
    call = rig("<Response><Leave/><Say>on</Say></Response>").call()
    assert says(call.listen()) == ["on"]
    assert "<Leave> outside a waitUrl" in call.findings[0].text


def test_a_wait_url_that_takes_no_time_is_a_loop(waiting):
    _, call = waiting(wait="<Response/>")
    with pytest.raises(PhoneError, match=r"turn 102: Enqueue waitUrl asks for https://line.example/wait for the 101th"):
        call.listen()


@pytest.mark.rule("7.enqueue.name")
@pytest.mark.parametrize(("length", "warned"), [(64, False), (65, True)])
def test_a_queues_name_has_at_most_64_characters(waiting, length, warned):
    _, call = waiting(name="q" * length)
    call.listen()
    assert [finding.text for finding in call.findings] == ["<Enqueue>: a name of 65 characters, over 64"] * warned


@pytest.mark.rule("7.enqueue.most")
@pytest.mark.parametrize(("attributes", "most"), [("", "1000"), ('maxQueueSize="5"', "5")])
def test_at_most_1000_wait(waiting, attributes, most):
    rigged, call = waiting(f'waitUrl="/wait" {attributes}')
    call.listen()
    assert rigged.app.at("/wait")[0]["MaxQueueSize"] == most


@pytest.mark.rule("7.enqueue.most")
@pytest.mark.parametrize(
    ("attributes", "size", "result"),
    [("", 1000, "bridged"), ("", 1001, "queue-full"), ('maxQueueSize="5"', 6, "queue-full")],
)
def test_a_queue_that_is_full_takes_nobody(waiting, attributes, size, result):
    """`size` is the queue with this caller in it."""
    rigged, call = waiting(f'waitUrl="/wait" {attributes}', plan=Wait(size=size, position=size))
    call.listen()
    assert outcome(rigged)[0] == result
