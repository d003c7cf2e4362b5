import socket
import threading

import pytest

from integration.ports import HttpRequest, NothingSent
from integration.wires import HttpWire
from integration.wires.addresses import refusal_of, resolve

NEVER = ["127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "169.254.169.254", "fe80::1", "fe80::1%eth0", "224.0.0.1"]
MAPPED = ["::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0"]
PRIVATE = ["10.0.0.5", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.5"]
PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", NEVER + MAPPED)
def test_our_own_machine_and_its_cloud_are_never_reached(address):
    assert "IVR_SANDBOX" in (refusal_of(address, "h", {"h"}) or "")


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_reached_by_a_listed_name_only(address):
    assert refusal_of(address, "cayenta.lan", {"cayenta.lan"}) is None
    assert "private" in (refusal_of(address, "other.lan", {"cayenta.lan"}) or "")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_reached(address):
    assert refusal_of(address, "h", ()) is None


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1"])
def test_a_disguised_loopback_is_judged_by_the_address_it_becomes(host):
    with pytest.raises(NothingSent, match=r"127\.0\.0\.1: loopback"):
        HttpWire().exchange(HttpRequest("GET", f"https://{host}/"), deadline_s=1)


def test_a_literal_needs_no_resolver(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert resolve("192.0.2.1", 443, within_s=0) == ["192.0.2.1"]
    assert resolve("2001:db8::1", 443, within_s=0) == ["2001:db8::1"]


def test_a_name_that_nobody_knows(monkeypatch):
    def unknown(*_args, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NothingSent, match=r"cayenta\.invalid has no address"):
        resolve("cayenta.invalid", 443, within_s=1)


def test_a_resolver_that_never_answers_ends_at_the_deadline(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: done.wait(5) and [])
    with pytest.raises(NothingSent, match=r"not resolved within 0\.1 s"):
        resolve("cayenta.invalid", 443, within_s=0.1)
    done.set()


def test_a_name_no_resolver_can_take():
    with pytest.raises(NothingSent, match="no address"):
        resolve("a" * 64 + ".invalid", 443, within_s=1)
