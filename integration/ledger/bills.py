"""The bill that stands for an account, as a call asks for it: one indexed query."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, select
from sqlalchemy.sql.expression import bindparam

from integration.ledger.rows import CENTS, bill_of_columns
from integration.ledger.standing import LIVE, is_corrected, live_version
from integration.ledger.tables import bill_files, bills
from integration.model import Bill
from integration.money import Money

KeyedField = Literal["ACCOUNT_NO", "ACCOUNT_NO_CUSTOM"]


@dataclass(frozen=True, slots=True)
class StandingBill:
    """A bill, and the file it stands in. `as_of` (aware UTC) is when the file's balances were true."""

    bill: Bill
    as_of: datetime
    version: int
    file_name: str

    def as_json(self) -> dict[str, Any]:
        """Everything for a person: money in cents, days as ISO text."""
        told: dict[str, Any] = {"file": self.file_name, "version": self.version, "as_of": self.as_of.isoformat()}
        for name, value in asdict(self.bill).items():
            is_money = isinstance(getattr(self.bill, name), Money)
            told[f"{name}{CENTS}" if is_money else name] = value["cents"] if is_money else _plain(value)
        return told


def find_bill(connection: Connection, bid: str, keyed_field: KeyedField, number: str) -> StandingBill | None:
    """Balance forward (`standing`): the account's newest bill among the applied files; None when there is none.

    Bills of refused, held, kept and half-loaded files are never seen. Asks the same of the database either way.
    """
    found = connection.execute(_QUERIES[keyed_field], {"bid": bid, "number": number}).mappings().one_or_none()
    if found is None or not number:  # '' is the ACCOUNT_NO_CUSTOM of everybody who has none
        return None
    return _standing(found)


def find_numbered(connection: Connection, bid: str, account_number: str, invoice_number: str) -> StandingBill | None:
    """One bill of an account by its number, also where a newer one stands; of what came twice, what came last."""
    asked = {"bid": bid, "number": account_number}
    numbered = _query("ACCOUNT_NO").where(bills.c.invoice_number == invoice_number)
    found = connection.execute(numbered, asked).mappings().one_or_none()
    return _standing(found) if found else None


def _standing(row: Mapping[Any, Any]) -> StandingBill:
    return StandingBill(bill_of_columns(row), row["as_of"], row["version"], row["file_name"])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _query(keyed_field: KeyedField) -> Select[Any]:
    account = bills.c.account_number if keyed_field == "ACCOUNT_NO" else bills.c.account_number_custom
    has_one = account != ""  # else the index of those that have one would not be asked
    live = live_version(bindparam("bid"))
    return (
        select(bills, bill_files.c.as_of, bill_files.c.file_name)
        .join(bill_files, bill_files.c.version == bills.c.version)
        .where(
            bills.c.bid == bindparam("bid"),
            account == bindparam("number"),
            has_one,
            bills.c.version <= live,
            bill_files.c.state == LIVE,
            ~is_corrected(bills, live),
        )
        .order_by(bills.c.bill_date.desc(), bills.c.version.desc())
        .limit(1)
    )


_QUERIES = {"ACCOUNT_NO": _query("ACCOUNT_NO"), "ACCOUNT_NO_CUSTOM": _query("ACCOUNT_NO_CUSTOM")}
