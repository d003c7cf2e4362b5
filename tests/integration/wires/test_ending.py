"""A deadline for connections whose library has none, and one for all the addresses of a host together."""

import socket
import time

import pytest

from integration.clock import SystemClock
from integration.errors import Unavailable
from integration.wires import dialling
from integration.wires.dialling import dialled
from integration.wires.ending import ends_within


def test_what_is_done_in_time_is_let_be():
    ended = []
    with ends_within(30.0, lambda: ended.append(1)) as is_late:
        pass
    assert (ended, is_late.is_set()) == ([], False)


def test_a_read_that_waits_is_ended_and_so_is_a_connection_made_later():
    here, there = socket.socketpair()
    began = time.monotonic()
    with here, there, ends_within(0.1, lambda: here.shutdown(socket.SHUT_RDWR)) as is_late:
        assert here.recv(1) == b""
    assert is_late.is_set()
    assert time.monotonic() - began < 5.0
    ended = []
    with ends_within(0.0, lambda: ended.append(1)):
        time.sleep(0.35)
    assert len(ended) > 1


def test_the_next_address_is_tried_and_all_refusals_are_told(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setattr(dialling, "resolve", lambda *_args, **_terms: ["::1", "127.0.0.1"])
        with dialled("pdfs.example", port, SystemClock(), within_s=5.0) as line:
            assert line.getpeername()[0] == "127.0.0.1"
    with pytest.raises(Unavailable, match=r"pdfs\.example:\d+ does not answer: no connection.*::1.*127\.0\.0\.1"):
        dialled("pdfs.example", port, SystemClock(), within_s=5.0)


def test_addresses_that_say_nothing_share_one_deadline(monkeypatch):
    tried = []

    def silent(address, timeout):
        tried.append(address[0])
        time.sleep(timeout)
        raise TimeoutError("timed out")

    monkeypatch.setattr(dialling, "resolve", lambda *_args, **_terms: ["192.0.2.1", "192.0.2.2"])
    monkeypatch.setattr(socket, "create_connection", silent)
    with pytest.raises(Unavailable, match=r"within 0\.2 s"):
        dialled("pdfs.example", 22, SystemClock(), within_s=0.2)
    assert tried == ["192.0.2.1"]


def test_a_name_without_an_address():
    with pytest.raises(Unavailable, match="has no address"):
        dialled("a" * 70 + ".example", 22, SystemClock(), within_s=5.0)
