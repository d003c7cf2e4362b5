"""twilio.md 10 and "twilio-python 3": the REST API as the vendor's own client meets it."""

from datetime import UTC, datetime

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ivr.phone import Application, RestApi, RestFault
from ivr.phone.record import FINAL

BASE = "https://line.example"
THEM, US = "+17705550134", "+17705550100"
GOOD = {"to": THEM, "from_": US, "url": f"{BASE}/voice"}
PAGE = "<Response><Say>hello</Say></Response>"


@pytest.fixture
def api(rig, client):
    rigged = rig(PAGE, status="")
    made = client(rigged)
    made.rigged = rigged
    return made


def refusal(ask):
    with pytest.raises(TwilioRestException) as refused:
        ask()
    return refused.value.status, refused.value.code


@pytest.mark.rule("10.create")
def test_create_answers_with_the_call(api):
    call = api.calls.create(**GOOD)
    assert (call.status, call.direction, call.to, call._from) == ("queued", "outbound-api", THEM, US)
    assert (call.sid[:2], len(call.sid), call.account_sid) == ("CA", 34, api.username)
    assert call.date_created == datetime(2026, 1, 5, 15, 0, tzinfo=UTC)


@pytest.mark.rule("10.create.refused", "10.twiml", "3.hostname")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": ""}, 21201),
        ({"to": "12"}, 21211),
        ({"to": "+1770555013x"}, 21211),
        ({"from_": ""}, 21213),
        ({"from_": "nobody"}, 21212),
        ({"url": ""}, 21205),
        ({"url": "/voice"}, 21205),
        ({"url": "ftp://line.example/voice"}, 21205),
        ({"url": "", "twiml": f"<Response><Say>{'a' * 4000}</Say></Response>"}, 32018),
        ({"status_callback": "https://a_b.example/status"}, 21609),
        ({"status_callback_event": ["answered", "amused"]}, 21626),
        ({"timeout": 0}, 20001),
        ({"timeout": 601}, 20001),
        ({"send_digits": "1" * 33}, 20001),
        ({"send_digits": "12x"}, 20001),
        ({"machine_detection": "Guess"}, 20001),
        ({"machine_detection_timeout": 120}, 20001),
        ({"method": "PUT"}, 20001),
        ({"record": "loudly"}, 20001),
        ({"record": True, "recording_status_callback_event": ["completed", "soon"]}, 20001),
    ],
)
def test_what_create_refuses(api, change, code):
    assert refusal(lambda: api.calls.create(**(GOOD | change))) == (400, code)
    assert api.rigged.network.calls == {}


@pytest.mark.rule("10.create")
def test_sip_and_client_addresses_can_be_called(api):
    assert api.calls.create(**(GOOD | {"to": "sip:a@b.example"})).to == "sip:a@b.example"


@pytest.mark.rule("10.fetch")
def test_fetch_follows_the_call(api):
    sid = api.calls.create(**GOOD).sid
    call = api.rigged.network.calls[sid]
    seen = [api.calls(sid).fetch().status]
    for _ in range(3):
        call.wait(2.1)
        seen.append(api.calls(sid).fetch().status)
    assert seen == ["queued", "ringing", "in-progress", "completed"]
    assert seen[-1] in FINAL
    fetched = api.calls(sid).fetch()
    assert (fetched.duration, fetched.queue_time) == ("0", "0")
    assert fetched.start_time < fetched.end_time


@pytest.mark.rule("10.fetch")
def test_an_inbound_call_can_be_fetched(api):
    call = api.rigged.call(extra={"CallerName": "A PAYER"})
    call.listen()
    fetched = api.calls(call.facts.call_sid).fetch()
    assert (fetched.direction, fetched.status, fetched.caller_name) == ("inbound", "completed", "A PAYER")


@pytest.mark.rule("10.fetch")
@pytest.mark.parametrize("kind", ["calls", "messages"])
def test_20404_a_sid_that_is_nobodys(api, kind):
    assert refusal(getattr(api, kind)("CA" + "0" * 32).fetch) == (404, 20404)


@pytest.mark.rule("10.list")
def test_list_is_the_latest_first_and_can_be_narrowed(api):
    """ "no idempotency key on calls.create -> record intent first, reconcile by listing calls"."""
    for number in ("+17705550111", "+17705550112", "+17705550111"):
        api.calls.create(**(GOOD | {"to": number}))
    for call in list(api.rigged.network.calls.values())[:2]:
        call.listen()
    assert [call.to[-1] for call in api.calls.list()] == ["1", "2", "1"]
    assert len(api.calls.list(to="+17705550111")) == 2
    assert len(api.calls.list(status="queued")) == 1
    assert api.calls.list(from_="+17705550199") == []


@pytest.mark.rule("10.list")
def test_list_by_time(api):
    api.calls.create(**GOOD)
    api.rigged.clock.pause(3600)
    late = api.calls.create(**GOOD)
    noon = datetime(2026, 1, 5, 15, 30, tzinfo=UTC)
    assert [call.sid for call in api.calls.list(start_time_after=noon)] == [late.sid]
    assert [call.sid != late.sid for call in api.calls.list(start_time_before=noon)] == [True]
    assert len(api.calls.list(start_time_after=datetime(2026, 1, 5, tzinfo=UTC).date())) == 2


@pytest.mark.rule("10.list")
def test_a_long_list_comes_in_pages(api):
    sids = [api.calls.create(**GOOD).sid for _ in range(7)]
    assert [call.sid for call in api.calls.list(page_size=3)] == sids[::-1]
    assert [asked.path for asked in api.answers.asked].count(f"/2010-04-01/Accounts/{api.username}/Calls.json") == 10
    assert len(api.calls.list(limit=4)) == 4
    page = api.calls.page(page_size=3).next_page()
    assert [call.sid for call in page.previous_page()] == sids[:3:-1]


@pytest.mark.rule("10.auth")
@pytest.mark.parametrize(("user", "password"), [("AC" + "0" * 32, "wrong"), ("AC" + "1" * 32, "12345")])
def test_20003_another_account_or_token(api, user, password):
    stranger = Client(user, password, http_client=api.http_client)
    assert refusal(lambda: stranger.calls.create(**GOOD)) == (401, 20003)


@pytest.mark.rule("10.auth")
def test_20404_another_account_with_the_right_key(api):
    other = Client(api.username, api.password, "AC" + "1" * 32, http_client=api.http_client)
    assert refusal(lambda: other.calls.create(**GOOD)) == (404, 20404)


def test_what_is_not_simulated_is_refused_by_its_name(api):
    assert refusal(api.conferences("CF1").fetch) == (404, 20404)
    assert refusal(api.calls("CA1").delete) == (405, 20004)
    with pytest.raises(TwilioRestException, match="not simulated: SipAuthUsername"):
        api.calls.create(**GOOD, sip_auth_username="me")


@pytest.mark.rule("10.application")
def test_an_application_comes_before_the_urls_of_the_call(rig, client):
    rigged = rig(
        "<Response><Say>from the call</Say></Response>", app="<Response><Say>from the application</Say></Response>"
    )
    rigged.network.applications = {"AP1": Application("https://line.example/app")}
    api = client(rigged)
    made = api.calls.create(**GOOD, application_sid="AP1", fallback_url="https://line.example/never")
    heard = rigged.network.calls[made.sid].listen()
    assert [one.text for one in heard if one.kind == "say"] == ["from the application"]
    assert rigged.app.at("/voice") == []


@pytest.mark.rule("10.application")
def test_21218_an_application_that_is_not_there(api):
    assert refusal(lambda: api.calls.create(to=THEM, from_=US, application_sid="AP9")) == (400, 21218)


@pytest.mark.rule("10.amd.ranges")
@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("machine_detection_speech_threshold", 1000, 6000),
        ("machine_detection_speech_end_threshold", 500, 5000),
        ("machine_detection_silence_timeout", 2000, 10000),
    ],
)
def test_the_thresholds_of_machine_detection_have_their_ranges(api, name, least, most):
    """ "speech_threshold 1000-6000 (2400 ms); speech_end 500-5000 (1200); silence 2000-10000 (5000)"."""
    for inside in (least, most):
        assert api.calls.create(**GOOD, **{name: inside}).sid.startswith("CA")
    for outside in (least - 1, most + 1):
        assert refusal(lambda value=outside: api.calls.create(**GOOD, **{name: value})) == (400, 20001)


@pytest.mark.rule("10.429")
def test_429_is_never_processed_and_safe_to_retry(rig, client):
    """ "429 / 20429 = too many CONCURRENT REST requests; never processed, always safe to retry"."""
    rigged = rig(PAGE)
    api = client(rigged, plan=lambda asked: RestFault(429) if asked.number <= 2 else None)
    assert refusal(lambda: api.calls.create(**GOOD)) == (429, 20429)
    assert refusal(lambda: api.calls.create(**GOOD)) == (429, 20429)
    assert rigged.network.calls == {}
    assert api.calls.create(**GOOD).status == "queued"


@pytest.mark.rule("10.5xx")
@pytest.mark.parametrize("carried_out", [True, False])
def test_after_a_5xx_nobody_knows(rig, client, carried_out):
    """ "A timeout/5xx on create is NOT known safe"."""
    rigged = rig(PAGE)
    api = client(rigged, plan=lambda asked: RestFault(503, carried_out) if asked.method == "POST" else None)
    assert refusal(lambda: api.calls.create(**GOOD))[0] == 503
    assert len(api.calls.list(to=THEM)) == carried_out


@pytest.mark.rule("10.429")
def test_the_plan_sees_what_is_asked(rig, client):
    seen = []

    def plan(asked):
        seen.append((asked.number, asked.method, asked.form.get("Body", "")))
        return RestFault(500, retry_after_s=3)

    api = client(rig(PAGE), plan=plan)
    assert refusal(lambda: api.messages.create(to=THEM, from_=US, body="hi"))[0] == 500
    assert seen == [(1, "POST", "hi")]
    assert isinstance(api.answers, RestApi)
