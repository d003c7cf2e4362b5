"""Balance forward: which of an account's bills stands. One rule, for whoever asks.

Of bills of an account that have the same BILL_NO the one of the latest applied file counts, however it is dated: what a
file has anew is a correction. Among those that count the newest BILL_DT stands, then the latest file.
"""

from typing import Any

from sqlalchemy import ColumnElement, Exists, FromClause, ScalarSelect, Subquery, and_, exists, func, select

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
    return exists().where(*same, is_later, of_again.c.version == again.c.version, of_again.c.state == LIVE)


def is_followed(bill: Bills, live: Version) -> Exists:
    """Whether a bill of the account that counts is dated later or, of the same day, came later."""
    newer, of_newer = bills.alias(), bill_files.alias()
    same = [newer.c[name] == bill.c[name] for name in ("bid", "account_number")]
    came_later = and_(newer.c.bill_date == bill.c.bill_date, newer.c.version > bill.c.version)
    is_newer = and_(newer.c.version != bill.c.version, (newer.c.bill_date > bill.c.bill_date) | came_later)
    is_applied = and_(newer.c.version <= live, of_newer.c.version == newer.c.version, of_newer.c.state == LIVE)
    return exists().where(*same, is_newer, is_applied, ~is_corrected(newer, live))


def standing_of_some(bid: ColumnElement[str], of_accounts: ColumnElement[bool]) -> Subquery:
    """The bill that stands of each of these accounts, and the `newest_version` that has one: the same rule by windows.

    It looks at each bill once, however many an account has; for all accounts of a biller it would sort them all.
    """
    account, later = bills.c.account_number, bills.c.version.desc()
    again = func.row_number().over(partition_by=(account, bills.c.invoice_number), order_by=later)
    newest = func.max(bills.c.version).over(partition_by=account)
    columns = (account, bills.c.balance_due_cents, bills.c.bill_date, bills.c.version)
    applied = and_(bills.c.bid == bid, bills.c.version <= live_version(bid), bill_files.c.state == LIVE)
    both = bills.join(bill_files, bill_files.c.version == bills.c.version)
    found = select(*columns, again.label("again"), newest.label("newest_version")).select_from(both)
    all_forms = found.where(applied, of_accounts).subquery()
    newest_first = (all_forms.c.bill_date.desc(), all_forms.c.version.desc())
    place = func.row_number().over(partition_by=all_forms.c.account_number, order_by=newest_first)
    counting = select(all_forms, place.label("place")).where(all_forms.c.again == 1).subquery()
    return select(counting).where(counting.c.place == 1).subquery()
