"""When the books of a file were true: never later than the file was there."""

from datetime import UTC, datetime

import pytest

from integration.billfile.load import load_file
from integration.ledger.bills import find_bill
from integration.model import PaymentState, PostingState
from integration.money import Money
from integration.owing import OwnPayment, by_file
from tests.integration.billfile.samples import biller_with, file_xml, owing

THIS_MORNING = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # the clock of these tests begins at 15:05, 10:05 on the wall


@pytest.fixture
def loaded(write, database, clock):
    """A file made on this day, and the bill that callers hear of it then."""

    def done(created, extract_at="00:00"):
        path = write(file_xml(owing("84.20"), total="84.20", created=created), f"billheader_{created}.xml")
        load_file(path, biller_with(extract_at=extract_at), database, clock)
        with database.read() as connection:
            return find_bill(connection, "1368", "ACCOUNT_NO", "0012345678")

    return done


@pytest.mark.parametrize(
    ("created", "extract_at", "true_at"),
    [
        ("20261119", "18:00", datetime(2026, 11, 19, 23, 0, tzinfo=UTC)),
        ("20261120", "00:00", datetime(2026, 11, 20, 5, 0, tzinfo=UTC)),
        ("20261120", "10:05", datetime(2026, 11, 20, 15, 5, tzinfo=UTC)),  # this very minute
        ("20261120", "10:06", datetime(2026, 11, 19, 15, 6, tzinfo=UTC)),
        ("20261121", "00:00", datetime(2026, 11, 20, 5, 0, tzinfo=UTC)),
        ("20261121", "18:00", datetime(2026, 11, 19, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_books_were_true_at_the_newest_extract_that_has_passed(loaded, created, extract_at, true_at):
    assert loaded(created, extract_at).as_of == true_at


@pytest.mark.parametrize(("created", "extract_at"), [("20261121", "00:00"), ("20261120", "18:00")])
def test_a_payment_of_this_morning_counts_against_a_file_of_tomorrow(loaded, clock, created, extract_at):
    paid = OwnPayment(
        payment_id="p",
        amount=Money(8420),
        state=PaymentState.CAPTURED,
        opened_at=THIS_MORNING,
        captured_at=THIS_MORNING,
        posting=PostingState.POSTED,
        sent_at=THIS_MORNING,
        posted_at=THIS_MORNING,
        in_balance_at=None,
        balance_seen=None,
    )
    standing = loaded(created, extract_at)
    assert by_file(standing.bill.balance_due, standing.bill.past_due, standing.as_of, [paid]).owed == Money(0)
    assert standing.as_of <= clock.now()


def test_a_file_that_was_turned_away_is_as_old_as_its_first_coming(write, database, clock):
    path = write(file_xml(owing("84.20"), owing("1.00", ACCOUNT_NO="bad one"), total="85.20", created="20261121"))
    strict, lenient = (biller_with(reject_share_max=most) for most in (0.02, 1))
    assert load_file(path, strict, database, clock, name="billheader_20261121.xml").state == "refused"
    clock.pause(5 * 24 * 3600)
    assert load_file(path, lenient, database, clock, name="billheader_20261121.xml").state == "live"
    with database.read() as connection:
        standing = find_bill(connection, "1368", "ACCOUNT_NO", "0012345678")
    assert standing.as_of == datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
