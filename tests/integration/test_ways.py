"""Which ways to pay a block closes: advanced setting 28, row F10."""

import pytest

from integration.cayenta.methods import PAYMENT_TYPES
from integration.model import CHARGED_WAYS, Block, Way


@pytest.mark.parametrize(
    ("block", "closed"),
    [
        (Block.NONE, set()),
        (Block.CARD, {Way.CARD}),
        (Block.BANK, {Way.BANK}),
        (Block.CASH_ONLY, {Way.CARD, Way.BANK, Way.CHECK}),
    ],
)
def test_a_block_closes_its_way_and_cash_only_all_but_cash(block, closed):
    assert {way for way in Way if block.forbids(way)} == closed


def test_every_way_has_its_word_and_nobody_pays_cash_by_phone():
    """cayenta.md 3: PAYMENT_TP is one of four."""
    assert PAYMENT_TYPES == {Way.CARD: "CC", Way.BANK: "ACH", Way.CASH: "CASH", Way.CHECK: "CHECK"}
    assert CHARGED_WAYS == (Way.CARD, Way.BANK)
