"""A caller's balance: RTDR beside the same bytes by http.client, both on a kept connection to the same Cayenta."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from integration.billers.biller import Biller
from integration.cayenta import CayentaBooks
from integration.clock import SystemClock
from integration.ports import HttpReply, HttpRequest
from integration.sandbox.box import CLAYTON
from integration.sandbox.cayenta.wsdl import write_wsdl
from integration.wires.http import HttpWire
from tests.bench.effort import Effort
from tests.bench.house import cayenta
from tests.bench.table import Row, ratio_row

GOAL = 0.4
ACCOUNTS = 10


class Overheard:
    """A wire that keeps the last request, so that the reference can send the same bytes."""

    def __init__(self, wire: HttpWire) -> None:
        self._wire = wire
        self.request: HttpRequest | None = None

    def exchange(self, request: HttpRequest, *, deadline_s: float) -> HttpReply:
        """As the wire does."""
        self.request = request
        return self._wire.exchange(request, deadline_s=deadline_s)


def rtdr(effort: Effort) -> Iterator[Row]:
    """One caller after the other, by each transport."""
    with cayenta(effort.folder, ACCOUNTS) as (url, _, facts):
        for transport in ("soap", "form", "body"):
            yield _row(effort, url, transport, facts[0].account_no)


def _row(effort: Effort, url: str, transport: str, account: str) -> Row:
    wire, clock = HttpWire(sandbox=True), SystemClock()
    overheard = Overheard(wire)
    books = CayentaBooks(_biller(effort.folder, url, transport), overheard, clock)
    books.balance(account)
    assert overheard.request is not None
    books = CayentaBooks(_biller(effort.folder, url, transport), wire, clock)
    with closing(wire), closing(_connection(overheard.request)) as connection:
        bare = _bare(overheard.request, connection)
        pairs = [
            (_per_s(lambda: books.balance(account), effort.seconds), _per_s(bare, effort.seconds))
            for _ in range(effort.pairs)
        ]
    work = f"RTDR GetAccountBalance, {transport}"
    return ratio_row(work, [ours for ours, _ in pairs], [theirs for _, theirs in pairs], "/s", GOAL)


def _connection(request: HttpRequest) -> HTTPConnection:
    parts = urlsplit(request.url)
    return HTTPConnection(str(parts.hostname), parts.port)


def _bare(request: HttpRequest, connection: HTTPConnection) -> Callable[[], bytes]:
    """The reference is the limit of what Python's own client can do: nothing is made, and nothing is read."""
    path, headers = urlsplit(request.url).path, dict(request.headers)

    def ask() -> bytes:
        connection.request(request.method, path, request.body, headers)
        return connection.getresponse().read()

    return ask


def _per_s(act: Callable[[], object], seconds: float) -> float:
    begun = time.perf_counter()
    count = 0
    while (took := time.perf_counter() - begun) < seconds:
        act()
        count += 1
    return count / took


def _biller(folder: Path, url: str, transport: str) -> Biller:
    spoken = {"transport": transport, "url": url, "user": "ivr", "password": SecretStr("bench")}
    if transport == "soap":
        write_wsdl(folder / "rtdr.wsdl", url)
        spoken["wsdl"] = "rtdr.wsdl"
    return Biller.model_validate({**CLAYTON, "cayenta": spoken, "folder": folder})
