"""No card number gets through the mask, however it is written; our own ids do."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.masking import CARD_DIGITS_MAX, CARD_DIGITS_MIN, MASK, last_four, masked, passes_luhn

BODIES = st.lists(st.integers(0, 9), min_size=CARD_DIGITS_MIN - 1, max_size=CARD_DIGITS_MAX - 1)


def with_check_digit(body):
    """ISO/IEC 7812-1 annex B: the digit that makes the sum end in 0."""
    (check,) = [digit for digit in range(10) if passes_luhn([*body, digit])]
    return [*body, check]


cards = BODIES.map(with_check_digit)


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "378282246310005",
        "30569309025904",
        "4222222222222",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "3782 822463 10005",
        "4111 1111-11111111",
    ],
)
def test_the_test_numbers_of_the_brands(number):
    assert masked(f"keyed {number}.") == f"keyed {MASK}."


@given(cards, st.sampled_from(["", " ", "-"]), st.text("abcXYZ =:'\"<>/\n", max_size=5))
def test_any_card_in_any_grouping(digits, between, around):
    text = between.join(map(str, digits))
    assert masked(f"{around}{text}{around}") == f"{around}{MASK}{around}"


@given(cards, st.text("0123456789", max_size=6), st.text("0123456789", max_size=6), st.sampled_from(["", " ", "-"]))
def test_a_card_with_other_digits_right_beside_it(digits, before, after, between):
    card = "".join(map(str, digits))
    assert card not in masked(f"{before}{between}{card}{between}{after}")


def test_digits_of_another_alphabet():
    assert masked("4111111111111111".translate({ord("1"): "\N{FULLWIDTH DIGIT ONE}"})) == MASK


@pytest.mark.parametrize(
    "text",
    [
        "4222222222223",  # fails the sum
        "411111111111",  # twelve digits
        "account 0012345678 of biller 1368, 2026-11-20 10:05",
        "+17705550134",
        "CA00000000000000000000000000000000",
        "4111  1111  1111  1111",  # no card is written with two blanks
    ],
)
def test_what_is_no_card_stays(text):
    assert masked(text) == text


@given(st.integers(0, 2**128 - 1))
def test_our_own_ids_stay(number):
    text = f"payment {UUID(int=number)} of call CA{number:032x}"
    assert masked(text) == text


@pytest.mark.parametrize(
    ("number", "shown"), [("0012345678", "…5678"), ("+17705550134", "…0134"), ("1234", "…"), ("", "")]
)
def test_an_account_shows_its_last_four(number, shown):
    assert last_four(number) == shown
