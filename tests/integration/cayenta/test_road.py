"""The way to a Cayenta behind a firewall: a server that demands our certificate, a proxy that demands a password."""

import socket
import ssl
import threading
from base64 import b64encode
from contextlib import contextmanager, suppress

import pytest
from pydantic import SecretStr

from integration.billers.egress import Egress
from integration.cayenta import CayentaBooks
from integration.cayenta.road import wire_to
from integration.clock import SystemClock
from integration.errors import Unavailable
from integration.model import Applied
from integration.sandbox.cayenta import CayentaApp
from integration.sandbox.cayenta.server import BoxServer
from tests.integration.cayenta.boxes import ACCOUNT, OWED, PASSWORD, USER, account, biller, posting
from tests.integration.wires.certificates import self_signed


class DemandingServer(BoxServer):
    """Cayenta behind TLS that lets nobody in without the certificate it knows; keeps who came."""

    def __init__(self, app, folder, ours):
        super().__init__(app)
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=ours)
        self.tls.load_cert_chain(folder / "server.pem")
        self.tls.verify_mode = ssl.CERT_REQUIRED
        self.came = 0

    def get_request(self):
        connection, address = super().get_request()
        self.came += 1
        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        """Nothing: a handshake that fails is what is tried here."""


class SmallProxy:
    """Opens tunnels for those who bring its password; keeps what it was asked, and how often."""

    def __init__(self, password):
        self._expected = b"Proxy-Authorization: Basic " + b64encode(f"egress:{password}".encode())
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.asked = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self):
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._serve, args=(caller,), daemon=True))
                self._threads[-1].start()

    def _serve(self, caller):
        with caller:
            head = caller.recv(4096)
            self.asked.append(head.partition(b"\r\n")[0].decode())
            if self._expected not in head:
                caller.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
                return
            host, port = head.split()[1].decode().split(":")
            with socket.create_connection((host, int(port))) as there:
                caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=self._pass_on, args=(there, caller))
                back.start()
                self._pass_on(caller, there)
                back.join()

    def _pass_on(self, one, other):
        with suppress(OSError):
            while part := one.recv(65536):
                other.sendall(part)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture(scope="module")
def ours():
    return self_signed("the line")


@pytest.fixture
def firewall(tmp_path, ours):
    """A Cayenta that demands our certificate, and its own certificate as the biller's CA bundle."""
    pem = self_signed("cayenta")
    (tmp_path / "server.pem").write_text(pem)
    (tmp_path / "ca.pem").write_text(pem[: pem.index("-----BEGIN PRIVATE")])
    server = DemandingServer(
        CayentaApp([account()], user=USER, password=PASSWORD), tmp_path, ours.partition("-----BEGIN PRI")[0]
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def proxy():
    proxy = SmallProxy("egress-secret")
    yield proxy
    proxy.close()


@contextmanager
def books_of(folder, server, **egress):
    found = biller(folder, f"https://127.0.0.1:{server.port}/ws", transport="body")
    found = found.model_copy(update={"cayenta": found.cayenta.model_copy(update={"egress": Egress(**egress)})})
    wire = wire_to(found.cayenta, folder, sandbox=True)
    yield CayentaBooks(found, wire, SystemClock())
    wire.close()


def test_with_our_certificate_the_door_opens(tmp_path, firewall, ours):
    with books_of(tmp_path, firewall, ca="ca.pem", client_certificate=SecretStr(ours)) as books:
        assert [books.balance(ACCOUNT).owed for _ in range(2)] == [OWED] * 2
        assert books.post(posting()).applied is Applied.POSTED
    assert firewall.came == 2  # a kept connection for the questions, a new one for the posting


@pytest.mark.parametrize("pem", [None, "another"])
def test_without_it_nothing_is_asked(tmp_path, firewall, pem):
    client = SecretStr(self_signed(pem)) if pem else None
    with books_of(tmp_path, firewall, ca="ca.pem", client_certificate=client) as books:
        with pytest.raises(Unavailable):
            books.balance(ACCOUNT)
        assert books.post(posting()).applied is not Applied.POSTED
    assert firewall.app.journal.items == []


def test_an_authority_that_the_file_does_not_name_is_not_trusted(tmp_path, firewall, ours):
    with books_of(tmp_path, firewall, client_certificate=SecretStr(ours)) as books:
        assert books.post(posting()).applied is Applied.NOT_APPLIED


def test_through_the_proxy_and_the_door(tmp_path, firewall, proxy, ours):
    way = {"proxy": f"http://127.0.0.1:{proxy.port}", "proxy_user": "egress"}
    way |= {"proxy_password": SecretStr("egress-secret"), "ca": "ca.pem", "client_certificate": SecretStr(ours)}
    with books_of(tmp_path, firewall, **way) as books:
        assert [books.balance(ACCOUNT).owed for _ in range(2)] == [OWED] * 2
        assert books.post(posting()).applied is Applied.POSTED
    assert proxy.asked == [f"CONNECT 127.0.0.1:{firewall.port} HTTP/1.1"] * 2


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_proxy_that_does_not_let_us_through_has_sent_nothing(tmp_path, firewall, proxy, password):
    way = {"proxy": f"http://127.0.0.1:{proxy.port}", "ca": "ca.pem"}
    if password:
        way |= {"proxy_user": "egress", "proxy_password": SecretStr(password)}
    with books_of(tmp_path, firewall, **way) as books:
        outcome = books.post(posting())
    assert outcome.applied is Applied.NOT_APPLIED
    assert "407 Proxy Authentication Required" in outcome.why
    assert firewall.came == 0
