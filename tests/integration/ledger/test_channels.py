"""POSConnect and CloudStore payments are never pumped: every way to make one post is closed, in code and in SQL."""

from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from integration.ledger import orders
from integration.ledger.payments import capture
from integration.ledger.tables import channels, outbox, payments
from integration.model import CHANNELS_PUMPED, Way
from integration.money import Money
from tests.workers.parts import biller as a_biller

NEVER = [name for name, pumped in CHANNELS_PUMPED.items() if not pumped]
PUMPED = [name for name, pumped in CHANNELS_PUMPED.items() if pumped]
ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture
def biller():
    return a_biller()


@pytest.fixture
def paid(database, clock):
    """`paid("pos")`: a payment of that channel; a second one is of the phone."""

    def build(channel, state="captured"):
        with database.write() as connection:
            for number, of in ((1, channel), (2, "phone")):
                connection.execute(insert(payments).values(_payment(number, of, state, clock)))

    return build


def _payment(number, channel, state, clock):
    return {
        "payment_id": str(UUID(int=number)), "bid": "1368", "account_number": "0012345678", "invoice_number": "I1",
        "channel": channel, "method": "card", "pays": "all", "amount_cents": 4250, "fee_cents": 0, "state": state,
        "confirmation": f"{number:09d}", "opened_at": clock.now(),
    }  # fmt: skip


def order(clock, payment_id=ONE):
    return orders.payment_order(
        payment_id, bid="1368", account_number="0012345678", amount=Money(4250), way=Way.CARD,
        effective=clock.now().date(), invoice_type="",
    )  # fmt: skip


def row(clock, **more):
    told = {"bid": "1368", "op": "payment", "business_key": "1", "reference": "P1", "payment_id": str(ONE)}
    rest = {"account_number": "0012345678", "amount_cents": 4250, "way": "card", "effective": clock.now().date()}
    instants = dict.fromkeys(("lease_until", "next_at", "created_at"), clock.now())
    return told | rest | instants | {"state": "ready"} | more


def rows(database):
    with database.read() as connection:
        return connection.execute(select(outbox)).all()


@pytest.mark.parametrize("channel", NEVER)
def test_a_capture_records_it_and_puts_nothing_into_the_outbox(database, clock, paid, channel, biller):
    paid(channel, state="charging")
    with database.write() as connection:
        assert capture(connection, ONE, "ch_1", biller, clock.now())
    assert rows(database) == []


@pytest.mark.parametrize("channel", PUMPED)
def test_the_others_are_pumped(database, clock, paid, channel, biller):
    paid(channel, state="charging")
    with database.write() as connection:
        assert capture(connection, ONE, "ch_1", biller, clock.now())
    assert len(rows(database)) == 1


@pytest.mark.parametrize("channel", [*NEVER, "tomorrow"])
@pytest.mark.parametrize("op", ["payment", "void", "return", "credit"])
def test_sql_itself_takes_no_row_of_theirs(database, clock, paid, channel, op):
    paid(channel)
    with pytest.raises(IntegrityError, match="never pumped"), database.write() as connection:
        connection.execute(insert(outbox).values(row(clock, op=op)))
    with pytest.raises(IntegrityError, match="never pumped"), database.write() as connection:
        orders.put(connection, order(clock), clock.now(), "by hand")
    assert rows(database) == []


@pytest.mark.parametrize("op", ["payment", "void", "return"])
@pytest.mark.parametrize("payment_id", [None, str(UUID(int=9))])
def test_a_row_of_money_without_its_payment_is_refused(database, clock, paid, op, payment_id):
    paid("phone")
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(outbox).values(row(clock, op=op, payment_id=payment_id)))


@pytest.mark.parametrize(
    "trick",
    [
        lambda: update(payments).where(payments.c.payment_id == str(TWO)).values(channel="pos"),
        lambda: update(payments).where(payments.c.payment_id == str(ONE)).values(channel="phone"),
        lambda: update(outbox).values(payment_id=str(ONE)),
        lambda: update(outbox).values(op="credit"),
        lambda: update(channels).values(pumped=True),
        lambda: text("UPDATE channels SET channel = 'x' WHERE channel = 'phone'"),
    ],
)
def test_what_the_rule_goes_by_cannot_be_changed_afterwards(database, clock, paid, trick):
    paid("pos")
    with database.write() as connection:
        orders.put(connection, order(clock, TWO), clock.now(), "captured")
    with pytest.raises(IntegrityError, match="never changed"), database.write() as connection:
        connection.execute(trick())


def test_a_channel_that_is_forgotten_is_not_pumped(database, clock, paid):
    paid("phone")
    with database.write() as connection:
        connection.execute(delete(channels))
    with pytest.raises(IntegrityError, match="never pumped"), database.write() as connection:
        orders.put(connection, order(clock), clock.now(), "captured")
