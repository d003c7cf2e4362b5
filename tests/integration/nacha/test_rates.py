"""The three return-rate ceilings: 0.5 %, 3 % and 15 % of the debits of 60 days, to the last return."""

from datetime import date, timedelta

import pytest

from integration.nacha.rates import CEILINGS, return_rates, window

UNTIL = date(2026, 11, 20)
FIRST = date(2026, 9, 22)
UNAUTHORISED, ADMINISTRATIVE, OVERALL = range(3)


def rates(debits, *codes, day=UNTIL):
    return return_rates([UNTIL] * debits, [(day, code) for code in codes], UNTIL)


def test_the_window_is_sixty_days_with_its_last():
    assert window(UNTIL) == (FIRST, UNTIL)
    assert (UNTIL - FIRST).days + 1 == 60


def test_the_ceilings_are_those_of_the_rules():
    assert [(one.name, one.basis_points) for one in CEILINGS] == [
        ("unauthorised", 50),
        ("administrative", 300),
        ("overall", 1500),
    ]
    assert all(one.source and one.since == date(2015, 9, 18) for one in CEILINGS)


@pytest.mark.parametrize(
    ("which", "code", "on_the_ceiling"),
    [(UNAUTHORISED, "R10", 5), (ADMINISTRATIVE, "R03", 30), (OVERALL, "R01", 150)],
)
def test_over_begins_with_the_first_return_above_the_ceiling(which, code, on_the_ceiling):
    assert not rates(1000, *[code] * on_the_ceiling)[which].is_over
    assert rates(1000, *[code] * (on_the_ceiling + 1))[which].is_over
    assert rates(999, *[code] * on_the_ceiling)[which].is_over


def test_a_rate_over_its_ceiling_never_reads_as_the_ceiling():
    """5 of 999 is 0.5005 %."""
    assert rates(999, *["R10"] * 5)[UNAUTHORISED].basis_points == 51
    assert rates(1000, *["R10"] * 5)[UNAUTHORISED].basis_points == 50


def test_each_return_counts_where_it_belongs():
    counted = rates(100, "R01", "R02", "R03", "R10", "R11", "R51")
    assert [rate.returned for rate in counted] == [3, 2, 6]


@pytest.mark.parametrize("code", ["C01", "C62", "R62", "R71", "R40", "R80", "R99"])
def test_what_is_no_return_of_a_payment_counts_nowhere(code):
    assert [rate.returned for rate in rates(100, code)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("day", "counted"), [(FIRST - timedelta(days=1), 0), (FIRST, 1), (UNTIL, 1), (UNTIL + timedelta(days=1), 0)]
)
def test_days_outside_the_window_count_neither_as_debits_nor_as_returns(day, counted):
    (*_, overall) = return_rates([day, UNTIL], [(day, "R01")], UNTIL)
    assert (overall.returned, overall.debits) == (counted, 1 + counted)


def test_returns_without_debits_are_over_and_nothing_is_within():
    assert [rate.is_over for rate in rates(0, "R01")] == [False, False, True]
    assert [rate.is_over for rate in rates(0)] == [False] * 3
    assert rates(0)[OVERALL].sentence() == "overall: 0 of 0 debits, no rate, within the ceiling of 15.00 %"


def test_a_rate_in_words():
    unauthorised, administrative, overall = (rate.sentence() for rate in rates(300, "R10", "R10", "R02"))
    assert unauthorised == "unauthorised: 2 of 300 debits, 0.67 %, over the ceiling of 0.50 %"
    assert administrative == "administrative: 1 of 300 debits, 0.34 %, within the ceiling of 3.00 %"
    assert overall == "overall: 3 of 300 debits, 1.00 %, within the ceiling of 15.00 %"
