"""Which bill a caller hears: files staged, shown, kept, turned away, overtaken; on both databases."""

import threading
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from integration.errors import Unavailable
from integration.ledger import bill_files
from integration.ledger.bill_files import FileFacts, Overtaken, Staged
from integration.ledger.bills import find_bill
from integration.ledger.rows import COLUMNS, row_of
from integration.ledger.tables import bill_files as files_table
from integration.ledger.tables import bills as bills_table
from integration.model import Bill, Line, Meter
from integration.money import Money

NOW = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
MANY = 2 * bill_files.CHUNK_ROWS + 1


def bill(account="1", cents=8420, number="B1", on=date(2026, 11, 1), **more):
    due = on + timedelta(days=20)
    return Bill("1368", account, number, "REGULAR", on, due, Money(cents), **more)


def file_of(day=date(2026, 11, 1), sequence=1, sha256="a", bid="1368"):
    as_of = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return FileFacts(bid, f"billheader_{day:%Y%m%d}.xml", sha256, day, sequence, as_of)


def staged(bills=1):
    return Staged(bills=bills, total_cents=8420, rejected=0, report="{}")


def begin(database, file, *bills):
    version = bill_files.begin(database, file, NOW)
    bill_files.stage(database, version, [row_of(one, version) for one in bills], [])
    return version


def load(database, file, *bills):
    version = begin(database, file, *bills)
    return version, bill_files.show(database, version, file, staged(len(bills)), NOW)


def found(database, number="1", keyed="ACCOUNT_NO", bid="1368"):
    with database.read() as connection:
        return find_bill(connection, bid, keyed, number)


def rows(database, version=None):
    query = select(func.count()).select_from(bills_table)
    if version is not None:
        query = query.where(bills_table.c.version == version)
    with database.read() as connection:
        return connection.execute(query).scalar_one()


def test_a_bill_comes_back_as_it_went_in(database):
    whole = bill(
        account_number_custom="77-1",
        name="JOS\u00c9\tNU\\\u00d1EZ\n",
        service_address="250 Sycamore",
        city="Morrow",
        state="GA",
        postal_code="02134",
        phone="770-555-0134",
        email="a@example.org",
        language="es",
        past_due=Money(400),
        current_charges=Money(8020),
        previous_balance=Money(2000),
        payments=Money(1500),
        adjustments=Money(-100),
        minimum_due=Money(1000),
        disconnect_date=date(2026, 12, 5),
        expire_date=date(2027, 1, 1),
        autopay=True,
        autopay_date=date(2026, 11, 19),
        paperless=True,
        block_code="N",
        pdf_name="B1.pdf",
        message="Thank you",
        partial=True,
        notice_days="10,3,-5",
        lines=(Line(1, "WATER", "Water", "7", "CCF", "4.10", Money(2870)),),
        meters=(Meter("1000123", "412", "419", estimated=True),),
    )
    assert all(getattr(whole, field.name) for field in fields(Bill)), "every field is set, so every column is tried"
    version, _ = load(database, file_of(), whole)
    standing = found(database)
    assert standing.bill == whole
    assert (standing.version, standing.as_of) == (version, datetime(2026, 11, 1, 4, tzinfo=UTC))
    assert found(database, "77-1", "ACCOUNT_NO_CUSTOM").bill == whole
    told = standing.as_json()
    assert (told["past_due_cents"], told["minimum_due_cents"], told["bill_date"]) == (400, 1000, "2026-11-01")


def test_what_a_bill_leaves_out_stays_left_out(database):
    load(database, file_of(), bill())
    assert found(database).bill == bill()


def test_nobody_is_found_by_what_is_not_there(database):
    load(database, file_of(), bill())
    assert found(database, "2") is None
    assert found(database, bid="1369") is None
    assert found(database, "", "ACCOUNT_NO_CUSTOM") is None


def test_nothing_is_seen_before_the_file_is_shown(database):
    version = begin(database, file_of(), bill())
    assert found(database) is None
    bill_files.show(database, version, file_of(), staged(), NOW)
    assert found(database).version == version


def test_balance_forward_the_newest_bill_date_stands_then_the_newest_file(database):
    load(database, file_of(date(2026, 11, 1), sha256="a"), bill(cents=100), bill("2", cents=200))
    second, _ = load(database, file_of(date(2026, 11, 2), sha256="b"), bill(cents=101), bill("3", cents=300))
    load(database, file_of(date(2026, 11, 3), sha256="c"), bill(cents=99, number="B0", on=date(2026, 10, 1)))
    assert (found(database).bill.balance_due, found(database).version) == (Money(101), second)
    assert found(database, "2").bill.balance_due == Money(200)


@pytest.mark.parametrize(("day", "sequence"), [(date(2026, 11, 1), 9), (date(2026, 11, 2), 1), (date(2026, 11, 2), 2)])
def test_a_file_that_is_not_newer_is_kept_and_not_heard(database, day, sequence):
    load(database, file_of(date(2026, 11, 2), sequence=2), bill(cents=100))
    version, state = load(database, file_of(day, sequence, sha256="b"), bill(cents=999, on=date(2026, 11, 9)))
    assert state == "kept"
    assert found(database).bill.balance_due == Money(100)
    assert rows(database, version) == 1


@pytest.mark.parametrize("state", ["refused", "held"])
def test_a_file_that_is_turned_away_leaves_no_bills_and_says_why(database, state):
    version = begin(database, file_of(), *(bill(str(n)) for n in range(MANY)))
    bill_files.turn_away(database, version, state, "because", staged(MANY))
    assert rows(database) == 0
    with database.read() as connection:
        known = bill_files.known_file(connection, "1368", "a")
    assert (known.version, known.state, known.why) == (version, state, "because")


def test_a_later_file_does_not_bring_a_refused_ones_bills_to_light(database):
    refused = begin(database, file_of(sha256="a"), bill(cents=999))
    bill_files.turn_away(database, refused, "refused", "because", staged())
    with database.write() as connection:  # as if a crash had cut the clearing short
        connection.execute(bills_table.insert().values(_as_mapping(row_of(bill(cents=999), refused))))
    load(database, file_of(date(2026, 11, 2), sha256="b"), bill("2"))
    assert found(database) is None
    assert rows(database, refused) == 0, "the next load clears what was left"


def _as_mapping(row):
    values = dict(zip(COLUMNS, row, strict=True))
    return values | {name: date.fromisoformat(values[name]) for name in ("bill_date", "due_date")}


def test_a_load_that_died_is_cleared_by_the_next(database):
    dead = begin(database, file_of(), *(bill(str(n), cents=1) for n in range(MANY)))
    version, state = load(database, file_of(), bill("5", cents=2))
    assert (state, rows(database)) == ("live", 1)
    assert version != dead or database.is_sqlite  # SQLite gives the number of a deleted last row again
    assert found(database, "5").bill.balance_due == Money(2)
    assert found(database, "6") is None


def test_a_load_that_was_overtaken_stops(database):
    first = begin(database, file_of(sha256="a"), bill(cents=1))
    second = begin(database, file_of(date(2026, 11, 2), sha256="b"), bill(cents=2))
    with pytest.raises(Overtaken):
        bill_files.stage(database, first, [row_of(bill("2"), first)], [])
    with pytest.raises(Overtaken):
        bill_files.show(database, first, file_of(sha256="a"), staged(), NOW)
    with pytest.raises(Overtaken):
        bill_files.turn_away(database, first, "refused", "", staged())
    bill_files.show(database, second, file_of(date(2026, 11, 2), sha256="b"), staged(), NOW)
    assert rows(database) == 1
    assert found(database).bill.balance_due == Money(2)


def test_of_many_that_begin_at_once_at_most_one_goes_on(database):
    begun, overtaken = [], []

    def one(number):
        try:
            begun.append(bill_files.begin(database, file_of(sha256=str(number)), NOW))
        except Unavailable:
            overtaken.append(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) + len(overtaken) == 6
    with database.read() as connection:
        query = select(func.count()).where(files_table.c.state == "staged")
        assert connection.execute(query).scalar_one() == 1


def test_billers_do_not_disturb_each_other(database):
    mine = begin(database, file_of(), bill(cents=1))
    theirs = file_of(bid="2000", sha256="a")
    bill_files.begin(database, theirs, NOW)
    bill_files.show(database, mine, file_of(), staged(), NOW)
    assert found(database).version == mine
    assert found(database, bid="2000") is None


def test_a_bill_taken_back_is_gone_and_may_be_given_again(database):
    version = begin(database, file_of(), bill("1", cents=1), bill("2", cents=1))
    bill_files.stage(database, version, [row_of(bill("2", cents=2), version)], ["1", "2"])
    bill_files.show(database, version, file_of(), staged(), NOW)
    assert found(database, "1") is None
    assert found(database, "2").bill.balance_due == Money(2)


@pytest.mark.parametrize("keyed", ["ACCOUNT_NO", "ACCOUNT_NO_CUSTOM"])
def test_the_question_is_answered_from_an_index(sqlite_database, keyed):
    asked = []
    event.listen(sqlite_database.engine, "before_cursor_execute", lambda *words: asked.append(words[2:4]))
    found(sqlite_database, keyed=keyed)
    question, values = next((sql, values) for sql, values in asked if "FROM bills" in sql)
    with sqlite_database.read() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", values)]
    column = "account_number_custom" if keyed == "ACCOUNT_NO_CUSTOM" else "account_number"
    assert any(f"USING INDEX ix_bills_bid_{column}_version" in step for step in plan), plan
    assert not [step for step in plan if step.startswith("SCAN")], plan


def test_a_load_that_is_overtaken_by_one_of_the_same_file_cannot_write_into_it(database):
    """A version is never given twice: else the one that was overtaken would take the other's for its own."""
    overtaken = begin(database, file_of())
    again = begin(database, file_of())
    assert again > overtaken
    with pytest.raises(Overtaken):
        bill_files.stage(database, overtaken, [row_of(bill(), overtaken)], [])
