"""Balance forward: which of an account's bills stands. One rule, for whoever asks.

Of bills of an account that have the same BILL_NO the one of the latest applied file counts, however it is dated: what a
file has anew is a correction. Among those that count the newest BILL_DT stands, then the latest file.
"""

from typing import Any

from sqlalchemy import ColumnElement, Exists, FromClause, ScalarSelect, and_, select

from integration.ledger.tables import bill_files, bills, live_versions

LIVE = "live"
Bills = FromClause  # `bills`, or it by another name
Version = ScalarSelect[Any]


def live_version(bid: ColumnElement[str] | str) -> Version:
    """The version of the biller's newest applied file: bills of later ones are not seen."""
    return select(live_versions.c.version).where(live_versions.c.bid == bid).scalar_subquery()


def is_corrected(bill: Bills, live: Version) -> Exists:
    """Whether a later applied file has the same bill of the account anew: then this one counts no longer."""
    again, of_again = bills.alias(), bill_files.alias()
    same = [again.c[name] == bill.c[name] for name in ("bid", "account_number", "invoice_number")]
    is_later = and_(again.c.version > bill.c.version, again.c.version <= live)
    both = again.join(of_again, of_again.c.version == again.c.version)
    return select(again.c.version).select_from(both).where(*same, is_later, of_again.c.state == LIVE).exists()


def is_followed(bill: Bills, live: Version) -> Exists:
    """Whether a bill of the account that counts is dated later or, of the same day, came later."""
    newer, of_newer = bills.alias(), bill_files.alias()
    same = [newer.c[name] == bill.c[name] for name in ("bid", "account_number")]
    came_later = and_(newer.c.bill_date == bill.c.bill_date, newer.c.version > bill.c.version)
    is_newer = and_(newer.c.version != bill.c.version, (newer.c.bill_date > bill.c.bill_date) | came_later)
    both = newer.join(of_newer, of_newer.c.version == newer.c.version)
    counts = and_(newer.c.version <= live, of_newer.c.state == LIVE, ~is_corrected(newer, live))
    return select(newer.c.version).select_from(both).where(*same, is_newer, counts).exists()
