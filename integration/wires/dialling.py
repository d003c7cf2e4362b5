"""A TCP connection within one deadline, whichever of a host's addresses takes it."""

import socket

from integration.clock import Clock
from integration.errors import Unavailable
from integration.ports import NothingSent
from integration.wires.addresses import resolve

LEFT_S_MIN = 0.1  # for an address whose turn comes when the time is as good as over


def dialled(host: str, port: int, clock: Clock, *, within_s: float) -> socket.socket:
    """Connected, or Unavailable: name and addresses together within the seconds, by `clock`."""
    until, refusals = clock.tick() + within_s, list[str]()
    try:
        addresses = resolve(host, port, within_s=within_s)
    except NothingSent as error:
        raise Unavailable(f"{host}:{port} does not answer: {error}") from error
    for address in addresses:
        left_s = until - clock.tick()
        if left_s <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=max(left_s, LEFT_S_MIN))
        except OSError as error:
            refusals.append(f"{address}: {error.strerror or error}")
    raise Unavailable(f"{host}:{port} does not answer: no connection within {within_s:g} s: {'; '.join(refusals)}")
