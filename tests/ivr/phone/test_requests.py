"""twilio.md 2: what every request carries, and 9: that it is signed."""

import pytest
from twilio.request_validator import RequestValidator

from ivr.phone import Options

STANDARD = {
    "CallSid", "AccountSid", "From", "To", "CallStatus", "ApiVersion", "Direction",
    "FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry",
    "Called", "CalledCity", "CalledState", "CalledZip", "CalledCountry",
    "Caller", "CallerCity", "CallerState", "CallerZip", "CallerCountry", "StirVerstat",
}  # fmt: skip
SCRIPT = '<Response><Gather action="/got?b=1&amp;c=%2F" numDigits="1"/></Response>'
DONE = "<Response><Redirect>/voice/end</Redirect></Response>"


@pytest.fixture
def finished(rig):
    rigged = rig(SCRIPT, got=DONE, **{"voice/end": "<Response/>", "status": ""})
    call = rigged.call(status_callback="https://line.example/status")
    call.press("1")
    call.listen()
    return rigged, call


@pytest.mark.rule("2.params")
def test_every_request_carries_the_standard_parameters(finished):
    rigged, call = finished
    assert set(rigged.app.seen[0].form) == STANDARD
    assert all(set(seen.form) >= STANDARD for seen in rigged.app.seen)
    assert len(rigged.app.seen) == len(call.requests) == 4


@pytest.mark.rule("2.params")
def test_their_values(finished):
    rigged, call = finished
    form = rigged.app.seen[0].form
    assert (form["From"], form["To"]) == (form["Caller"], form["Called"]) == ("+17705550134", "+17705550100")
    assert (form["ApiVersion"], form["Direction"]) == ("2010-04-01", "inbound")
    assert form["CallSid"] == call.facts.call_sid
    assert form["CallSid"].startswith("CA")
    assert len(form["CallSid"]) == 34


@pytest.mark.rule("2.status.first")
def test_the_first_request_is_ringing_and_every_later_one_in_progress(finished):
    """ "First TwiML request: inbound CallStatus=ringing; every later action/redirect = in-progress"."""
    _, call = finished
    assert [turn.params["CallStatus"] for turn in call.turns] == ["ringing", "in-progress", "in-progress"]


@pytest.mark.rule("9.signature")
def test_the_vendors_validator_accepts_every_request(finished):
    rigged, _ = finished
    validator = RequestValidator("12345")
    for seen in rigged.app.seen:
        assert validator.validate(seen.url, seen.form, seen.headers["X-Twilio-Signature"])
        assert not validator.validate(seen.url, {**seen.form, "Digits": "9"}, seen.headers["X-Twilio-Signature"])


@pytest.mark.rule("9.get")
def test_the_vendors_validator_accepts_a_get(rig):
    """ "GET: params are in the URL; pass {} as params"."""
    rigged = rig("<Response/>")
    rigged.call(voice_method="GET", voice_url="https://line.example/voice?z=1&a=%20").listen()
    (seen,) = rigged.app.seen
    assert seen.form == {}
    assert RequestValidator("12345").validate(seen.url, {}, seen.headers["X-Twilio-Signature"])


def test_posts_are_forms(finished):
    rigged, _ = finished
    assert {seen.method for seen in rigged.app.seen} == {"POST"}
    assert rigged.app.seen[0].headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"


@pytest.mark.rule("2.from")
@pytest.mark.parametrize("caller", ["anonymous", "unknown", "+266696687", "Jos\u00e9"])
def test_from_may_be_no_number_at_all(rig, caller):
    rigged = rig("<Response/>")
    rigged.call(from_=caller).listen()
    assert rigged.app.seen[0].form["From"] == caller


@pytest.mark.rule("2.unknown")
def test_parameters_may_be_added_without_notice_and_are_signed(rig):
    """ "Twilio adds parameters without notice; signature code must use all received params"."""
    rigged = rig("<Response/>")
    rigged.call(extra={"CallToken": "{}", "ForwardedFrom": "+1"}).listen()
    (seen,) = rigged.app.seen
    assert seen.form["ForwardedFrom"] == "+1"
    assert RequestValidator("12345").validate(seen.url, seen.form, seen.headers["X-Twilio-Signature"])


def test_the_place_of_the_ends_is_a_choice(rig):
    rigged = rig("<Response/>", options=Options(place={"City": "JONESBORO", "Country": "US"}))
    rigged.call().listen()
    assert rigged.app.seen[0].form["FromCity"] == rigged.app.seen[0].form["ToCity"] == "JONESBORO"


@pytest.mark.rule("same.bytes")
def test_two_runs_give_the_same_bytes(rig):
    def run():
        rigged = rig(SCRIPT, got=DONE, **{"voice/end": "<Response/>"})
        call = rigged.call()
        call.press("1")
        call.listen()
        return [(seen.url, seen.body, seen.headers) for seen in rigged.app.seen]

    assert run() == run()


def test_two_calls_have_two_sids_and_one_can_be_given(rig):
    rigged = rig("<Response/>")
    sids = {rigged.call().facts.call_sid, rigged.call().facts.call_sid}
    assert len(sids) == 2
    assert rigged.call(call_sid="CA" + "0" * 32).facts.call_sid == "CA" + "0" * 32
