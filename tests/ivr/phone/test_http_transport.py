"""The same calls over real HTTP, on a loopback address."""

import socket
import threading

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from ivr.phone import HttpTransport, PhoneNetwork
from ivr.phone.wire import NoReply, WireRequest


@pytest.fixture
def served(rig):
    """Serves a rig's application; gives the rig with its network on HTTP, and the address."""
    servers = []

    def serve(voice, **pages):
        rigged = rig(voice, **pages)
        server = make_server("127.0.0.1", 0, rigged.app)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        base = f"http://127.0.0.1:{server.server_port}"
        ticks = iter(range(1000))
        transport = HttpTransport(stopwatch=lambda: float(next(ticks)))
        rigged.network = PhoneNetwork(transport, "12345", "AC1", rigged.clock)
        return rigged, base

    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_call_over_http(served, says):
    page = "<Response><Gather action='got?a=%2F' numDigits='1'><Say>Press</Say></Gather></Response>"
    rigged, base = served(page, got="<Response><Say>Thanks</Say></Response>")
    call = rigged.call(voice_url=f"{base}/voice")
    call.press("1")
    assert says(call.listen()) == ["Press", "Thanks"]
    assert [seen.method for seen in rigged.app.seen] == ["POST", "POST"]
    assert rigged.app.seen[1].url == f"{base}/got?a=%2F"
    assert rigged.app.seen[1].form["Digits"] == "1"


def test_it_takes_as_long_as_the_stopwatch_says(served):
    rigged, base = served("<Response/>")
    call = rigged.call(voice_url=f"{base}/voice")
    call.listen()
    assert call.turns[0].took_s == rigged.clock.tick() == 1.0


def test_the_transport_itself_follows_no_redirect(served):
    _, base = served(Response("", 302, {"Location": "/there"}))
    reply = HttpTransport().send(WireRequest("GET", f"{base}/voice", {}))
    assert (reply.status, reply.headers["location"]) == (302, "/there")


@pytest.mark.rule("11.codes", "3.retry")
def test_nobody_listening_is_11205_and_may_be_retried():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        reply = HttpTransport().send(WireRequest("POST", f"http://127.0.0.1:{port}/voice", {}))
    assert isinstance(reply, NoReply)
    assert (reply.code, reply.connected) == (11205, False)


@pytest.fixture
def mute():
    """A server that accepts and then says `words`, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.rule("3.retry")
def test_no_reply_in_time_is_11200_and_is_not_retried(mute):
    port = mute.getsockname()[1]
    reply = HttpTransport().send(WireRequest("POST", f"http://127.0.0.1:{port}/", {}, limit_s=0.05))
    assert (reply.code, reply.connected) == (11200, True)


@pytest.mark.rule("3.retry")
def test_a_connection_that_breaks_is_not_retried(mute):
    def accept_and_close():
        mute.accept()[0].close()

    thread = threading.Thread(target=accept_and_close)
    thread.start()
    reply = HttpTransport().send(WireRequest("POST", f"http://127.0.0.1:{mute.getsockname()[1]}/", {}))
    thread.join()
    assert (reply.code, reply.connected) == (11205, True)


@pytest.mark.rule("11.codes")
def test_tls_to_a_server_that_speaks_none_is_11220(served):
    _, base = served("<Response/>")
    reply = HttpTransport().send(WireRequest("POST", base.replace("http:", "https:"), {}))
    assert (reply.code, reply.connected) == (11220, False)
