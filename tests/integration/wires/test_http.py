"""The wire over real sockets: what it sends, how long it waits, and which of its two exceptions it raises."""

import ssl
import time

import pytest

from integration.clock import SystemClock
from integration.ports import AnswerLost, HttpRequest, NothingSent
from integration.wires import HttpWire
from tests.integration.wires.certificates import self_signed

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Said: Yes\r\n\r\nok"


@pytest.fixture
def wire():
    wire = HttpWire(sandbox=True)
    yield wire
    wire.close()


def ask(wire, server, *, fresh=True, deadline_s=5.0, scheme="http", host="127.0.0.1", **more):
    request = HttpRequest("POST", f"{scheme}://{host}:{server.port}/ws?x=1", b"body", more, fresh=fresh)
    return wire.exchange(request, deadline_s=deadline_s)


def say(*parts, pause_s=0.0):
    """A talk that sends the parts with a pause after each, and closes."""

    def talk(connection, _request):
        for part in parts:
            connection.sendall(part)
            time.sleep(pause_s)
        return False

    return talk


def test_a_whole_answer(wire, talker):
    with talker(say(OK)) as server:
        reply = ask(wire, server, SOAPAction='"x"')
    assert (reply.status, reply.body, reply.headers["x-said"]) == (200, b"ok", "Yes")
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /ws?x=1 HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}".encode() in head
    assert b'SOAPAction: "x"' in head
    assert body == b"body"


def keep_talking(connection, _request):
    connection.sendall(OK)
    return True


def test_a_fresh_request_opens_a_connection_and_asks_for_its_end(wire, talker):
    with talker(keep_talking) as server:
        ask(wire, server, fresh=False)
        ask(wire, server)
        ask(wire, server)
        ask(wire, server, fresh=False)
        wire.close()
    assert server.connections == 3
    assert [b"Connection: close" in request for request in server.requests] == [False, True, True, False]


def test_a_kept_connection_that_the_other_side_closed_is_not_used(wire, talker):
    with talker(say(OK)) as server:
        ask(wire, server, fresh=False)
        assert server.hung_up.acquire(timeout=5)
        assert ask(wire, server, fresh=False).body == b"ok"
    assert server.connections == 2


def test_a_kept_connection_that_dies_under_the_request_loses_the_answer(wire, talker):
    answers = iter([OK, b""])

    def talk(connection, _request):
        answer = next(answers)
        connection.sendall(answer)
        return bool(answer)

    with talker(talk) as server:
        ask(wire, server, fresh=False)
        with pytest.raises(AnswerLost):
            ask(wire, server, fresh=False)
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_like_any_other(wire, talker, status):
    moved = f"HTTP/1.1 {status} Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n".encode()
    with talker(say(moved)) as server:
        assert ask(wire, server).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "parts",
    [
        [b""],
        [b"HTTP/1.1 200 OK\r\nContent-Le"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n"],
        [b"SSH-2.0-OpenSSH_9.2\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"],
        [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"x" * (2 * 1024 * 1024 + 1)],
        [b"HTTP/1.1 200 OK\r\n\r\n", b"x" * (3 * 1024 * 1024)],
    ],
    ids=["nothing", "cut head", "cut body", "cut chunk", "bad chunk", "not http", "many", "wide", "long", "endless"],
)
def test_an_answer_that_is_not_whole_is_lost(wire, talker, parts):
    with talker(say(*parts)) as server, pytest.raises(AnswerLost, match=f"127.0.0.1:{server.port}"):
        ask(wire, server)


@pytest.mark.parametrize("fresh", [True, False])
def test_a_body_that_comes_after_its_head_on_a_closing_connection(wire, talker, fresh):
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n"
    with talker(say(head, b"x" * 100_000, b"y" * 200_000, pause_s=0.01)) as server:
        assert len(ask(wire, server, fresh=fresh).body) == 300_000


def test_a_body_without_a_length_ends_with_the_connection(wire, talker):
    with talker(say(b"HTTP/1.0 200 OK\r\n\r\nall")) as server:
        assert ask(wire, server, fresh=False).body == b"all"


@pytest.mark.parametrize(
    "parts",
    [
        [b"H"] * 100,
        [b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", *[b"x"] * 49],
        [b"HTTP/1.1 100 Continue\r\n\r\n"] * 100,
    ],
    ids=["status line", "headers", "body", "continue"],
)
def test_a_drip_ends_at_the_deadline(wire, talker, parts):
    clock = SystemClock()
    with talker(say(*parts, pause_s=0.02)) as server:
        before = clock.tick()
        with pytest.raises(AnswerLost, match=r"within 0\.2 s"):
            ask(wire, server, deadline_s=0.2)
        assert 0.15 < clock.tick() - before < 0.9


def test_no_answer_ends_at_the_deadline(wire, talker):
    with talker(say(b"", pause_s=0.3)) as server, pytest.raises(AnswerLost, match="within"):
        ask(wire, server, deadline_s=0.1, fresh=False)


def test_nobody_listens(wire, talker):
    with talker(say(OK)) as server:
        pass
    with pytest.raises(NothingSent, match=f"127.0.0.1:{server.port}"):
        ask(wire, server)


def test_no_time_no_request(wire, talker):
    with talker(say(OK)) as server, pytest.raises(NothingSent):
        ask(wire, server, deadline_s=0.0)
    assert server.requests == []


def test_proxies_of_the_environment_are_not_asked(wire, talker, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with talker(say(OK)) as server:
        assert ask(wire, server).status == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_and_plain_http_are_for_the_sandbox(talker, scheme, host):
    with talker(say(OK)) as server, pytest.raises(NothingSent, match="IVR_SANDBOX"):
        ask(HttpWire(), server, scheme=scheme, host=host)
    assert server.connections == 0


@pytest.mark.parametrize(
    "url", ["ftp://h/", "file:///etc/hostname", "http:///x", "http://u:p@h/", "http://h:99999/", "http://[::1/", "h"]
)
def test_a_url_that_is_none_is_not_asked(wire, url):
    with pytest.raises(NothingSent) as caught:
        wire.exchange(HttpRequest("GET", url), deadline_s=1)
    assert "u:p" not in str(caught.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that only the bundle returned with it trusts."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_text(self_signed("cayenta in a box"))
    return path


@pytest.fixture
def server_tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_nobody_vouches_for_gets_no_request(wire, talker, server_tls):
    with talker(say(OK), server_tls) as server, pytest.raises(NothingSent, match="certificate"):
        ask(wire, server, scheme="https")
    assert server.requests == []


def test_a_certificate_for_another_name_gets_no_request(talker, server_tls, certificate):
    wire = HttpWire(sandbox=True, tls=ssl.create_default_context(cafile=str(certificate)))
    with talker(say(OK), server_tls) as server, pytest.raises(NothingSent, match="localhost"):
        ask(wire, server, scheme="https", host="localhost")
    assert server.requests == []


def test_tls_with_a_bundle_of_our_own(talker, server_tls, certificate):
    wire = HttpWire(sandbox=True, tls=ssl.create_default_context(cafile=str(certificate)))
    with talker(keep_talking, server_tls) as server:
        assert [ask(wire, server, scheme="https", fresh=fresh).body for fresh in (False, False, True)] == [b"ok"] * 3
        wire.close()
    assert server.connections == 2


def test_a_tls_handshake_that_never_ends_sends_nothing(wire, talker):
    clock = SystemClock()
    with talker(say(OK)) as server:  # waits for a blank line, which a TLS hello does not bring
        before = clock.tick()
        with pytest.raises(NothingSent):
            ask(wire, server, scheme="https", deadline_s=0.2)
        assert clock.tick() - before < 0.9
