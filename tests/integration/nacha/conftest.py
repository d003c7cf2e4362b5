"""A biller with payments in its ledger, as the payments' own functions put them there."""

import pytest
from sqlalchemy import update

from integration.billers import Biller
from integration.gateway import JsonGateway
from integration.ledger import payments
from integration.ledger.payments import Intent
from integration.ledger.tables import outbox
from integration.model import Pays, PostingState, Way, payment_id_of
from integration.money import Money
from integration.nacha.load import Loader
from integration.sandbox.gateway import GatewayBox
from integration.wires import LoopbackWire
from tests.integration.billfile.conftest import ssh, ssh_process

__all__ = ["ssh", "ssh_process"]


@pytest.fixture(scope="session")
def biller():
    return Biller.model_validate(
        {
            "bid": "1368",
            "name": "Clayton County Water Authority",
            "zone": "America/New_York",
            "lines": ["+17705550100"],
            "agent": {"number": "+17705550199"},
            "cayenta": {"url": "http://cayenta.box/ws", "user": "ivr", "password": "box"},
            "payments": {"gateway": {"url": "http://gateway.box", "key": "box"}},
        }
    )


@pytest.fixture
def loader(database, biller, clock):
    """Loads the biller's files; its gateway in a box holds no charge."""
    return loader_of(biller, database, clock)


def loader_of(biller, database, clock):
    wire = LoopbackWire(GatewayBox(clock, key="box").app, clock)
    return Loader(biller, database, clock, JsonGateway(biller.payments.gateway, wire))


@pytest.fixture
def paid(database, biller, clock):
    """`paid(12354)`: the confirmation number of a bank payment of that many cents, posted unless told otherwise."""

    def paid(cents, *, number=1, way=Way.BANK, posting=PostingState.POSTED, fee=0, bid=biller.bid):
        payment_id = payment_id_of("CA" + "1" * 32, number)
        amount = Money(cents - fee)
        wanted = Intent(
            payment_id, bid, "0012345678", "B-1", f"CA{number:032x}", 1, way, Pays.ALL, amount, Money(fee), None
        )
        with database.write() as connection:
            confirmation = payments.open_intent(connection, wanted, clock.now())
            payments.start_charge(connection, payment_id, clock.now())
            payments.capture(connection, payment_id, "ch", biller, clock.now())
            mine = outbox.c.payment_id == str(payment_id)
            connection.execute(update(outbox).where(mine).values(state=posting.value))
        return confirmation

    return paid
