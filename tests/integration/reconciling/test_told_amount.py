"""What each kind of posting did to the books: the sum of a day's postings is what their balances moved by."""

from dataclasses import replace

import pytest

from integration.ledger import orders
from integration.money import Money
from integration.reconciling.day import told_amount
from tests.integration.reconciling.worlds import world_of


@pytest.mark.parametrize(
    ("op", "cents"), [(orders.PAYMENT, 4_250), (orders.VOID, -4_250), (orders.RETURN, -4_250), (orders.CREDIT, 4_250)]
)
def test_what_takes_a_payment_back_is_below_zero(op, cents):
    (told,) = world_of([("posted", 4_250, 600)]).told.values()
    assert told_amount(replace(told, posting=replace(told.posting, op=op, amount=Money(4_250)))) == Money(cents)
