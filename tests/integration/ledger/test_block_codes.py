"""What is blocked by what RTDR says now, by what it said last, and by nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integration.billers import Biller
from integration.ledger.block_codes import block_now, last_told
from integration.model import Balance, Block
from integration.money import ZERO
from integration.sandbox.box import CLAYTON
from ivr.balances import remember

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LIVE = Balance("0012345678", ZERO, ZERO, None, None, NOW)


@pytest.mark.parametrize(
    ("now", "before", "flags", "block"),
    [
        ("N", None, "refuse", Block.CARD),
        ("", "C", "refuse", Block.NONE),
        (None, "C", "refuse", Block.CASH_ONLY),
        (None, "C", "offer", Block.CASH_ONLY),
        (None, "", "refuse", Block.NONE),
        (None, None, "refuse", None),
        (None, None, "offer", Block.NONE),
    ],
)
def test_the_last_that_was_told_holds(sqlite_database, now, before, flags, block):
    biller = Biller.model_validate(CLAYTON)
    biller = biller.model_copy(update={"payments": biller.payments.model_copy(update={"when_flags_unknown": flags})})
    with sqlite_database.write() as connection:
        if before is not None:
            earlier = NOW - timedelta(days=1)
            remember(connection, "1368", replace(LIVE, block_code=before, as_of=earlier))
            assert last_told(connection, "1368", LIVE.account_number) == (before, earlier)
        assert block_now(connection, biller, replace(LIVE, block_code=now)) is block
