"""twilio.md 11: "11220 TLS, 11235-7 certificate"; twilio.md 3: "sni y/n". A real TLS server on the loopback."""

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ivr.phone.transports import HttpTransport
from ivr.phone.wire import NoReply, WireRequest

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def tls(tmp_path, monkeypatch):
    """`tls(names, until)`: a server with such a certificate, trusted; its URL and the names that clients told it."""
    servers = []

    def serve(names, until=NOW + DAY, *, trusted=True):
        where = tmp_path / f"{len(servers)}.pem"
        _certificate(where, names, until)
        context, told = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
        context.load_cert_chain(where)
        context.sni_callback = lambda _socket, name, _context: told.append(name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Hello)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_ends: None
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        if trusted:
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(where))
        return f"https://localhost:{server.server_port}/", told

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def _certificate(where, names, until):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 2 * DAY)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([_named(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    where.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)


def _named(name):
    return x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)


@pytest.mark.rule("3.overrides.sni")
@pytest.mark.parametrize(("named", "told"), [(True, ["localhost"]), (False, [None])])
def test_the_name_is_in_the_handshake_or_not(tls, named, told):
    url, heard = tls(["localhost"])
    reply = HttpTransport().send(WireRequest("GET", url, {}, names_host=named))
    assert (reply.status, heard) == (200, told)


@pytest.mark.rule("11.certificate")
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("names", "until", "trusted", "code"),
    [
        (["other.example"], NOW + DAY, True, 11235),
        (["localhost"], NOW - DAY, True, 11236),
        (["localhost"], NOW + DAY, False, 11237),
    ],
)
def test_each_fault_of_a_certificate_has_its_number(tls, named, names, until, trusted, code):
    url, _ = tls(names, until, trusted=trusted)
    reply = HttpTransport().send(WireRequest("GET", url, {}, names_host=named))
    assert isinstance(reply, NoReply)
    assert (reply.code, reply.connected) == (code, False)
