"""A biller of many accounts in a ledger: bills, facts of their numbers and a yes of each, written straight into SQL."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice

from sqlalchemy import insert

from integration.ledger import bill_files, number_facts
from integration.ledger.bill_files import FileFacts, Staged
from integration.ledger.database import Database
from integration.ledger.rows import row_of
from integration.ledger.tables import consents
from integration.model import Bill
from integration.money import Money

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday, seven in the morning in Georgia
AREAS = ("770", "404", "912", "706", "423", "205", "850", "212", "415", "808")
STATES = ("GA", "GA", "GA", "GA", "GA", "AL", "FL", "TN", "CA", "")
CHUNK_ROWS = 20_000


def fill(database: Database, bid: str, accounts: int) -> None:
    """All due in three days, one in ten past due, each number with a yes to all."""
    file = FileFacts(bid, "billheader_20261102.xml", "f" * 64, date(2026, 11, 2), 1, NOW - timedelta(days=22))
    version = bill_files.begin(database, file, NOW)
    numbered = iter(range(accounts))
    while chunk := list(islice(numbered, CHUNK_ROWS)):
        bills = [bill_of_number(bid, number) for number in chunk]
        bill_files.stage(database, version, [row_of(bill, version) for bill in bills], [])
        _consent(database, bid, bills)
    bill_files.show(database, version, file, Staged(accounts, 0, 0, "{}"), NOW)
    number_facts.learn(database, version)


def _consent(database: Database, bid: str, bills: list[Bill]) -> None:
    at = NOW - timedelta(days=300)
    rows = [
        {"bid": bid, "number": f"+1{bill.phone.replace('-', '')}", "topic": "all", "says": "yes", "how": "web",
         "who": "bench", "at": at} for bill in bills
    ]  # fmt: skip
    with database.write() as connection:
        connection.execute(insert(consents), rows)


def bill_of_number(bid: str, number: int) -> Bill:
    """The numbers are all different; exchanges from 200 on are ones that the plan has."""
    digits = f"{2_000_000 + number * 7 % 7_900_000:07d}"
    area = number % len(AREAS)
    owed = Money(1000 + number * 37 % 30_000)
    return Bill(
        bid=bid,
        account_number=f"{number:010d}",
        invoice_number=f"B{number:09d}",
        invoice_type="REGULAR",
        bill_date=date(2026, 11, 1),
        due_date=date(2026, 11, 26),
        balance_due=owed,
        name="PAYER NAME",
        service_address="250 SYCAMORE STREET EAST",
        state=STATES[area],
        postal_code="30236",
        phone=f"{AREAS[area]}-{digits[:3]}-{digits[3:]}",
        language="EN" if number % 4 else "ES",
        past_due=owed if number % 10 == 0 else Money(0),
    )
