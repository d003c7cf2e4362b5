from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.cayenta.texts import date_of, date_text, day_or_none, money_of, status_of
from integration.money import Money


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("0.00", 0),
        ("-0.00", 0),
        ("142.50", 14250),
        ("142.5", 14250),
        ("142.5000", 14250),
        ("142", 14200),
        ("+142.50", 14250),
        (".50", 50),
        ("0000142.50", 14250),
        ("-3.10", -310),
        ("3.10-", -310),
        ("3.10CR", -310),
        ("3.10 CR", -310),
        ("3.10cr", -310),
        ("999999999.99", 99999999999),
    ],
)
def test_money_in_every_form_that_cayenta_writes(text, cents):
    assert money_of(text) == Money(cents)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "-",
        "CR",
        "NaN",
        "Infinity",
        "1e3",
        "1_000",
        "\uff11\uff12.00",
        "1,234.50",
        "$1.00",
        "(12.00)",
        "12.345",
    ],
)
def test_money_in_any_other_form_is_refused_by_what_was_found(text):
    with pytest.raises(ValueError, match="amount"):
        money_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "-1.00-",
        "-1.00CR",
        "+1.00-",
        "--1.00",
        "1.00DR",
        "1 000",
        "12.00 34",
        "0x10",
        "1.00\n2.00",
        "1000000000.00",
        "1.0.0",
    ],
)
def test_an_amount_with_two_signs_or_two_parts_is_refused(text):
    with pytest.raises(ValueError, match="amount"):
        money_of(text)


@given(st.integers(-99_999_999_999, 99_999_999_999))
def test_reading_money_undoes_printing_it(cents):
    assert money_of(Money(cents).plain()) == Money(cents)


@pytest.mark.parametrize("dates", ["yyyyMMdd", "MM/dd/yyyy"])
@given(day=st.dates(date(1000, 1, 1)))
def test_reading_a_date_undoes_printing_it(dates, day):
    assert date_of(date_text(day, dates)) == day


@given(st.dates(date(1000, 1, 1)))
def test_a_typed_date_is_read_with_and_without_a_zone(day):
    assert {date_of(day.isoformat() + zone) for zone in ("", "Z", "-05:00", "T00:00:00", "T00:00:00.000Z")} == {day}


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-05T23:59:59",
        "2026-11-05T23:59:59.999-05:00",
        "2026-11-05T05:00:00Z",
        "2026-11-05T00:00",
        "2026-11-05T12:30+14:00",
        "2026-11-05Z",
    ],
)
def test_the_day_of_a_time_is_the_one_that_is_written(text):
    assert date_of(text) == date(2026, 11, 5)


@pytest.mark.parametrize("text", ["", "00000000", "00/00/0000"])
def test_zeros_are_no_date(text):
    assert day_or_none(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "0000-00-00",
        "000000",
        "2026-11-05T24:00:00",
        "2026-11-05T12:60:00",
        "2026-11-05T12",
        "2026-11-05 00:00:00",
        "2026-11-05T00:00:00Zulu",
        "20261105Z",
        "20261105T000000",
        "00000001",
        "00001105",
    ],
)
def test_what_is_no_time_of_a_day_is_no_date(text):
    with pytest.raises(ValueError, match="a date is"):
        day_or_none(text)


@pytest.mark.parametrize(
    "text",
    ["", "2026115", "20261301", "20260229", "13/01/2026", "11/5/2026", "2026-02-30", "5 Nov 2026", "\uff12026-11-05"],
)
def test_any_other_date_is_refused_by_what_was_found(text):
    with pytest.raises(ValueError, match="a date is"):
        date_of(text)


@pytest.mark.parametrize(("text", "status"), [("0", 0), ("-4", -4), ("-100", -100), ("+0", 0), ("00", 0), ("7", 7)])
def test_a_status_is_a_whole_number(text, status):
    assert status_of(text) == status


@pytest.mark.parametrize("text", ["", "OK", "0.0", "1e0", "- 4", "\uff10", "0 0", "9999999"])
def test_any_other_status_is_refused(text):
    with pytest.raises(ValueError, match="STATUS"):
        status_of(text)
