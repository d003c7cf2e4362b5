from datetime import UTC, datetime
from random import Random

import pytest
from pydantic import SecretStr

from integration.billers.biller import GatewayAccess
from integration.clock import VirtualClock
from integration.gateway import JsonGateway
from integration.sandbox.gateway import GatewayBox
from integration.sandbox.gateway.tokens import Instrument
from integration.wires import LoopbackWire

KEY = "a key for tests only"


@pytest.fixture
def clock():
    return VirtualClock(datetime(2026, 11, 20, 15, 5, tzinfo=UTC))


@pytest.fixture
def box(clock):
    return GatewayBox(clock, key=KEY, rng=Random(7))


@pytest.fixture
def token(box):
    return box.tokens.mint(Instrument("visa", "1111"))


@pytest.fixture
def access():
    return GatewayAccess(url="http://gateway.test/", key=SecretStr(KEY))


@pytest.fixture
def wire(box, clock):
    return LoopbackWire(box.app, clock)


@pytest.fixture
def gateway(access, wire):
    return JsonGateway(access, wire)
