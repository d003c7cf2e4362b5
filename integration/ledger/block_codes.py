"""The block codes that RTDR gave, as it last gave them: setting 28 must name each, or it blocks nothing."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from integration.billers import Biller
from integration.ledger.tables import accounts


def unnamed(connection: Connection, billers: Mapping[str, Biller]) -> dict[tuple[str, str], int]:
    """By biller and code, on how many accounts a code stands that the biller's map does not name."""
    code = accounts.c.block_code
    rows = connection.execute(
        select(accounts.c.bid, code, func.count()).where(code != "").group_by(accounts.c.bid, code)
    ).all()
    return {
        (bid, code): count
        for bid, code, count in rows
        if bid in billers and code not in billers[bid].advanced_settings.block_codes
    }
