"""Each class of answer of reliability.md 2.3, applied and not applied; `make soak` asks a thousand times."""

import pytest

from tests.switchboard.answers import CLASSES, ended, expected
from tests.switchboard.ledgers import MemoryLedger


@pytest.fixture(scope="module")
def ledger():
    lent = MemoryLedger()
    yield lent
    lent.database.close()


@pytest.mark.parametrize("lookup", [True, False])
@pytest.mark.parametrize("fate", CLASSES, ids=lambda fate: fate.kind or "well")
def test_a_posting_ends_where_its_answer_says(ledger, fate, lookup):
    states, breached = ended(fate, 1, ledger, lookup=lookup)
    assert breached == []
    assert states == {expected(fate, lookup=lookup): 1}
