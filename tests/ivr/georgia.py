"""Accounts of one zone: what is open in ten states takes longer to work out than all the rest of a test."""

from datetime import date, timedelta

from sqlalchemy import insert

from integration.ledger import bill_files, number_facts
from integration.ledger.bill_files import FileFacts, Staged
from integration.ledger.rows import row_of
from integration.ledger.tables import consents
from tests.bench.million import AREAS, NOW, bill_of_number


def fill(database, accounts):
    """The accounts 0, 10, 20 … of the biller 1368 in Georgia, due in three days, each number with a yes to all."""
    bills = [bill_of_number("1368", number * len(AREAS)) for number in range(accounts)]
    file = FileFacts("1368", "billheader_20261102.xml", "f" * 64, date(2026, 11, 2), 1, NOW - timedelta(days=21))
    version = bill_files.begin(database, file, NOW)
    bill_files.stage(database, version, [row_of(bill, version) for bill in bills], [])
    yes = {"bid": "1368", "topic": "all", "says": "yes", "how": "web", "who": "web", "at": NOW - timedelta(days=300)}
    with database.write() as connection:
        connection.execute(insert(consents), [yes | {"number": f"+1{bill.phone.replace('-', '')}"} for bill in bills])
    bill_files.show(database, version, file, Staged(accounts, 0, 0, "{}"), NOW)
    number_facts.learn(database, version)
