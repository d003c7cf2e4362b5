"""Files that a person must look at first, by the biller's own shares; a check and a load say the same words."""

import pytest
from sqlalchemy import func, select

from integration.billfile import compared as compared_module
from integration.billfile import load as load_module
from integration.billfile import sample as sample_module
from integration.billfile.checking import check_beside
from integration.billfile.compared import is_tenfold
from integration.billfile.load import load_file
from integration.ledger.bills import find_bill
from integration.ledger.let_in import LetIn
from integration.ledger.tables import audit, bill_files, bills
from integration.money import Money
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing

FIRST, SECOND = "20261101", "20261102"
FULL = biller_with(full=True)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Questions of a few accounts at once."""
    monkeypatch.setattr(compared_module, "ACCOUNTS_AT_ONCE", 7)


@pytest.fixture
def checked(monkeypatch, database, clock):
    """The ledger's tables here are made without their migrations."""
    monkeypatch.setattr("integration.billfile.checking.is_current", lambda _: True)
    return lambda path, biller: check_beside(path, biller, database, clock)


@pytest.fixture
def load(write, database, clock, checked):
    """Loads, and sees that a check would have said so, and has written nothing."""

    def done(content, created=SECOND, biller=FULL, person=None):
        path = write(content, f"billheader_{created}.xml")
        before = rows_of(database)
        said = checked(path, biller)
        assert rows_of(database) == before
        report = load_file(path, biller, database, clock, person=person)
        if person is None:
            assert (said.held, said.refused, said.loadable) == (
                report.check.held,
                report.check.refused,
                report.check.loadable,
            )
        return report

    return done


def rows_of(database):
    with database.read() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) for table in (bills, bill_files, audit)]


def heard(database, account="0"):
    with database.read() as connection:
        return find_bill(connection, "1368", "ACCOUNT_NO", account).bill.balance_due


def file_of(amounts, created, prefix="B", extra=(), extra_cents=0):
    """A bill of each account, which owes so many cents; `amounts` by account number."""
    rows = [
        owing(Money(cents).plain(), ACCOUNT_NO=account, BILL_NO=f"{prefix}{account}", BILL_DT=created)
        for account, cents in amounts.items()
    ]
    total = Money(sum(amounts.values()) + extra_cents).plain()
    return file_xml(*rows, *extra, total=total, created=created)


def of(count, cents=100, first=0):
    return {str(number): cents for number in range(first, first + count)}


def second(amounts, **more):
    return file_of(amounts, SECOND, "C", **more)


def test_a_whole_list_that_lacks_too_many_accounts_is_held(load, database):
    first = load(file_of(of(1000), FIRST), FIRST)
    report = load(second(of(1, 150)))
    assert (report.state, report.loaded) == ("held", 0)
    assert report.why == (
        f"999 of 1,000 accounts of billheader_20261101.xml (version {first.version}) are missing; at most 30% may be"
    )
    assert report.as_json()["held"] == report.why
    assert heard(database) == Money(100)


@pytest.mark.parametrize(("left", "state"), [(70, "live"), (69, "held"), (0, "held")])
def test_seventy_in_a_hundred_are_enough(load, left, state):
    load(file_of(of(100), FIRST), FIRST)
    assert load(second(of(left) | of(30, first=500))).state == state


@pytest.mark.parametrize(("settings", "state"), [({"full": True, "missing_share_max": 0.5}, "live"), ({}, "live")])
def test_missing_accounts_are_the_billers_to_judge(load, settings, state):
    load(file_of(of(100), FIRST), FIRST)
    assert load(second(of(50)), biller=biller_with(**settings)).state == state


def test_accounts_that_only_an_older_file_has_are_not_missing(load):
    part = biller_with()
    load(file_of(of(100), FIRST), FIRST, biller=part)
    load(second(of(10, 150)), biller=part)
    assert load(file_of(of(8), "20261103", "D"), "20261103").state == "live"


def test_an_account_whose_bill_is_rejected_is_missing(load):
    load(file_of(of(10), FIRST), FIRST)
    bad = [bill_xml(ACCOUNT_NO=str(number), BILL_NO=f"C{number}", DUE_DT="soon") for number in range(6, 10)]
    report = load(second(of(6), extra=bad, extra_cents=4 * 8420))
    assert report.why.startswith("4 of 10 accounts of billheader_20261101.xml")


@pytest.mark.parametrize("now", [10_000, 1_000, 10])
def test_amounts_ten_times_or_a_tenth_of_what_they_were_are_held(load, database, now):
    load(file_of(of(1000), FIRST), FIRST)
    report = load(second(of(1000, now)), biller=biller_with())
    assert report.state == "held"
    assert report.why == "1,000 of 1,000 bills are ten times or a tenth of what they were; at most 20% may be"
    assert heard(database) == Money(100)


@pytest.mark.parametrize(("changed", "state"), [(20, "live"), (21, "held")])
def test_a_fifth_may_change_so(load, changed, state):
    load(file_of(of(100), FIRST), FIRST)
    assert load(second(of(100) | of(changed, 1000))).state == state


def test_the_share_of_amounts_is_a_setting(load):
    load(file_of(of(100), FIRST), FIRST)
    assert load(second(of(100) | of(90, 1000)), biller=biller_with(tenfold_share_max=0.9)).state == "live"


def test_a_few_bills_hold_no_file(load):
    load(file_of(of(19), FIRST), FIRST)
    assert load(second(of(19, 1000))).state == "live"


def test_nothing_owed_then_or_now_is_no_part_of_anything(load):
    load(file_of(of(30) | of(60, 0, first=30), FIRST), FIRST)
    report = load(second(of(20, 1000) | of(10, 0, first=20) | of(60, 1000, first=30)))
    assert report.why.startswith("20 of 20 bills are ten times")


def dated(content, created, day):
    """The same file, whose bills are of another day."""
    return content.replace(f"<BILL_DT>{created}", f"<BILL_DT>{day}")


def test_amounts_are_compared_with_the_bill_that_stands(load):
    lenient = biller_with(tenfold_share_max=1)
    load(file_of(of(20), FIRST), FIRST)
    older = dated(file_of(of(20, 1000), SECOND, "A"), SECOND, "20261031")
    assert load(older, biller=lenient).state == "live"  # and callers hear the bills of the first file still
    newest = file_of(of(20, 1000), "20261104", "D")
    assert load(newest, "20261104").why.startswith("20 of 20 bills are ten times")
    corrected = dated(file_of(of(20, 500), "20261103"), "20261103", "20261030")
    assert load(corrected, "20261103", biller=lenient).state == "live"  # now they hear those of the second
    assert load(newest, "20261104").state == "live"


def test_too_many_bad_bills_are_held_before_they_are_refused(load):
    bad = [bill_xml(ACCOUNT_NO="bad one", BILL_NO=f"X{number}") for number in range(3)]
    held = biller_with(reject_share_max=0.5, reject_share_held=0.2)
    report = load(file_of(of(7), FIRST, extra=bad, extra_cents=3 * 8420), FIRST, biller=held)
    assert (report.state, report.why) == ("held", "3 of 10 bills are rejected; at most 20% may be")
    strict = biller_with(reject_share_max=0.29, reject_share_held=0.2)
    report = load(file_of(of(7), FIRST, extra=bad, extra_cents=3 * 8420), FIRST, biller=strict)
    assert (report.state, report.check.held) == ("refused", None)


def test_every_reason_is_told(load):
    load(file_of(of(100), FIRST), FIRST)
    report = load(second(of(60, 1000), extra=[bill_xml(TOTAL_DUE_AMT="84.2O")]))
    for words in (
        "1 of 61 bills have no amount that can be read",
        "40 of 100 accounts",
        "60 of 60 bills are ten times",
    ):
        assert words in report.why


def test_an_older_file_is_kept_and_compared_with_nothing(load):
    load(file_of(of(100), SECOND), SECOND)
    assert load(file_of(of(1, 1000), FIRST), FIRST).state == "kept"


def test_the_first_file_is_compared_with_nothing(load):
    assert load(file_of(of(100), FIRST), FIRST).state == "live"


def test_bills_taken_back_later_in_the_file_do_not_count(load):
    load(file_of(of(30), FIRST), FIRST)
    corrected = [owing("1.00", ACCOUNT_NO=str(n), BILL_NO=f"C{n}", BILL_DT=SECOND) for n in range(30)]
    assert load(second(of(30, 1000), extra=corrected, extra_cents=3000)).state == "live"


def test_of_a_large_file_a_part_is_looked_at(load, monkeypatch):
    monkeypatch.setattr(sample_module, "ACCOUNTS_MAX", 200)
    load(file_of(of(1000), FIRST), FIRST)
    report = load(second(of(600, 1000)))
    missing, tenfold = report.why.split("; at most")[:2]
    about = int(missing.partition("about ")[2].partition(" of")[0])
    assert 300 < about < 500
    assert "(of one in 4) are ten times" in tenfold
    strict = biller_with(full=True, missing_share_max=0)
    assert load(second(of(1000, 150)), biller=strict).state == "live"
    one_lacks = {account: cents for account, cents in of(1000).items() if account not in of(30)}
    why = load(file_of(one_lacks, "20261103", "D"), "20261103", biller=strict).why
    assert 0 < int(why.removeprefix("about ").partition(" of")[0]) < 100


def test_halves_say_what_one_pass_says(load, monkeypatch):
    monkeypatch.setattr(load_module, "HALVES_BYTES_MIN", 0)
    load(file_of(of(1000), FIRST), FIRST)
    report = load(second(of(500, 1000)))
    assert report.why.startswith("500 of 1,000 accounts")
    assert "500 of 500 bills" in report.why
    monkeypatch.setattr(sample_module, "ACCOUNTS_MAX", 200)
    thinned = load(second(of(500, 1000)) + " ")  # the halves are other processes, and take all; they are thinned here
    assert "(of one in 4)" in thinned.why


@pytest.mark.parametrize(
    ("before", "now", "is_so"),
    [(100, 1000, True), (100, 999, False), (1000, 100, True), (-100, -1000, True), (0, 1000, False), (100, 0, False)],
)
def test_what_ten_times_is(before, now, is_so):
    assert is_tenfold(before, now) == is_so


def test_a_person_lets_a_held_file_in(load, database):
    load(file_of(of(100), FIRST), FIRST)
    held = load(second(of(60, 1000)))
    report = load(second(of(60, 1000)), person=LetIn("ann", "the rates went up"))
    assert (report.state, report.loaded, heard(database)) == ("live", 60, Money(1000))
    assert (report.check.held, report.check.warnings[-1].found) == (None, held.why)
    with database.read() as connection:
        row = connection.execute(select(audit)).one()
    assert (row.who, row.bid, row.subject) == ("ann", "1368", "billheader_20261102.xml")
    assert row.detail == f"version {report.version}; held: {held.why}; why: the rates went up"


def test_what_cannot_be_read_is_let_in_and_what_refuses_a_file_is_not(load, database):
    unread = [bill_xml(TOTAL_DUE_AMT="84.2O", ACCOUNT_NO=str(number), BILL_NO=f"X{number}") for number in (7, 8, 9)]
    content = file_of(of(7), FIRST, extra=unread)
    assert load(content, FIRST).state == "held"
    strict = biller_with(reject_share_max=0.2)
    refused = load(content, FIRST, biller=strict, person=LetIn("ann"))
    assert (refused.state, refused.why) == (
        "refused",
        "reject_share_max: found 3 of 10 bills rejected, expected at most 20.00%",
    )
    assert load(content, FIRST, person=LetIn("ann")).loaded == 7
    broken = load(second(of(7))[:-30], person=LetIn("ann"))
    assert broken.state == "refused"
    with database.read() as connection:
        assert len(connection.execute(select(audit)).all()) == 1
