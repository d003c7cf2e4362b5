"""The way onto a biller's SSH server, by paramiko: the pinned host key, one way to prove ourselves, and no waiting.

reliability.md 3.3 names what each setting is there against. Everything that goes wrong leaves as a trouble.
"""

import base64
import binascii
import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import paramiko
from paramiko.pkey import UnknownKeyType

from integration.billers.biller import Sftp
from integration.clock import Clock
from integration.errors import Misconfigured, Refused, Trouble, Unavailable
from integration.sftp.answers import Session
from integration.wires.dialling import dialled

CONNECT_S = 20.0  # to find and reach the server
ANSWER_S = 30.0  # for the banner, the proof of identity, opening a channel, and each answer
KEEPALIVE_S = 15
SSH_PORT = 22
CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr")
KEY_KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class Pinned(paramiko.RejectPolicy):
    """For a server that has no key of the pinned kind: refused, and both fingerprints told."""

    def __init__(self, expected: paramiko.PKey) -> None:
        self._expected = expected

    def missing_host_key(self, _client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> NoReturn:
        raise paramiko.BadHostKeyException(hostname, key, self._expected)


@contextmanager
def connected(client: paramiko.SSHClient, access: Sftp, clock: Clock, connect_s: float) -> Iterator[Session]:
    """A session on the server, while the block lasts.

    Raises Unavailable, Refused (host key changed, not let in) and Misconfigured (our own keys cannot be read).
    """
    _pin(client, access)
    with dialled(access.host, access.port, clock, within_s=connect_s) as line, client:
        with told(f"{access.host}:{access.port}"):
            _connect(client, access, line)
            session = _session(client, clock)
        yield session


def _session(client: paramiko.SSHClient, clock: Clock) -> Session:
    """The library's own `open_sftp` waits for ever for a server that does not answer it."""
    transport = client.get_transport()
    if transport is None:
        raise EOFError
    channel = transport.open_session(timeout=ANSWER_S)
    channel.settimeout(ANSWER_S)
    limit = threading.Timer(ANSWER_S, transport.close)
    limit.start()
    try:
        channel.invoke_subsystem("sftp")
    finally:
        limit.cancel()
    return Session(channel, clock)


def _connect(client: paramiko.SSHClient, access: Sftp, line: socket.socket) -> None:
    client.connect(
        access.host,
        access.port,
        username=access.user,
        password=access.password.get_secret_value() if access.password else None,
        pkey=_private_key(access.key.get_secret_value()) if access.key else None,
        allow_agent=False,
        look_for_keys=False,
        sock=line,
        banner_timeout=ANSWER_S,
        auth_timeout=ANSWER_S,
        channel_timeout=ANSWER_S,
        transport_factory=_transport,
    )
    transport = client.get_transport()
    if transport is not None:
        transport.set_keepalive(KEEPALIVE_S)


def _transport(*args: object, **options: object) -> paramiko.Transport:
    transport = paramiko.Transport(*args, **options)  # type: ignore[arg-type]  # passed on as the client gave them
    transport.get_security_options().ciphers = CIPHERS
    return transport


def _pin(client: paramiko.SSHClient, access: Sftp) -> None:
    expected = host_key_of(access.host_key)
    name = access.host if access.port == SSH_PORT else f"[{access.host}]:{access.port}"
    client.get_host_keys().add(name, expected.get_name(), expected)
    client.set_missing_host_key_policy(Pinned(expected))


def host_key_of(text: str) -> paramiko.PKey:
    """`ssh-ed25519 AAAA…` as a key; Misconfigured when it is none."""
    kind, _, rest = text.partition(" ")
    try:
        body = base64.b64decode(rest.split(" ")[0], validate=True)
        return paramiko.PKey.from_type_string(kind, body)
    except (binascii.Error, paramiko.SSHException, UnknownKeyType, ValueError) as error:
        raise Misconfigured([f"host_key is written like 'ssh-ed25519 AAAA…'; found {text[:40]!r}"]) from error


def _private_key(text: str) -> paramiko.PKey:
    for kind in KEY_KINDS:
        try:
            return kind.from_private_key(io.StringIO(text))
        except (paramiko.SSHException, ValueError):
            continue
    raise Misconfigured(["the SFTP key is not a private key in OpenSSH form without a passphrase"])


@contextmanager
def told(place: str) -> Iterator[None]:
    """The library's errors as troubles: not all of them are its own kinds, so what is none of them is one too."""
    try:
        yield
    except Trouble:
        raise
    except paramiko.BadHostKeyException as error:
        sentence = (
            f"{place} shows the host key {error.key.fingerprint}; pinned is {error.expected_key.fingerprint}. "
            "Nothing was sent. Ask the biller, by another way than this server, whether the key was changed"
        )
        raise Refused(sentence, code="host_key") from error
    except paramiko.AuthenticationException as error:
        raise Refused(f"{place} does not let us in: {error}", code="login") from error
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(f"{place}: {error.strerror or error}", code="file") from error
    except Exception as error:  # SFTPError, OSError, EOFError, UnicodeError, struct.error …: what servers bring about
        raise Unavailable(f"{place} does not answer: {str(error) or type(error).__name__}") from error
