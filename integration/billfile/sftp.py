"""A biller's SSH server, by paramiko: the pinned host key, one way to prove ourselves, a limit on everything.

reliability.md 3.3 names what each setting is there against. Everything that goes wrong leaves as a trouble.
"""

import base64
import binascii
import io
import os
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import heappush, heappushpop
from pathlib import Path
from typing import NoReturn

import paramiko
import structlog
from paramiko.pkey import UnknownKeyType

from integration.billers.biller import Sftp
from integration.clock import Clock
from integration.errors import Misconfigured, Refused, Trouble, Unavailable
from integration.wires.dialling import dialled
from integration.wires.ending import ends_within

CONNECT_S = 20.0  # to find and reach the server
ANSWER_S = 30.0  # for the banner, the proof of identity, opening a channel, and each answer
KEEPALIVE_S = 15
FETCH_S = 3600.0  # for one whole file
PIECE_BYTES = 8 * 1024 * 1024  # asked for at once: paramiko's own `get` asks for the whole file, and may hold it too
REQUEST_BYTES = 32 * 1024
ENTRIES_MAX = 10_000  # of those that are asked for: beyond it the newest, and the log tells
SSH_PORT = 22
CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr")
KEY_KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the server lists it, links not followed. `mtime` is whole seconds of the server's clock."""

    name: str
    size: int
    mtime: int
    is_regular: bool


Wanted = Callable[[RemoteFile], bool]


class Pinned(paramiko.RejectPolicy):
    """For a server that has no key of the pinned kind: refused, and both fingerprints told."""

    def __init__(self, expected: paramiko.PKey) -> None:
        self._expected = expected

    def missing_host_key(self, _client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> NoReturn:
        raise paramiko.BadHostKeyException(hostname, key, self._expected)


class Folder:
    """The biller's folder on an open connection."""

    def __init__(self, sftp: paramiko.SFTPClient, path: str, clock: Clock) -> None:
        self._sftp = sftp
        self._path = path
        self._clock = clock

    def files(self, wanted: Wanted = lambda _: True) -> list[RemoteFile]:
        """The files of the folder that are wanted, however many others lie there: at most the newest ENTRIES_MAX.

        Held are never more than those. What is left out is told in the log. Unavailable where the list has no end.
        """
        seen, kept = 0, list[tuple[int, str, RemoteFile]]()
        until = self._clock.tick() + FETCH_S
        with _told(f"the folder {self._path!r}"):
            for entry in self._sftp.listdir_iter(self._path):
                if self._clock.tick() > until:
                    raise Unavailable(f"the folder {self._path!r} was not listed within {FETCH_S:.0f} s")
                file = _remote(entry.filename, entry)
                if wanted(file):
                    seen += 1
                    keep = heappush if seen <= ENTRIES_MAX else heappushpop
                    keep(kept, (file.mtime, file.name, file))
        if seen > ENTRIES_MAX:
            _log.warning("folder_crowded", folder=self._path, files=seen, taken=ENTRIES_MAX)
        return [file for _, _, file in kept]

    def look(self, name: str) -> RemoteFile | None:
        """The file as it is now; None when it is gone."""
        with _told(f"the file {name!r}"):
            try:
                return _remote(name, self._sftp.lstat(self._at(name)))
            except FileNotFoundError:
                return None

    def fetch(self, file: RemoteFile, to: Path) -> None:
        """Write the file's bytes to `to`, durably. Raises Unavailable when it is cut short or takes too long."""
        until = self._clock.tick() + FETCH_S
        with to.open("wb") as out:
            with _told(f"the file {file.name!r}"), self._sftp.open(self._at(file.name), "rb") as remote:
                for start in range(0, file.size, PIECE_BYTES):
                    out.writelines(remote.readv(_requests(start, min(start + PIECE_BYTES, file.size))))
                    if self._clock.tick() > until:
                        raise Unavailable(f"{file.name!r} was not fetched within {FETCH_S:.0f} s")
            out.flush()
            os.fsync(out.fileno())
        if to.stat().st_size != file.size:
            raise Unavailable(f"{file.name!r} ended after {to.stat().st_size} bytes; {file.size} were announced")

    def read(self, file: RemoteFile) -> bytes:
        """A small file's bytes, which touch no disk of ours: at most as many as were announced when it was listed."""
        with _told(f"the file {file.name!r}"), self._sftp.open(self._at(file.name), "rb") as remote:
            return remote.read(file.size)

    def _at(self, name: str) -> str:
        return f"{self._path}/{name}"


def _requests(start: int, end: int) -> list[tuple[int, int]]:
    return [(at, min(REQUEST_BYTES, end - at)) for at in range(start, end, REQUEST_BYTES)]


def _remote(name: str, found: paramiko.SFTPAttributes) -> RemoteFile:
    regular = found.st_mode is not None and stat.S_ISREG(found.st_mode)
    return RemoteFile(name, found.st_size or 0, found.st_mtime or 0, regular)


@contextmanager
def open_folder_within(access: Sftp, clock: Clock, seconds: float) -> Iterator[Folder]:
    """As open_folder, for at most so many seconds of wall time from now to the end of the block; then Unavailable."""
    client = paramiko.SSHClient()
    with ends_within(seconds, client.close) as is_late:
        try:
            with _opened(client, access, clock, min(CONNECT_S, seconds)) as folder:
                yield folder
        except Trouble as error:
            if is_late.is_set():
                raise Unavailable(f"{access.host}:{access.port} took longer than {seconds:g} s") from error
            raise


@contextmanager
def open_folder(access: Sftp, clock: Clock) -> Iterator[Folder]:
    """The biller's folder, while the block lasts.

    Raises Unavailable, Refused (host key changed, not let in) and Misconfigured (our own keys cannot be read).
    """
    with _opened(paramiko.SSHClient(), access, clock, CONNECT_S) as folder:
        yield folder


@contextmanager
def _opened(client: paramiko.SSHClient, access: Sftp, clock: Clock, connect_s: float) -> Iterator[Folder]:
    place = f"{access.host}:{access.port}"
    _pin(client, access)
    with dialled(access.host, access.port, clock, within_s=connect_s) as line, client:
        with _told(place):
            _connect(client, access, line)
            sftp = client.open_sftp()
        channel = sftp.get_channel()
        if channel is not None:
            channel.settimeout(ANSWER_S)
        yield Folder(sftp, access.folder.rstrip("/"), clock)


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
def _told(place: str) -> Iterator[None]:
    """The library's errors as troubles."""
    try:
        yield
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
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise Unavailable(f"{place} does not answer: {str(error) or type(error).__name__}") from error
