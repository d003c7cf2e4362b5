"""Which words are numbers of bills that stand: asked of all words of a batch at once."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Select, select

from integration.ledger.tables import bill_files, bills, live_versions

ROWS_AT_ONCE = 10_000


def among(connection: Connection, bid: str, words: Collection[str]) -> Mapping[str, str | None]:
    """Number -> its account; None where several accounts have the number. Words that are no number are left out.

    One pass over the biller's bills, in flat memory: they have no index by number, which every load would pay for.
    """
    found: dict[str, str | None] = {}
    with connection.execute(_seen(bid)) as seen:
        for number, account in seen:
            if number in words:
                found[number] = account if found.get(number, account) == account else None
    return found


def accounts_among(connection: Connection, bid: str, accounts: Collection[str]) -> set[str]:
    """Those of these accounts that a bill stands for; likewise in one pass."""
    with connection.execute(_seen(bid)) as seen:
        return {account for _, account in seen if account in accounts}


def live_version(connection: Connection, bid: str) -> int:
    """The version of the biller's newest bills; 0 before the first file."""
    return connection.scalar(select(live_versions.c.version).where(live_versions.c.bid == bid)) or 0


def _seen(bid: str) -> Select[str, str]:
    """Number and account of every bill in the biller's applied files."""
    live = select(live_versions.c.version).where(live_versions.c.bid == bid).scalar_subquery()
    return (
        select(bills.c.invoice_number, bills.c.account_number)
        .join(bill_files, bill_files.c.version == bills.c.version)
        .where(bills.c.bid == bid, bills.c.version <= live, bill_files.c.state == "live")
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
