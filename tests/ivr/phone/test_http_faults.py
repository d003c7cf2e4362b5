"""What the phone company makes of an application that cannot be reached or does not answer (twilio.md 3 and 11)."""

import pytest
import requests
import responses
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ivr.phone.transports import HttpTransport
from ivr.phone.wire import NoReply, Response, WireRequest

URL = "http://127.0.0.1:9/voice"


def ask():
    return HttpTransport(stopwatch=lambda: 0.0).send(WireRequest("POST", URL, {}, b"", 15.0))


def unconnected(reason):
    # requests wraps urllib3's MaxRetryError, whose `reason` tells whether a connection ever came about.
    return requests.exceptions.ConnectionError(type("MaxRetryError", (Exception,), {"reason": reason})())


@pytest.mark.rule("11.codes", "3.retry")
@pytest.mark.parametrize(
    ("fault", "code", "connected"),
    [
        (unconnected(NewConnectionError(None, "refused")), 11205, False),
        (unconnected(ConnectTimeoutError()), 11205, False),
        (requests.exceptions.ConnectionError("reset by peer"), 11205, True),
        (requests.exceptions.ReadTimeout(), 11200, True),
        (requests.exceptions.SSLError(), 11220, False),
        (requests.exceptions.ChunkedEncodingError(), 11206, True),
    ],
)
@responses.activate
def test_each_fault_has_twilios_number_and_only_a_connection_that_never_was_may_be_tried_again(fault, code, connected):
    responses.add(responses.POST, URL, body=fault)
    reply = ask()
    assert isinstance(reply, NoReply)
    assert (reply.code, reply.connected) == (code, connected)


@responses.activate
def test_a_redirect_is_given_back_and_not_followed():
    responses.add(responses.POST, URL, status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"})
    reply = ask()
    assert isinstance(reply, Response)
    assert (reply.status, reply.headers["location"]) == (302, "http://127.0.0.1:9/elsewhere")
    assert len(responses.calls) == 1
