"""What the ledger tells of payments that came back: what rates are made of, and what may be presented again."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from integration.clock import today_at
from integration.ledger.return_reports import bank_debits, bank_returns, for_want_of_funds
from integration.model import PostingState, Way
from integration.nacha.rates import return_rates, window
from tests.integration.nacha.samples import Sheet, entry, returned

ZONE = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 20)


@pytest.fixture
def came_back(loader, tmp_path):
    """Loads one return of a payment of 123.54; `day` is the bank's, YYMMDD."""

    def came_back(confirmation, code="R01", original="091400600000001", day=b"261119"):
        raw = Sheet().batch((entry(12354, confirmation), returned(code, original))).end().replace(b"261119", day, 1)
        path = tmp_path / f"{confirmation}{code}{original}.ach"
        path.write_bytes(raw)
        return loader.load_file(path).verdicts

    return came_back


@pytest.fixture
def rates(database):
    def rates(until=TODAY):
        first, last = window(until)
        with database.read() as connection:
            debits = bank_debits(connection, "1368", first, last, ZONE)
            back = bank_returns(connection, "1368", first, last)
        return [(rate.returned, rate.debits) for rate in return_rates(debits, back, last)]

    return rates


@pytest.fixture
def offered(database):
    def offered(today=TODAY):
        with database.read() as connection:
            return [(one.confirmation, one.may_retry(ZONE, today)) for one in for_want_of_funds(connection, "1368")]

    return offered


def test_only_bank_payments_of_this_biller_are_debits(paid, rates):
    paid(100, number=1)
    paid(100, number=2, way=Way.CARD)
    paid(100, number=3, bid="9")
    assert rates() == [(0, 1)] * 3


def test_a_return_counts_once_and_only_as_one_of_ours(paid, came_back, rates):
    one, other = paid(12354, number=1), paid(12354, number=2)
    came_back(one, "R10")
    came_back(one, "R10", "091400600000002")
    came_back(other, "R68")
    came_back("000000000", "R03")
    assert rates() == [(1, 2), (0, 2), (1, 2)]


@pytest.mark.parametrize(("day", "counted"), [(b"260921", 0), (b"260922", 1), (b"261120", 1), (b"261121", 0)])
def test_a_return_counts_on_the_banks_day(paid, came_back, rates, day, counted):
    came_back(paid(12354), "R02", day=day)
    assert rates() == [(0, 1), (counted, 1), (counted, 1)]


def test_a_debit_counts_on_the_billers_day(paid, clock, rates):
    """One second before midnight in New York it is the next day in UTC."""
    clock.pause((timedelta(hours=13, minutes=54, seconds=59)).total_seconds())
    paid(100, number=1)
    assert today_at(ZONE, clock.now()) == TODAY
    clock.pause(1)
    paid(100, number=2)
    assert rates(TODAY) == [(0, 1)] * 3
    assert rates(TODAY + timedelta(days=1)) == [(0, 2)] * 3


@pytest.mark.parametrize(("code", "count"), [("R01", 1), ("R09", 1), ("R02", 0), ("R08", 0), ("R68", 0)])
def test_only_what_lacked_funds_is_offered(paid, came_back, offered, code, count):
    came_back(paid(12354), code)
    assert len(offered()) == count


def test_an_offer_is_good_twice_and_for_180_days_from_the_capture(paid, came_back, offered):
    confirmation = paid(12354)
    came_back(confirmation)
    ((told, answer),) = offered()
    assert (told, answer.may, answer.last_day) == (confirmation, True, TODAY + timedelta(days=180))
    assert not offered(TODAY + timedelta(days=181))[0][1].may


@pytest.mark.parametrize(("more", "may"), [(0, True), (1, True), (2, False)])
def test_every_presentment_that_came_back_is_counted(paid, came_back, offered, more, may):
    confirmation = paid(12354)
    for number in range(1 + more):
        came_back(confirmation, original=f"09140060000000{number}")
    ((_, answer),) = offered()
    assert answer.may == may


def test_the_same_presentment_told_twice_is_one(paid, came_back, offered):
    confirmation = paid(12354)
    came_back(confirmation)
    came_back(confirmation, day=b"261120")
    assert "twice more" in offered()[0][1].why


def test_a_return_that_took_nothing_back_is_not_offered(paid, came_back, offered):
    came_back(paid(12354, posting=PostingState.CANCELLED))
    came_back("000000000")
    assert offered() == []
