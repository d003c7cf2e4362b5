"""Loading a file whole or not at all, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from integration.billfile import load as load_module
from integration.billfile.load import load_file
from integration.billfile.patient import BETWEEN_TRIES_S
from integration.billfile.shape import IDENTIFIERS, WORDS
from integration.errors import Unavailable
from integration.ledger import bill_files as files_of_ledger
from integration.ledger.bills import find_bill
from integration.ledger.rows import COLUMNS
from integration.ledger.staging.chunk import ChunkSizes
from integration.ledger.tables import bill_files, bills
from integration.money import Money
from integration.sandbox.billfiles.generator import make_billfile
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing


@pytest.fixture
def load(write, biller, database, clock):
    def done(content, name="billheader_20261101.xml", biller=biller):
        return load_file(write(content, name), biller, database, clock)

    return done


@pytest.fixture
def heard(database):
    """What a caller would hear as owed, in cents."""

    def found(account="0012345678"):
        with database.read() as connection:
            standing = find_bill(connection, "1368", "ACCOUNT_NO", account)
        return standing and standing.bill.balance_due.cents

    return found


def state_of(database, version):
    with database.read() as connection:
        return connection.execute(select(bill_files).where(bill_files.c.version == version)).mappings().one()


def test_a_generated_file_loads_and_every_account_says_what_was_drawn(tmp_path, database, clock):
    path = tmp_path / "billheader_20261101.xml"
    accounts = make_billfile(path, "1368", 1000, 7, date(2026, 11, 1))
    report = load_file(path, biller_with(reject_share_max=0), database, clock)
    assert report.as_json() == {
        "file": "billheader_20261101.xml",
        "bills": 1000,
        "loadable": 1000,
        "rejected": [],
        "warnings": [],
        "unknown_elements": {},
        "held": None,
        "loaded": 1000,
        "skipped": 0,
        "superseded": 0,
        "version": report.version,
    }
    with database.read() as connection:
        for account in accounts:
            bill = find_bill(connection, "1368", "ACCOUNT_NO", account.account_no).bill
            assert (bill.balance_due, bill.past_due) == (Money(account.balance_cents), Money(account.pastdue_cents))
            assert (bill.due_date.isoformat(), bill.block_code) == (account.due_date, account.block_code)
            assert (bill.postal_code, bill.name) == (account.zip, account.name)
            assert bill.language == account.language.lower()


def test_the_books_are_as_of_the_extract(load, database):
    report = load(file_xml(bill_xml()), biller=biller_with(extract_at="01:30"))
    row = state_of(database, report.version)
    assert (row["created_on"], row["sequence"], row["state"]) == (date(2026, 11, 1), 1, "live")
    assert row["as_of"] == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # before the clocks go back that morning
    assert (row["bills"], row["total_cents"], row["rejected"]) == (1, 8420, 0)


def test_the_same_bytes_again_change_nothing(load, heard):
    first = load(file_xml(bill_xml()))
    again = load(file_xml(bill_xml()), "billheader_20261109.xml")
    assert (again.state, again.loaded, again.skipped, again.version) == ("skipped", 0, 1, first.version)
    assert heard() == 8420


def test_a_later_file_takes_the_place_of_the_bills_it_has(load, heard):
    load(file_xml(owing("1.00"), owing("2.00", ACCOUNT_NO="2", BILL_NO="B2"), total="3.00"))
    load(file_xml(owing("5.00", BILL_NO="B9"), total="5.00", created="20261102"), "billheader_20261102.xml")
    assert (heard(), heard("2")) == (500, 200)


def test_yesterdays_file_after_todays_is_kept(load, heard, database):
    load(file_xml(owing("5.00"), total="5.00", created="20261102"), "billheader_20261102.xml")
    late = load(file_xml(owing("9.00", BILL_NO="B9"), total="9.00"))
    assert (late.state, late.loaded) == ("kept", 0)
    assert heard() == 500
    assert state_of(database, late.version)["why"]
    assert load(file_xml(owing("9.00", BILL_NO="B9"), total="9.00")).state == "skipped"


def test_a_second_file_of_the_day_is_newer_than_the_first(load, heard):
    load(file_xml(owing("5.00"), total="5.00"))
    load(file_xml(owing("6.00"), total="6.00"), "billheader_20261101_1.xml")
    load(file_xml(owing("7.00"), total="7.00"), "billheader_20261101_2.xml")
    assert heard() == 700


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (file_xml(bill_xml(), count=2), "refused"),
        (file_xml(bill_xml())[:-20], "refused"),
        (file_xml(bill_xml(TOTAL_DUE_AMT="84.2O")), "held"),
        ("", "refused"),
    ],
)
def test_a_file_that_is_turned_away_leaves_yesterdays_truth(load, heard, database, content, state):
    load(file_xml(owing("5.00"), total="5.00", created="20261031"), "billheader_20261031.xml")
    report = load(content)
    assert (report.state, report.loaded) == (state, 0)
    row = state_of(database, report.version)
    assert (row["state"], row["why"]) == (state, report.why)
    assert report.why
    assert heard() == 500
    with database.read() as connection:
        assert not connection.execute(select(bills).where(bills.c.version == report.version)).all()


def test_a_file_turned_away_may_be_tried_again_when_the_settings_have_changed(load, heard):
    content = file_xml(bill_xml(), bill_xml(ACCOUNT_NO="bad one", BILL_NO="B2"), total="168.40")
    assert load(content, biller=biller_with(reject_share_max=0.02)).state == "refused"
    assert load(content, biller=biller_with(reject_share_max=0.5)).state == "live"
    assert heard() == 8420


def test_a_file_with_another_name_is_refused_and_remembered(load, database):
    report = load(file_xml(bill_xml()), "bills.xml")
    assert (report.state, state_of(database, report.version)["file_name"]) == ("refused", "bills.xml")


def test_bills_withdrawn_later_in_the_file_leave_the_ledger_across_chunks(load, heard, monkeypatch):
    monkeypatch.setattr(load_module, "SIZES", ChunkSizes(2, 3))
    filler = [owing("1.00", ACCOUNT_NO=f"9{n}", BILL_NO=f"F{n}") for n in range(5)]
    content = file_xml(
        owing("1.00", ACCOUNT_NO="1", BILL_NO="A1"),
        owing("1.00", ACCOUNT_NO="2", BILL_NO="A2"),
        owing("1.00", ACCOUNT_NO="3", BILL_NO="A3"),
        *filler,
        owing("2.00", ACCOUNT_NO="1", BILL_NO="A1"),  # corrected
        owing("1.00", ACCOUNT_NO="2", BILL_NO="A9"),  # in conflict with A2
        owing("3.00", ACCOUNT_NO="3", BILL_NO="A8", BILL_DT="20261102"),  # newer than A3
        total="14.00",
    )
    report = load(content)
    assert (heard("1"), heard("2"), heard("3"), heard("90")) == (200, None, 300, 100)
    assert (report.loaded, report.check.superseded, report.check.rejected_bills) == (7, 2, 2)


def test_a_busy_ledger_is_waited_for_and_a_lost_commit_written_again(load, heard, clock, monkeypatch):
    really, tries = load_module.bill_files.stage, []

    def stage(*words):
        tries.append(1)
        really(*words)
        if len(tries) == 1:
            raise Unavailable("committed, and the answer was lost")

    monkeypatch.setattr(load_module.bill_files, "stage", stage)
    assert load(file_xml(bill_xml())).loaded == 1
    assert (heard(), len(tries), clock.tick()) == (8420, 2, BETWEEN_TRIES_S)


def test_a_ledger_that_stays_away_leaves_nothing_visible_and_the_file_can_be_loaded_again(load, heard, monkeypatch):
    def stage(*_words):
        raise Unavailable("away")

    with monkeypatch.context() as away:
        away.setattr(load_module.bill_files, "stage", stage)
        with pytest.raises(Unavailable, match="away"):
            load(file_xml(bill_xml()))
    assert heard() is None
    assert load(file_xml(bill_xml())).loaded == 1
    assert heard() == 8420


def test_what_the_bif_allows_is_what_the_ledger_holds():
    for field, most in {**IDENTIFIERS, **WORDS}.items():
        assert bills.columns[field].type.length == most, field


def test_a_row_has_the_columns_of_the_table_in_their_order():
    assert tuple(bills.columns.keys()) == ("id", *COLUMNS)


def test_the_same_bytes_shown_by_another_meanwhile_are_no_mistake_of_ours(write, database, clock, monkeypatch):
    path, really = write(file_xml(bill_xml())), files_of_ledger.known_file
    assert load_file(path, biller_with(), database, clock).state == "live"
    asked = []

    def known(*words):
        asked.append(words)
        return None if len(asked) == 1 else really(*words)

    monkeypatch.setattr(files_of_ledger, "known_file", known)
    with pytest.raises(Unavailable, match="loaded meanwhile, as version 1"):
        load_file(path, biller_with(), database, clock)
