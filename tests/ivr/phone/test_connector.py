"""twilio.md 8: "No reply in 10 s => up to 5 retries with the SAME transaction_id: it is the idempotency key"."""

import base64
import json

import pytest

from ivr.phone import Connector, VirtualClock
from ivr.phone.connector import ask
from ivr.phone.wire import NoReply, Response

GOOD = Response(200, "application/json", b'{"charge_id": "ch_1", "error_code": null}', 0.2)
SLOW = Response(200, "application/json", b'{"charge_id": "ch_1", "error_code": null}', 10.1)
MUTE = NoReply(11200, "no reply within 10 seconds", 10.0)
DOWN = NoReply(11205, "no connection", 0.0, connected=False)
PAYLOAD = {"method": "charge", "transaction_id": "t-1", "cardnumber": "4111111111111111"}


class Gateway:
    def __init__(self, *replies):
        self.replies = list(replies)
        self.sent = []

    def send(self, request):
        self.sent.append(request)
        return self.replies.pop(0)


def asked(*replies):
    gateway, clock = Gateway(*replies), VirtualClock()
    return ask(Connector("https://g.example/c", "user", "pw", gateway), PAYLOAD, clock), gateway, clock


@pytest.mark.rule("8.connector.retry")
@pytest.mark.parametrize("silence", [MUTE, SLOW, DOWN])
@pytest.mark.parametrize("times", [0, 1, 5])
def test_silence_is_asked_again_with_the_same_bytes(silence, times):
    told, gateway, _ = asked(*[silence] * times, GOOD)
    assert told.reply == {"charge_id": "ch_1", "error_code": None}
    assert len(gateway.sent) == times + 1
    assert {sent.body for sent in gateway.sent} == {json.dumps(PAYLOAD).encode()}


@pytest.mark.rule("8.connector.retry")
def test_after_5_retries_it_gives_up():
    told, gateway, clock = asked(*[MUTE] * 7)
    assert (told.reply, len(gateway.sent), clock.tick()) == (None, 6, 60.0)
    assert "could not be reached" in told.failure


@pytest.mark.rule("8.connector.retry")
@pytest.mark.parametrize("status", [400, 401, 500, 503])
def test_an_answer_is_an_answer(status):
    """Only silence is retried."""
    told, gateway, _ = asked(Response(status, "text/plain", b"no"))
    assert (told.reply, len(gateway.sent)) == (None, 1)
    assert str(status) in told.failure


@pytest.mark.rule("8.connector.wire")
def test_basic_auth_and_json():
    _, gateway, _ = asked(GOOD)
    (sent,) = gateway.sent
    assert (sent.method, sent.url, sent.limit_s) == ("POST", "https://g.example/c", 10.0)
    assert sent.headers["Content-Type"] == "application/json"
    assert base64.b64decode(sent.headers["Authorization"].removeprefix("Basic ")) == b"user:pw"


def test_nothing_prints_the_card():
    told, gateway, _ = asked(DOWN, DOWN, DOWN, DOWN, DOWN, DOWN)
    assert "4111" not in repr((told, gateway.sent))
