"""A biller in a box in this very process: the real adapters, on loopback wires, with a clock that moves when told.

Replays, golden calls and tests stand on it. Nothing of the house knows that it is in a box: settings, ledger, zeep,
signatures and the gateway's wire are those of a running line.
"""

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from integration.billers import Biller
from integration.clock import VirtualClock
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.sandbox.cayenta.app import CayentaApp
from integration.sandbox.cayenta.wsdl import write_wsdl
from integration.sandbox.gateway.box import GatewayBox
from integration.sandbox.screen import ScreenApp
from integration.settings import SHIPPED_PROMPTS, Settings
from integration.site import Site
from integration.vault import Vault
from integration.wires.loopback import LoopbackWire

CAYENTA_URL = "http://cayenta.box/ws"
GATEWAY_URL = "http://gateway.box"
LINE_URL = "https://line.box"
GATEWAY_KEY = "box-gateway-key"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 - the box's own, for signing its own calls
ACCOUNT_SID = "AC" + "0" * 32
SECRET_KEY = "a box keeps no secrets, but it must have one"  # noqa: S105 - as above

CLAYTON: Mapping[str, Any] = {  # the biller of `surface.md`, as far as it differs from the defaults
    "bid": "1368",
    "name": "Clayton County Water Authority",
    "zone": "America/New_York",
    "languages": ["en", "es"],
    "lines": ["+17705550100"],
    "agent": {"number": "+17705550199", "hours": "Mon-Fri 08:00-17:00"},
    "account": {"keyed": "ACCOUNT_NO", "digits": [10, 10], "verify": "zip"},
    "cayenta": {"url": CAYENTA_URL, "user": "ivr", "password": "box", "wsdl": "cayenta.wsdl"},
    "advanced_settings": {"28": {"N": "card", "A": "bank", "C": "cash_only"}, "32": True, "107": "PASTDUE_AMT"},
    # A caller hears nothing while a charge is under way, and nobody waits five seconds without words.
    "payments": {"gateway": {"kind": "sandbox", "url": GATEWAY_URL, "key": GATEWAY_KEY}},
}


@dataclass
class SilentBell:
    """A bell nobody listens to; it remembers whom it rang for."""

    rung: list[str] = field(default_factory=list)

    def ring(self, bid: str) -> None:
        self.rung.append(bid)


@dataclass
class Box:
    """One biller, his systems, and the site in front of them. `cayenta` and `gateway` take faults and keep journals."""

    site: Site
    biller: Biller
    clock: VirtualClock
    cayenta: CayentaApp
    gateway: GatewayBox
    cayenta_wire: LoopbackWire
    gateway_wire: LoopbackWire
    folder: Path
    screen: ScreenApp


@contextmanager
def open_box(
    clock: VirtualClock,
    *,
    terms: Mapping[str, Any] | None = None,
    database: Database | None = None,
    prompts: Path = SHIPPED_PROMPTS,
) -> Iterator[Box]:
    """A box with an empty ledger (SQLite in memory unless `database` is given). `terms` is laid over CLAYTON."""
    with TemporaryDirectory(prefix="ivr-box-") as name:
        folder = Path(name)
        (folder / "cayenta.wsdl").symlink_to(_saved_wsdl())
        biller = Biller.model_validate(overlaid(CLAYTON, terms or {}) | {"folder": folder})
        cayenta = CayentaApp(clock=clock)
        gateway = GatewayBox(clock, key=GATEWAY_KEY, rng=Random(1))  # noqa: S311 - two replays must give the same bytes
        ledger = database or _borrowed()
        cayenta_wire, gateway_wire = LoopbackWire(cayenta, clock), LoopbackWire(gateway.app, clock)
        screen = ScreenApp()
        settings = _settings(ledger.url, folder, prompts)
        site = Site(
            settings=settings,
            billers={biller.bid: biller},
            database=ledger,
            clock=clock,
            vault=Vault([SECRET_KEY]),
            bell=SilentBell(),
            cayenta_wire=lambda _biller: cayenta_wire,
            gateway_wire=lambda _biller: gateway_wire,
            screen_wire=lambda _biller: LoopbackWire(screen, clock),
        )
        yield Box(site, biller, clock, cayenta, gateway, cayenta_wire, gateway_wire, folder, screen)
        if database is None:
            _give_back(ledger)


# A ledger in memory is wiped and lent again: a new engine would compile every statement of the house once more, and
# that is half the time of a replayed call. One that a box was left with by an exception is not taken back.
_LENT_AGAIN: list[Database] = []


@cache
def _saved_wsdl() -> Path:
    """Written once a process: zeep takes longer to read it than most calls take to be replayed."""
    folder = TemporaryDirectory(prefix="ivr-wsdl-")
    atexit.register(folder.cleanup)
    wsdl = Path(folder.name) / "cayenta.wsdl"
    write_wsdl(wsdl, CAYENTA_URL)
    return wsdl


def _borrowed() -> Database:
    with suppress(IndexError):
        return _LENT_AGAIN.pop()
    ledger = Database("sqlite://")
    with ledger.write() as connection:
        metadata.create_all(connection)
    return ledger


def _give_back(ledger: Database) -> None:
    with ledger.write() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise TypeError("a ledger in memory has no driver's connection any more")
    driver.deserialize(_empty_ledger())
    _LENT_AGAIN.append(ledger)


@cache
def _empty_ledger() -> bytes:
    """The bytes of a ledger with every table and no row."""
    ledger = Database("sqlite://")
    with ledger.write() as connection:
        metadata.create_all(connection)
    with ledger.write() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise TypeError("a ledger in memory has no driver's connection")
    empty: bytes = driver.serialize()
    ledger.close()
    return empty


def _settings(database_url: str, folder: Path, prompts: Path) -> Settings:
    return Settings(
        database_url=database_url,
        billers=folder,
        prompts=prompts,
        public_base_url=LINE_URL,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=SecretStr(AUTH_TOKEN),
        secret_key=SecretStr(SECRET_KEY),
        data=folder,
        sandbox=True,
    )


def overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are laid over each other key by key, everything else is replaced."""
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        merged[name] = overlaid(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged
