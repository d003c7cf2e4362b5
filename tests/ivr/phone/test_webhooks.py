"""twilio.md 3: how Twilio's HTTP client behaves."""

import base64

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Response

from ivr.phone import PhoneNetwork, VirtualClock
from ivr.phone.wire import NoReply
from ivr.phone.wire import Response as Reply

URL = "https://line.example/voice"
EMPTY = Reply(200, "text/xml", b"<Response/>")
DOWN = NoReply(11205, "no connection", 5.0, connected=False)
LATE = NoReply(11200, "no reply within 15 seconds", 15.0)


class Told:
    """A transport that answers from a list."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.sent = []

    def send(self, request):
        self.sent.append(request)
        return self.replies.pop(0)


@pytest.fixture
def dialled():
    def dial(transport, url=URL, **changes):
        network = PhoneNetwork(transport, "12345", "AC1", VirtualClock())
        call = network.call(from_="+1", to="+2", voice_url=url, **changes)
        call.listen()
        return call

    return dial


@pytest.mark.rule("3.retry", "3.token")
def test_a_failed_connection_is_tried_once_more(dialled):
    """ "1 retry, only on TCP/TLS connect failure (rp=ct)"."""
    transport = Told(DOWN, EMPTY)
    call = dialled(transport)
    assert call.result == "completed"
    assert call.turns[0].took_s == 5.0
    tokens = {sent.headers["I-Twilio-Idempotency-Token"] for sent in transport.sent}
    assert (len(transport.sent), len(tokens)) == (2, 1)


@pytest.mark.rule("3.retry")
def test_and_no_more_than_once(dialled):
    transport = Told(DOWN, DOWN)
    call = dialled(transport)
    assert (len(transport.sent), call.result, call.error.code) == (2, "failed", 11205)


@pytest.mark.rule("3.retry")
@pytest.mark.parametrize("reply", [Reply(500, "text/html", b""), LATE, NoReply(11206, "protocol violation")])
def test_a_500_or_a_read_timeout_is_not_retried(dialled, reply):
    transport = Told(reply)
    call = dialled(transport)
    assert (len(transport.sent), call.result) == (1, "failed")


def test_the_record_of_no_reply_has_its_code(dialled):
    (turn,) = dialled(Told(LATE)).turns
    assert (turn.status, turn.error_code, turn.took_s) == (0, 11200, 15.0)


@pytest.mark.rule("3.token")
def test_each_request_has_a_token_of_its_own(dialled):
    redirect = Reply(200, "text/xml", b"<Response><Redirect>/next</Redirect></Response>")
    transport = Told(redirect, EMPTY)
    dialled(transport)
    assert len({sent.headers["I-Twilio-Idempotency-Token"] for sent in transport.sent}) == 2


@pytest.mark.rule("3.redirects")
@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_turns_the_post_into_a_get_and_drops_digits(rig, status):
    """ "Like a browser a 301/302 turns the POST into a GET and drops Digits: never redirect webhooks"."""
    moved = Response("", status, {"Location": "/there?a=1"})
    moved.autocorrect_location_header = False
    rigged = rig("<Response><Gather action='/got' numDigits='1'/></Response>", got=moved, there="<Response/>")
    call = rigged.call()
    call.press("1")
    last = rigged.app.seen[-1]
    assert (last.method, last.url, last.form) == ("GET", "https://line.example/there?a=1", {})
    assert RequestValidator("12345").validate(last.url, {}, last.headers["X-Twilio-Signature"])
    assert call.result == "completed"


@pytest.mark.rule("3.redirects")
@pytest.mark.parametrize("status", [307, 308])
def test_307_keeps_the_post_and_its_form(rig, status):
    moved = Response("", status, {"Location": "https://line.example/there"})
    rigged = rig("<Response><Gather action='/got' numDigits='1'/></Response>", got=moved, there="<Response/>")
    rigged.call().press("1")
    last = rigged.app.seen[-1]
    assert (last.method, last.form["Digits"]) == ("POST", "1")
    assert RequestValidator("12345").validate(last.url, last.form, last.headers["X-Twilio-Signature"])


@pytest.mark.rule("3.relative")
def test_relative_urls_resolve_against_the_url_after_http_redirects(rig):
    moved = Response("", 307, {"Location": "/deep/there"})
    pages = {"deep/there": "<Response><Redirect>end</Redirect></Response>", "deep/end": "<Response/>"}
    call = rig(moved, **pages).call()
    call.listen()
    assert call.turns[-1].url == "https://line.example/deep/end"


@pytest.mark.rule("3.redirects")
@pytest.mark.parametrize(("hops", "code"), [(10, None), (11, 11215)])
def test_11215_more_than_10_redirects(rig, hops, code):
    def voice(request):
        hop = int(request.args.get("hop", 0))
        return Response("", 307, {"Location": f"/voice?hop={hop + 1}"}) if hop < hops else "<Response/>"

    call = rig(voice).call()
    call.listen()
    assert (call.error.code if call.error else None) == code


@pytest.mark.rule("3.auth")
def test_basic_auth_is_sent_only_after_a_401(rig):
    """ "first request WITHOUT Authorization, then repeats after 401+WWW-Authenticate"."""

    def voice(request):
        challenge = Response("", 401, {"WWW-Authenticate": 'Basic realm="x"'})
        return "<Response/>" if "Authorization" in request.headers else challenge

    rigged = rig(voice)
    call = rigged.call(voice_url="https://user:p%40ss@line.example/voice")
    call.listen()
    first, second = rigged.app.seen
    assert "Authorization" not in first.headers
    assert base64.b64decode(second.headers["Authorization"].split()[1]) == b"user:p@ss"
    assert RequestValidator("12345").validate(URL, second.form, second.headers["X-Twilio-Signature"])
    assert call.result == "completed"


@pytest.mark.rule("9.fragment")
def test_the_fragment_is_neither_sent_nor_signed(rig):
    rigged = rig("<Response/>")
    rigged.call(voice_url=f"{URL}#rc=2&rp=all").listen()
    (seen,) = rigged.app.seen
    assert seen.url == URL
    assert RequestValidator("12345").validate(URL, seen.form, seen.headers["X-Twilio-Signature"])


@pytest.mark.rule("11.codes")
@pytest.mark.parametrize("url", ["https://other.example/voice", "http://line.example/voice"])
def test_11210_an_address_that_is_not_the_applications(rig, url):
    call = rig("<Response/>").call(voice_url=url)
    call.listen()
    assert (call.result, call.error.code) == ("failed", 11210)
