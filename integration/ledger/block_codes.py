"""The block codes that RTDR gave, as it last gave them: setting 28 must name each, or it blocks nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from integration.billers import Biller
from integration.ledger.tables import accounts
from integration.model import Balance, Block


def last_told(connection: Connection, bid: str, account_number: str) -> tuple[str, datetime] | None:
    """Flags come only from RTDR (setting 32): the last that it gave, and when; None: it never did."""
    mine = (accounts.c.bid == bid) & (accounts.c.account_number == account_number)
    row = connection.execute(select(accounts.c.block_code, accounts.c.asked_at).where(mine)).first()
    return (row.block_code, row.asked_at) if row is not None else None


def block_now(connection: Connection, biller: Biller, live: Balance) -> Block | None:
    """What is blocked by a live answer, or by the last that told; None: nobody knows, and nothing is to be offered."""
    if live.block_code is not None:
        return biller.block_of(live.block_code)
    told = last_told(connection, biller.bid, live.account_number)
    if told is not None:
        return biller.block_of(told[0])
    return Block.NONE if biller.payments.when_flags_unknown == "offer" else None


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
