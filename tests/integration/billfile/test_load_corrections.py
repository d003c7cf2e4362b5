"""A bill that a later file has anew is corrected by it, whatever its date; on both databases, for whoever asks."""

import pytest

from integration.billfile.load import load_file
from integration.ledger import earlier
from integration.ledger.bills import find_bill, find_numbered
from integration.ledger.campaign_accounts import Accounts, with_bills
from tests.integration.billfile.samples import file_xml, owing

FIRST, SECOND, THIRD = "20261101", "20261103", "20261105"


@pytest.fixture
def load(write, biller, database, clock):
    def done(created, *bills, total):
        path = write(file_xml(*bills, total=total, created=created), f"billheader_{created}.xml")
        return load_file(path, biller, database, clock)

    return done


@pytest.fixture
def heard(database, biller, clock):
    """What a caller hears as owed, in cents; and whoever calls him says the same."""

    def found(account="2", keyed="ACCOUNT_NO"):
        with database.read() as connection:
            standing = find_bill(connection, "1368", keyed, account)
            number = standing.bill.account_number
            called = Accounts(connection, biller, clock.now()).some([number])[number]
            assert [one.owed_cents for one in Accounts(connection, biller, clock.now()).all()] == [called.owed_cents]
            assert earlier.standing(connection, "1368", [number, "none"])[number].owed_cents == called.owed_cents
            assert with_bills(connection, "1368", [number, "none"]) == {number}
        assert called.owed_cents == standing.bill.balance_due.cents
        assert called.bill_date == standing.bill.bill_date
        return standing.bill.balance_due.cents

    return found


def of_two(amount, number="X2", on=FIRST, **more):
    return owing(amount, ACCOUNT_NO="2", BILL_NO=number, BILL_DT=on, **more)


def test_a_bill_that_comes_again_with_an_earlier_date_is_corrected(load, heard, database):
    load(FIRST, of_two("84.20"), total="84.20")
    report = load(SECOND, of_two("10.00", on="20261031"), total="10.00")
    assert (report.loaded, heard()) == (1, 1000)
    with database.read() as connection:
        assert find_numbered(connection, "1368", "2", "X2").version == report.version


def test_a_correction_that_falls_behind_another_bill_leaves_that_one(load, heard):
    load(FIRST, of_two("50.00", "X1", "20261020"), total="50.00")
    load(SECOND, of_two("84.20", on=SECOND), total="84.20")
    assert heard() == 8420
    load(THIRD, of_two("10.00", on="20261019"), total="10.00")
    assert heard() == 5000


def test_the_last_correction_counts(load, heard):
    load(FIRST, of_two("84.20"), total="84.20")
    load(SECOND, of_two("10.00", on="20261019"), total="10.00")
    load(THIRD, of_two("20.00", on="20261020"), total="20.00")
    assert heard() == 2000


def test_another_bill_of_an_earlier_date_changes_nothing(load, heard):
    load(FIRST, of_two("84.20"), total="84.20")
    load(SECOND, of_two("10.00", "X1", "20261031"), total="10.00")
    assert heard() == 8420


def test_of_bills_of_one_day_the_later_file_has_the_one_that_stands(load, heard):
    load(FIRST, of_two("84.20"), total="84.20")
    load(SECOND, of_two("10.00", "X3"), total="10.00")
    assert heard() == 1000


def test_a_file_that_is_kept_corrects_nothing(load, heard):
    load(SECOND, of_two("84.20"), total="84.20")
    assert load(FIRST, of_two("10.00", on="20261031"), total="10.00").state == "kept"
    assert heard() == 8420


def test_a_correction_is_found_by_the_custom_number_too(load, heard):
    load(FIRST, of_two("84.20", ACCOUNT_NO_CUSTOM="77-1"), total="84.20")
    load(SECOND, of_two("10.00", on="20261031", ACCOUNT_NO_CUSTOM="77-1"), total="10.00")
    assert heard("77-1", "ACCOUNT_NO_CUSTOM") == 1000


def test_the_same_number_of_another_account_is_another_bill(load, database):
    load(FIRST, of_two("84.20"), total="84.20")
    load(SECOND, owing("10.00", ACCOUNT_NO="3", BILL_NO="X2", BILL_DT="20261031"), total="10.00")
    with database.read() as connection:
        assert find_bill(connection, "1368", "ACCOUNT_NO", "2").bill.balance_due.cents == 8420
