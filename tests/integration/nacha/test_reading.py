"""What a return file tells when nothing is wrong with it (Nacha Operating Rules, Appendices Three to Five)."""

import io
from datetime import date

import pytest

from integration.bank_data import BankData
from integration.money import Money
from integration.nacha.items import Correction, Part, Return
from integration.nacha.reading import Reading
from tests.integration.nacha.samples import NEW_ACCOUNT, NEW_ROUTING, Sheet, changed, entry, good, returned


def read(raw):
    reading = Reading(io.BytesIO(raw))
    items = list(reading)
    assert list(reading.findings.sentences()) == []
    return items, reading


def test_returns_and_corrections_in_the_order_of_the_file():
    (first, second, third), reading = read(good())
    assert first == Return(
        3, "091000017611242", "091400600000001", "123456789", "R01", Money(12354), is_debit=True, date_of_death=None
    )
    assert (second.line, second.code, second.amount) == (5, "R02", Money(4565))
    assert (third.line, third.code, third.individual_id, third.parts) == (9, "C01", "555555555", (Part.ACCOUNT,))
    assert reading.created_on == date(2026, 11, 19)
    assert (reading.whole.batches, reading.whole.sums.debit_cents, reading.whole.sums.credit_cents) == (2, 16919, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_as_on_any_machine(end):
    assert len(read(good().replace(b"\n", end.encode()))[0]) == 3


def test_the_last_line_may_lack_its_end():
    assert len(read(good().removesuffix(b"\n"))[0]) == 3


def test_a_file_without_batches_is_whole():
    """Banks send one on days without returns."""
    assert read(Sheet().end())[0] == []


@pytest.mark.parametrize("code", ["21", "31", "41", "51", "22", "32", "24", "54", "26", "36", "56", "27", "37", "55"])
def test_a_returned_credit_is_told_from_a_returned_debit(code):
    """By the return's own code, and by the one with which the entry was sent, which some banks leave."""
    (one,), reading = read(Sheet().batch((entry(100, code=code), returned("R23")), service="200").end())
    assert one.is_debit == (code in {"26", "36", "56", "27", "37", "55"})
    assert (reading.whole.sums.debit_cents, reading.whole.sums.credit_cents) == ((100, 0) if one.is_debit else (0, 100))


@pytest.mark.parametrize("company", [" CLAYTON", "CLAYTON", "   CLAYTON"])
def test_blanks_around_a_company_make_no_difference(company):
    raw = Sheet().batch((entry(), returned()), company=company).end()
    assert len(read(raw.replace(b"CLAYTONWTR", b"CLAYTON   ", 1))[0]) == 1


@pytest.mark.parametrize(
    ("code", "written", "expected"),
    [
        ("R14", "261031", date(2026, 10, 31)),
        ("R15", "261031", date(2026, 10, 31)),
        ("R15", "      ", None),
        ("R01", "261031", None),
        ("R73", "999999", None),
    ],
)
def test_a_date_of_death_is_read_where_somebody_died(code, written, expected):
    (one,), _ = read(Sheet().batch((entry(), returned(code, death=written))).end())
    assert one.date_of_death == expected


@pytest.mark.parametrize("code", ["R62", "R68", "R71", "R77", "R85", "R99"])
def test_every_reason_code_is_read_as_it_stands(code):
    (one,), _ = read(Sheet().batch((entry(), returned(code))).end())
    assert one.code == code


@pytest.mark.parametrize(
    ("code", "data", "expected"),
    [
        ("C01", NEW_ACCOUNT, BankData(account_number=NEW_ACCOUNT)),
        ("C01", "12-34 567 8901234", BankData(account_number="12-34 567 8901234")),
        ("C02", NEW_ROUTING, BankData(routing_number=NEW_ROUTING)),
        ("C03", f"{NEW_ROUTING}   {NEW_ACCOUNT}", BankData(NEW_ROUTING, NEW_ACCOUNT)),
        ("C05", "37", BankData(transaction_code="37")),
        ("C06", f"{NEW_ACCOUNT:17}   37", BankData(account_number=NEW_ACCOUNT, transaction_code="37")),
        ("C07", f"{NEW_ROUTING}{NEW_ACCOUNT:17}27", BankData(NEW_ROUTING, NEW_ACCOUNT, "27")),
        ("C07", f"{NEW_ROUTING}{'7' * 17}27", BankData(NEW_ROUTING, "7" * 17, "27")),
        ("C04", "PAULA JONES", BankData()),
        ("C09", "123456780", BankData()),
        ("C13", "", BankData()),
        ("C61", NEW_ACCOUNT, BankData()),
        ("C99", NEW_ACCOUNT, BankData()),
    ],
)
def test_each_change_code_corrects_its_own_parts(code, data, expected):
    (one,), _ = read(Sheet().batch((entry(0), changed(code, data)), entry_class="COR").end())
    assert isinstance(one, Correction)
    assert one.corrected == expected


def test_the_hash_keeps_its_ten_low_digits():
    """ "… if the sum exceeds ten characters, the high-order digits are dropped" (Appendix Three, entry hash)."""
    many = [(entry(1, receiver="99999999", check="2", trace=n), returned(trace=n)) for n in range(1, 121)]
    items, reading = read(Sheet().batch(*many).end())
    assert len(items) == 120
    assert reading.whole.sums.hash == 120 * 99_999_999 % 10**10
