"""Everything that stands ready when a process starts: settings, billers, ledger, clock, vault, and the ways outside.

Both siblings build on it, so it lives here. Nothing happens on import, and nothing is connected before it is asked for.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from integration.bell import RqBell
from integration.billers import Biller, by_mail
from integration.billers.load import load_all
from integration.cayenta.books import CayentaBooks
from integration.cayenta.patience import Patience
from integration.cayenta.road import wire_to
from integration.cayenta.writing import unwritable
from integration.clock import Clock, SystemClock
from integration.errors import Misconfigured, Unavailable
from integration.gateway.client import JsonGateway
from integration.ledger import rests
from integration.ledger.database import Database
from integration.ledger.first import make_ready
from integration.ports import Bell, Books, Gateway, Wire
from integration.screen_pop import Screen
from integration.settings import Settings, load_settings
from integration.timings import Timings
from integration.vault import Vault
from integration.wires.http import HttpWire

WireOf = Callable[[Biller], Wire]  # the wire to one biller's system: tests put a loopback here


@dataclass(frozen=True)
class Site:
    """One running house. Tests make it of other parts; code below never knows."""

    settings: Settings
    billers: Mapping[str, Biller]
    database: Database
    clock: Clock
    vault: Vault
    bell: Bell
    cayenta_wire: WireOf
    gateway_wire: WireOf
    timings: Timings = field(default_factory=Timings)
    screen_wire: WireOf = lambda _biller: HttpWire()
    _books: dict[str, Books] = field(default_factory=dict)
    _gateways: dict[str, Gateway] = field(default_factory=dict)
    _screens: dict[str, Screen] = field(default_factory=dict)

    def biller(self, bid: str) -> Biller:
        """The biller by id; Misconfigured names the ones there are."""
        if bid not in self.billers:
            raise Misconfigured([f"there is no biller {bid!r}; there are {', '.join(sorted(self.billers)) or 'none'}"])
        return self.billers[bid]

    def books(self, bid: str) -> Books:
        """The biller's billing system, one adapter (and one set of kept connections) for the life of the process."""
        if bid not in self._books:
            biller = self.biller(bid)
            wire = self.cayenta_wire(biller)
            patience = Patience(self.clock, partial(self._tell_rest, bid))
            self._books[bid] = CayentaBooks(
                biller, wire, self.clock, post_deadline_s=self.timings.send_s, patience=patience
            )
        return self._books[bid]

    def _tell_rest(self, bid: str, until: datetime | None) -> None:
        """A caller waits: where the ledger is away too, nobody is told."""
        with suppress(Unavailable), self.database.write() as connection:
            rests.put(connection, bid, until)

    def gateway(self, bid: str) -> Gateway:
        """The biller's payment gateway."""
        if bid not in self._gateways:
            biller = self.biller(bid)
            self._gateways[bid] = JsonGateway(biller.payments.gateway, self.gateway_wire(biller))
        return self._gateways[bid]

    def screen(self, bid: str) -> Screen:
        """The system of the biller's agents. Misconfigured where its file names none."""
        if bid not in self._screens:
            biller = self.biller(bid)
            if biller.agent.screen_pop is None:
                raise Misconfigured([f"biller {bid}: agent.screen_pop: found nothing; expected where screens are told"])
            self._screens[bid] = Screen(biller.agent.screen_pop, self.screen_wire(biller))
        return self._screens[bid]

    def line(self, number: str) -> Biller | None:
        """The biller whose line this dialled number is."""
        return next((biller for biller in self.billers.values() if number in biller.lines), None)

    def texts_at(self, number: str) -> Biller | None:
        """The biller whose texts are sent from this number, or whose line it is."""
        sends = (biller for biller in self.billers.values() if biller.texts.from_ == number)
        return next(sends, None) or self.line(number)


def open_site(settings: Settings | None = None, *, ready: bool = True) -> Site:
    """The house as the environment describes it. Misconfigured carries every mistake at once.

    A ledger that is not there is made; unless `ready` is False: then nothing is, and nobody asks for the database.
    """
    settings = settings or load_settings()
    billers = load_all(settings.billers, os.environ, sandbox=settings.sandbox)
    check_mail(settings, billers)
    database = Database(settings.database_url)
    if ready:
        make_ready(database)
    return Site(
        settings=settings,
        billers=billers,
        database=database,
        clock=SystemClock(),
        vault=Vault(settings.secret_key.get_secret_value().split(",")),
        bell=RqBell(settings.redis_url),
        cayenta_wire=lambda biller: wire_to(biller.cayenta, biller.folder, sandbox=settings.sandbox),
        gateway_wire=lambda _biller: HttpWire(sandbox=settings.sandbox),
        screen_wire=lambda _biller: HttpWire(sandbox=settings.sandbox),
    )


def check_mail(settings: Settings, billers: Mapping[str, Biller]) -> None:
    """Who is to hear by mail, a biller or those who pay it from a bank account, needs a relay that carries it."""
    wrong = list(by_mail.unsent(billers, {"IVR_MAIL_RELAY": settings.mail_relay, "IVR_MAIL_FROM": settings.mail_from}))
    if wrong:
        raise Misconfigured(wrong)


def check_books(billers: Mapping[str, Biller]) -> None:
    """Every call can be written to each biller's books: for those who start processes that would stumble over it.

    The WSDLs are read here, and a process that is forked off has them. Misconfigured carries every mistake at once.
    """
    wrong = [sentence for found in unwritable(billers.values()).values() for sentence in found]
    if wrong:
        raise Misconfigured(wrong)
