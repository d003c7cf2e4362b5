"""Which addresses a wire may reach: a biller's file is not a way into our own network.

Loopback, link-local (where clouds keep their metadata) and the like are refused, private ones are let through only
by name, and the connection is made to the very address that was checked, so a name cannot change between the two.
"""

import socket
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import urlsplit

from integration.ports import NothingSent

PORTS = {"http": 80, "https": 443}
ORIGINS_KEPT_MAX = 1024


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a URL, and the rest of it as it is asked for."""

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@lru_cache(ORIGINS_KEPT_MAX)
def origin_of(url: str) -> Origin:
    """NothingSent when the URL is not plain http(s)://host[:port]/path; user and password do not belong in one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NothingSent(f"a wire takes http(s)://host:port/path: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise NothingSent(f"a wire takes http(s)://host/path without a user; found scheme {parts.scheme!r}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Origin(parts.scheme, parts.hostname, port or PORTS[parts.scheme], target)


def refusal_of(address: str, host: str, private_hosts: Collection[str]) -> str | None:
    """Why this address may not be reached outside the sandbox, in a few words; None when it may."""
    ip = _unwrapped(address)
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return "loopback, link-local, multicast and unspecified addresses are reached only with IVR_SANDBOX=1"
    if not ip.is_global and host not in private_hosts:
        return "a private address is reached only when the biller's settings list the host"
    return None


def _unwrapped(address: str) -> IPv4Address | IPv6Address:
    ip = ip_address(address.partition("%")[0])
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip


def is_address(host: str) -> bool:
    """Whether this is an address as it stands, which no resolver is asked for."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def resolve(host: str, port: int, *, within_s: float) -> list[str]:
    """The host's addresses. The system's resolver knows no deadline, so a thread asks it. Raises NothingSent."""
    if is_address(host):
        return [str(ip_address(host))]
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()
    Thread(target=_ask, args=(host, port, answers), daemon=True, name=f"resolve {host}").start()
    try:
        found = answers.get(timeout=within_s)
    except Empty:
        raise NothingSent(f"the name {host} was not resolved within {within_s:.1f} s") from None
    if not isinstance(found, list):
        raise NothingSent(f"the name {host} has no address: {found}") from found
    return found


def _ask(host: str, port: int, answers: "SimpleQueue[list[str] | OSError | UnicodeError]") -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # a label that is too long is a UnicodeError
        answers.put(error)
    else:
        answers.put([str(row[4][0]) for row in rows])
