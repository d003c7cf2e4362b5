"""Bills taken in together stand as if each had been judged by itself, and where one cannot, none was taken in."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from integration.billfile.numbers import Numbers
from integration.billfile.standing import STANDS, Dated, Standing

FIRST = date(2026, 11, 1)
KEYS = st.integers(0, 2**64 - 1)
ALIKE = 1024  # keys that many apart want the same slot of a table that has not grown


@st.composite
def dated_bills(draw):
    """Few accounts and numbers, so that many come again; now and then as many together as one reading gives."""
    account, number = draw(st.integers(0, 30)), draw(st.integers(0, 40))
    day = FIRST + timedelta(days=draw(st.integers(0, 2)))
    return Dated(f"A{account}", f"B{number}", day, draw(st.integers(1, 10**6))), draw(st.integers(-3, 3))


def together(standing, bills):
    """As a reading does: all at once where all are new, else each by itself."""
    dated = [bill for bill, _ in bills]
    if standing.all_new(
        [bill.account_number for bill in dated],
        [bill.invoice_number for bill in dated],
        [bill.bill_date.toordinal() for bill in dated],
        [bill.line for bill in dated],
        [content for _, content in bills],
    ):
        return [STANDS] * len(bills)
    return [standing.judge(*bill) for bill in bills]


@given(st.lists(st.lists(dated_bills(), min_size=1, max_size=5), max_size=12))
def test_together_is_as_one_by_one(batches):
    at_once, single = Standing(), Standing()
    for bills in batches:
        assert together(at_once, bills) == [single.judge(*bill) for bill in bills]
    assert (at_once.accounts(), at_once.numbers()) == (single.accounts(), single.numbers())


def test_an_account_that_is_new_beside_a_number_that_is_not_leaves_nothing_behind():
    standing = Standing()
    first = Dated("A1", "B1", FIRST, 2)
    standing.judge(first, 1)
    assert not standing.all_new(["A2", "A3"], ["B2", "B1"], [1, 1], [3, 4], [5, 6])
    assert (len(standing.accounts()), len(standing.numbers())) == (8, 8)
    assert standing.judge(Dated("A2", "B2", FIRST, 3), 5) == STANDS


@given(st.lists(st.lists(KEYS | st.sampled_from([7, 7 + ALIKE, 7 + 2 * ALIKE]), max_size=400), max_size=8))
def test_numbers_are_given_to_all_or_none(batches):
    numbers, known = Numbers(), {}
    for keys in batches:
        fresh = len(set(keys)) == len(keys) and known.keys().isdisjoint(keys)
        assert numbers.add_new(keys) == fresh
        if fresh:
            known |= {key: len(known) + place for place, key in enumerate(keys)}
    for key, ordinal in known.items():
        assert numbers.find_or_add(key) == ordinal
    assert len(numbers.as_bytes()) == 8 * len(known)


def test_what_is_forgotten_can_be_added_again_among_others_that_want_its_place():
    numbers = Numbers()
    assert numbers.add_new([7, 7 + ALIKE])
    assert numbers.add_new([7 + 2 * ALIKE, 7 + 3 * ALIKE])
    numbers.forget_last(2)
    assert numbers.find_or_add(7 + ALIKE) == 1
    assert numbers.add_new([7 + 3 * ALIKE])
    assert [numbers.find_or_add(7 + times * ALIKE) for times in (0, 1, 3, 2)] == [0, 1, 2, None]
