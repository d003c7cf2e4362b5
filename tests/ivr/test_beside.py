"""Two who pay on one account at once: never is it paid twice, and whoever is too late hears so."""

from uuid import UUID

import pytest

from integration.ledger import payments
from tests.ivr.line import ACCOUNT, ZIP, mint, open_line

PAID = "Thank you. Your payment of"
TO_KEY_A_CARD_S = 30.0
BESIDE = "another payment was made on this account, so nothing was charged"


@pytest.fixture
def line(clock):
    with open_line(clock) as line:
        yield line


def at_the_till(line):
    """A caller whose card has been taken: the next request charges it."""
    payer = line.knock()
    payer.to_card()
    line.box.clock.pause(TO_KEY_A_CARD_S)
    payer.card(mint(line))
    assert payer.turn == "charge"
    return payer


def test_the_second_of_two_callers_pays_nothing(line):
    first, second = at_the_till(line), at_the_till(line)
    assert PAID in first.go()
    assert BESIDE in second.go()
    assert second.turn == "find_balance"
    assert "nothing" in second.go()  # owed any more
    assert [row.state for row in line.rows("payments")].count("captured") == len(line.charges()) == 1


def test_who_heard_the_balance_after_it_may_pay_the_rest(line):
    first = line.knock()
    first.go()
    first.keys("1", ACCOUNT, ZIP, "2", "1")  # the past due part
    first.card(mint(line))
    assert PAID in first.go()
    assert PAID in at_the_till(line).go()
    assert len(line.charges()) == 2


def test_both_at_the_same_moment(line, monkeypatch):
    """The other one's charge leaves between our commit and our look: neither may win by luck."""
    first, _second = at_the_till(line), at_the_till(line)
    others = line.rows("payments")[1].payment_id
    began = payments.start_charge

    def both(connection, payment_id, now):
        sealed = began(connection, payment_id, now)
        began(connection, UUID(others), now)
        return sealed

    monkeypatch.setattr(payments, "start_charge", both)
    assert BESIDE in first.go()
    assert line.charges() == []
