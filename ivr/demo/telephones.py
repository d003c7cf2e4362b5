"""The phone company of the demo's calls out: its REST API on loopback, and the telephones that it makes ring."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select
from werkzeug.serving import make_server

from integration.clock import Clock
from integration.ledger.database import Database
from integration.ledger.tables import bills, planned_calls
from integration.masking import last_four
from integration.sandbox.gateway.__main__ import Unlogged
from ivr.demo.called import called_at, take_up
from ivr.demo.town import BID, Town
from ivr.phone import Connector, HttpTransport, Options, PhoneCall, PhoneNetwork, RestApi, VirtualClock

SEED = "called"  # of ids: those of the calls that come in are made of another


@dataclass
class Telephones:
    """Speech takes no time on them; `real` is the clock of everybody else. `tell` gets a line for each call."""

    network: PhoneNetwork
    real: Clock
    database: Database
    seed: int
    tell: Callable[[str], None]
    _seen: set[str] = field(default_factory=set)

    def ring(self) -> None:
        """Let each call that was placed since the last time ring, one after the other, to its end."""
        for sid, call in list(self.network.calls.items()):
            if sid not in self._seen:
                self._seen.add(sid)
                self._ring(call)
        behind_s = (self.real.now() - self.network.clock.now()).total_seconds()
        self.network.clock.pause(max(0.0, behind_s))

    def _ring(self, call: PhoneCall) -> None:
        called = called_at(call.facts.to, self.seed)
        take_up(call, called, self._zip_of)
        self.tell(f"{last_four(call.facts.to)} {called.words}: {call.result}, {call.facts.call_sid}")

    def _zip_of(self, number: str) -> str:
        rung = (planned_calls.c.account_number == bills.c.account_number) & (planned_calls.c.number == number)
        theirs = select(bills.c.postal_code).join(planned_calls, rung).where(bills.c.bid == BID)
        with self.database.read() as connection:
            return str(connection.scalars(theirs.limit(1)).one())


@contextmanager
def open_telephones(
    town: Town, clock: Clock, seed: int, tell: Callable[[str], None]
) -> Iterator[tuple[Telephones, str]]:
    """The telephones, and the address of the REST API that places calls to them."""
    connector = Connector(f"{town.gateway_url}/connector", "twilio", town.gateway_key, HttpTransport())
    network = PhoneNetwork(
        transport=HttpTransport(),
        auth_token=town.environment["IVR_TWILIO_AUTH_TOKEN"],
        account_sid=town.environment["IVR_TWILIO_ACCOUNT_SID"],
        clock=VirtualClock(clock.now()),
        connectors={"Default": connector},
        options=Options(pay_requires_https=False, callee_plan=lambda number: called_at(number, seed).callee),
        seed=SEED,
    )
    database = Database(town.environment["IVR_DATABASE_URL"])
    server = make_server("127.0.0.1", 0, RestApi(network), threaded=True, request_handler=Unlogged)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Telephones(network, clock, database, seed, tell), f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        database.close()
