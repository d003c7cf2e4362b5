"""What another pays on the same account stops a charge; what is over, elsewhere or owed by nobody does not."""

from datetime import timedelta

import pytest

from integration.ledger.beside import is_paid_beside
from integration.model import PaymentState, payment_id_of
from tests.integration.ledger.test_payments import CALL, NOW, biller, opened  # noqa: F401 - a fixture

MINE, ACCOUNT = payment_id_of(CALL, 1), "0012345678"
BEFORE, AFTER = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
STATES = [
    (PaymentState.INTENT, BEFORE, False),  # who only keys his card may yet leave
    (PaymentState.CHARGING, AFTER, True),
    (PaymentState.UNKNOWN, AFTER, True),
    (PaymentState.CAPTURED, BEFORE, True),
    (PaymentState.CAPTURED, NOW, False),  # the balance was told with it
    (PaymentState.CAPTURED, AFTER, False),
    (PaymentState.DECLINED, BEFORE, False),
    (PaymentState.ABANDONED, BEFORE, False),
]
NOT_HERE = {
    "another biller": {"bid": "1369"},
    "another account": {"account_number": "9"},
    "no bill": {"channel": "cloudstore"},
}


def asked(ledger, since):
    with ledger.read() as connection:
        return is_paid_beside(connection, "1368", ACCOUNT, MINE, since)


@pytest.mark.parametrize(("state", "told_at", "is_found"), STATES)
def test_by_state_of_the_other(ledger, biller, state, told_at, is_found):  # noqa: F811
    opened(ledger, 2, state, biller=biller)
    assert asked(ledger, told_at) is is_found


@pytest.mark.parametrize("change", NOT_HERE.values(), ids=NOT_HERE)
def test_nothing_to_do_with_it(ledger, biller, change):  # noqa: F811
    opened(ledger, 2, PaymentState.CHARGING, biller=biller, **change)
    assert not asked(ledger, BEFORE)


def test_it_does_not_stop_itself(ledger, biller):  # noqa: F811
    opened(ledger, 1, PaymentState.CHARGING, biller=biller)
    assert not asked(ledger, BEFORE)
