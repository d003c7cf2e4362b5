"""The gateway in a box, put together: its parts, and the WSGI app that serves them."""

from pathlib import Path
from random import Random, SystemRandom

from flask import Flask

from integration.clock import Clock
from integration.sandbox.gateway.charges import Charges
from integration.sandbox.gateway.connector import Connector
from integration.sandbox.gateway.corrections import Corrections
from integration.sandbox.gateway.doors import Keys, build_app
from integration.sandbox.gateway.faults import Door, Faults
from integration.sandbox.gateway.journal import Journal
from integration.sandbox.gateway.tokens import Tokens

CONNECTOR_USER = "twilio"


class GatewayBox:
    """One gateway: `app` is WSGI, for a LoopbackWire or a server; the rest is for those who plan and judge.

    `key` is the Bearer key, and the password of the connector's user `twilio`. With a journal file it remembers all
    charges, and their keys, of the runs before. `rng` draws tokens and charge ids.
    """

    def __init__(self, clock: Clock, *, key: str, journal: Path | None = None, rng: Random | None = None) -> None:
        rng = rng or SystemRandom()
        self.faults = Faults()
        self.journal = Journal(journal)
        self.tokens = Tokens(rng)
        self.charges = Charges(self.journal, clock, rng)
        connector = Connector(self.tokens, self.charges, clock)
        keys = Keys(bearer=key, connector=(CONNECTOR_USER, key))
        corrections = Corrections(self.journal, clock)
        self.app: Flask = build_app(self.charges, self.tokens, connector, corrections, self.faults, keys)

    def plan(self, *faults: str, then: str = "approve") -> None:
        """What the coming charges get, as in a call script: `plan("timeout", "decline do_not_honor")`."""
        self.faults.plan(Door.CHARGE, faults, then=then)
