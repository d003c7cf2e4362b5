"""A proxy that does not do what it should: nothing was sent, on time, and its password is not told."""

import pytest

from integration.clock import SystemClock
from integration.ports import HttpRequest, NothingSent
from integration.wires import HttpWire
from integration.wires.proxy import Proxy


def asked_through(port, *, wire=None, url="https://cayenta.example/ws", deadline_s=1.0):
    wire = wire or HttpWire(sandbox=True, proxy=Proxy("127.0.0.1", port, "u", "p4ss"))
    with pytest.raises(NothingSent) as caught:
        wire.exchange(HttpRequest("POST", url, b"body"), deadline_s=deadline_s)
    assert "p4ss" not in f"{caught.value} {Proxy('h', 1, 'u', 'p4ss')!r}"
    return str(caught.value)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 502 Bad Gateway\r\n\r\n", b"SSH-2.0\r\n\r\n", b"x" * 9000])
def test_a_proxy_that_says_something_else(talker, answer):
    def talk(connection, _request):
        connection.sendall(answer)
        return False

    with talker(talk) as server:
        assert "proxy 127.0.0.1" in asked_through(server.port)


def test_a_proxy_that_drips_ends_on_time(talker):
    clock = SystemClock()

    def talk(connection, _request):
        for byte in b"HTTP/1.1 200 OK and so on for a very long while":
            connection.sendall(bytes([byte]))
            clock.pause(0.02)
        return False

    with talker(talk) as server:
        before = clock.tick()
        asked_through(server.port, deadline_s=0.2)
        assert clock.tick() - before < 0.9


@pytest.mark.parametrize("host", ["10.0.0.5", "169.254.169.254", "127.0.0.1"])
def test_an_address_that_we_do_not_reach_is_not_reached_through_a_proxy(host, monkeypatch):
    monkeypatch.setattr("integration.wires.http.resolve", lambda *_, **__: ["93.184.216.34"])
    wire = HttpWire(proxy=Proxy("proxy.example", 3128))
    assert f"{host}:443 is at {host}" in asked_through(0, wire=wire, url=f"https://{host}/ws")
