"""A random day in which all agree names nothing; broken in one known way, it names exactly that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from integration.model import Charge, Item, PaymentState, PostingState, Settled, UndoState
from integration.money import Money
from tests.integration.reconciling.worlds import KINDS, NOW, SPAN, world_of

SPECS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(1, 500_000), st.integers(10, 1430)), min_size=1, max_size=12
)


@given(SPECS)
def test_a_day_in_which_all_agree_names_nothing(specs):
    world = world_of(specs)
    assert world.named() == []
    assert world.charges().found_again() == []


def forgotten(world, payment_id):
    for mine in [key for key, one in world.told.items() if one.payment_id == payment_id]:
        del world.told[mine], world.found[mine]
    del world.recorded[payment_id]


def given_up(state):
    def break_it(world, payment_id):
        mine = world.posting(payment_id)
        del world.told[mine], world.found[mine]
        world.record(payment_id, state=state, posting=None, captured_at=None, charge_id="")

    return break_it


def never_charged(world, payment_id):
    del world.listed[world.place(payment_id)]
    world.looked_up[payment_id] = None


def charged_twice(world, payment_id):
    one = world.listed[world.place(payment_id)]
    world.listed.append(replace(one, charge=replace(one.charge, charge_id="ch_twin")))


def charged_under_another_id(world, payment_id):
    world.charge(payment_id, charge_id="ch_another")


def another_amount(world, payment_id):
    world.charge(payment_id, amount=world.recorded[payment_id].agreed + Money(1))


def charged_the_day_before(world, payment_id):
    place = world.place(payment_id)
    world.listed[place] = replace(world.listed[place], made_at=SPAN.begins - timedelta(minutes=1))


def charged_long_before(world, payment_id):
    one = world.listed.pop(world.place(payment_id))
    world.looked_up[payment_id] = one.charge


def voided_there(world, payment_id):
    world.charge(payment_id, status="voided")


def a_part_refunded_there(world, payment_id):
    world.charge(payment_id, refunded=Money(1))


def kept_there(world, payment_id):
    world.charge(payment_id, status="captured")


def lost_by_the_books(letter):
    def break_it(world, payment_id):
        world.found[world.posting(payment_id, letter)] = None

    return break_it


def held_by_the_books(world, payment_id):
    mine = world.posting(payment_id)
    amount = world.told[mine].posting.amount
    world.found[mine] = Item(mine, amount, None)


def another_amount_in_the_books(letter):
    def break_it(world, payment_id):
        mine = world.posting(payment_id, letter)
        world.found[mine] = replace(world.found[mine], amount=world.found[mine].amount + Money(1))

    return break_it


def another_day_in_the_books(days):
    def break_it(world, payment_id):
        mine = world.posting(payment_id)
        world.found[mine] = replace(world.found[mine], posted_on=world.found[mine].posted_on + timedelta(days=days))

    return break_it


def never_put_into_the_outbox(world, payment_id):
    mine = world.posting(payment_id)
    del world.told[mine], world.found[mine]
    world.record(payment_id, posting=None)


def its_void_never_put_into_the_outbox(world, payment_id):
    mine = world.posting(payment_id, "V")
    del world.told[mine], world.found[mine]
    world.record(payment_id, void=None)


BREAKS = [
    ("posted", given_up(PaymentState.ABANDONED), "missing_here"),
    ("posted", given_up(PaymentState.DECLINED), "missing_here"),
    ("posted", given_up(PaymentState.UNKNOWN), "missing_here"),
    ("posted", given_up(PaymentState.INTENT), "missing_here"),
    ("posted", never_charged, "missing_there"),
    ("ready", never_charged, "missing_there"),
    ("given back", never_charged, "missing_there"),
    ("posted", charged_twice, "doubled"),
    ("review", charged_twice, "doubled"),
    ("posted", charged_under_another_id, "doubled"),
    ("posted", another_amount, "amount"),
    ("given back", another_amount, "amount"),
    ("posted", charged_the_day_before, "date"),
    ("posted", charged_long_before, "date"),
    ("posted", voided_there, "given_back_there"),
    ("ready", a_part_refunded_there, "given_back_there"),
    ("given back", kept_there, "kept_there"),
    ("cancelled", kept_there, "kept_there"),
    ("posted", lost_by_the_books("P"), "not_in_books"),
    ("given back", lost_by_the_books("P"), "not_in_books"),
    ("given back", lost_by_the_books("V"), "void_missing"),
    ("given back", its_void_never_put_into_the_outbox, "void_missing"),
    ("ready", held_by_the_books, "in_books_only"),
    ("review", held_by_the_books, "in_books_only"),
    ("cancelled", held_by_the_books, "in_books_only"),
    ("posted", another_amount_in_the_books("P"), "amount"),
    ("given back", another_amount_in_the_books("V"), "amount"),
    ("posted", another_day_in_the_books(-2), "date"),
    ("posted", another_day_in_the_books(3), "date"),
    ("posted", never_put_into_the_outbox, "never_told"),
]


@pytest.mark.parametrize(("kind", "break_it", "name"), BREAKS)
@settings(max_examples=30)
@given(specs=SPECS, place=st.integers(0, 11))
def test_a_day_broken_in_one_way_names_exactly_that(kind, break_it, name, specs, place):
    place = min(place, len(specs) - 1)
    specs[place] = (kind, *specs[place][1:])
    world = world_of(specs)
    broken = list(world.recorded)[place]
    break_it(world, broken)
    assert world.named() == [(name, f"{place:09d}")]
    (one,) = world.differences()
    assert one.ours != one.theirs
    assert one.sentence().startswith(f"{name}: payment {place:09d}: here ")


@given(SPECS)
def test_a_charge_that_nobody_here_knows_is_named_by_its_reference(specs):
    world = world_of(specs)
    world.listed.append(Settled(Charge("ch_x", "typed at the counter", Money(100), "captured"), SPAN.begins))
    (one,) = world.differences()
    assert one.sentence() == "missing_here: typed at the counter: here no payment; there 1.00 captured as ch_x"


def test_a_card_number_typed_as_a_reference_is_not_repeated():
    world = world_of([])
    world.listed.append(Settled(Charge("ch_x", "4111 1111 1111 1111", Money(100), "captured"), SPAN.begins))
    (one,) = world.differences()
    assert one.subject.reference == "[card?]"


@given(SPECS)
def test_what_was_not_answered_is_neither_there_nor_absent(specs):
    world = world_of(specs)
    world.listed.clear()
    world.found.clear()
    assert world.named() == []


@given(SPECS, st.sampled_from([PaymentState.ABANDONED, PaymentState.DECLINED]))
def test_only_what_we_gave_up_and_was_charged_as_agreed_is_looked_up_again(specs, state):
    assume(any(kind == "posted" for kind, _cents, _minute in specs))
    world = world_of(specs)
    lost = [key for key, one in world.recorded.items() if one.posting is PostingState.POSTED and one.undo is None]
    for payment_id in lost:
        given_up(state)(world, payment_id)
    assert world.charges().found_again() == lost
    world.charge(lost[0], amount=world.recorded[lost[0]].amount)  # without its fee
    assert world.charges().found_again() == lost[1:]


@pytest.mark.parametrize("undo", [UndoState.WANTED, UndoState.UNDOING])
def test_what_is_being_given_back_is_no_difference(undo):
    world = world_of([("posted", 100, 10)])
    (payment_id,) = world.recorded
    voided_there(world, payment_id)
    world.record(payment_id, undo=undo)
    assert world.named() == []


def test_another_billers_payment_at_the_same_gateway_is_his():
    world = world_of([("posted", 100, 10)])
    (payment_id,) = world.recorded
    world.record(payment_id, bid="2000")
    another_amount(world, payment_id)
    assert world.charges().differences() == []


def test_two_clocks_at_midnight_are_one_day():
    world = world_of([("posted", 100, 0)])  # captured on the stroke of midnight, charged a second before
    assert world.named() == []


def test_a_call_that_is_over_is_not_in_hand():
    world = world_of([("in hand", 100, 10)])
    (payment_id,) = world.recorded
    kept_there(world, payment_id)
    assert world.named() == []
    world.record(payment_id, next_look_at=NOW)
    assert world.named() == [("missing_here", "000000000")]
