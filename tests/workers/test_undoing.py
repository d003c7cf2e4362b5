"""A payment is given back: at the gateway, then in the books. Real gateway, real Cayenta, each with a journal."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from uuid import UUID

import pytest
from sqlalchemy import select, update

from integration.errors import Refused
from integration.ledger import orders, outbox, payments, review
from integration.ledger.tables import undos as undos_table
from integration.sandbox.box import open_box
from integration.sandbox.cayenta.faults import Fault, Kind
from integration.sandbox.gateway.faults import Door
from integration.timings import DAY_S, Timings
from integration.undoing import Undoing
from tests.workers.town import OWED, Town


@pytest.fixture
def town(clock, database):
    with open_box(clock, database=database, terms={"cayenta": {"lookup": True}}) as box:
        yield Town(box)


def assert_all_is_back(town, payment_id, *, told):
    """One charge and one undoing of it; the books have both halves or neither."""
    did = town.gateway_did()
    assert (did["captured"], did["voided"] + did["refunded"]) == (1, 1)
    assert town.state(payment_id) == "undone"
    assert town.books_did() == ([("P", 4_250), ("V", -4_250)] if told else [])
    assert town.owed() == OWED
    town.judge()


def test_what_was_never_sent_is_cancelled_and_the_books_are_never_told(town):
    payment_id = town.pay()
    town.undo(payment_id)
    town.live_on()
    assert town.rows()["payment"].state == "cancelled"
    assert "void" not in town.rows()
    assert_all_is_back(town, payment_id, told=False)


def test_what_is_posted_is_voided_once_and_linked_to_its_payment(town):
    payment_id = town.pay()
    town.pump()
    town.undo(payment_id)
    town.live_on()
    rows = town.rows()
    assert (rows["void"].state, rows["void"].depends_on) == ("posted", rows["payment"].id)
    assert rows["void"].reference[1:] == rows["payment"].reference[1:]
    assert rows["void"].comments == f"void of {rows['payment'].reference}: paid twice"
    assert_all_is_back(town, payment_id, told=True)


def test_what_may_have_arrived_is_waited_for(town):
    payment_id = town.pay()
    town.box.cayenta.set_faults(Fault(Kind.CUT_AFTER, times=1))
    town.pump()
    assert town.rows()["payment"].state == "ambiguous"
    town.undo(payment_id)
    town.pump()
    assert (town.rows()["void"].state, town.rows()["void"].sent_at) == ("ready", None)
    town.live_on()
    assert_all_is_back(town, payment_id, told=True)


def test_what_a_worker_has_in_hand_is_waited_for(town):
    payment_id = town.pay()
    with town.database.write() as connection:
        outbox.claim(connection, "1368", token="w", now=town.clock.now(), lease_s=Timings().lease_s)
    town.undo(payment_id)
    assert town.rows()["payment"].state == "ready"
    town.live_on()
    assert_all_is_back(town, payment_id, told=True)


def test_where_the_payment_is_cancelled_by_a_person_its_void_is_too(town):
    payment_id = town.pay()
    town.box.cayenta.set_faults(Fault(Kind.REFUSE, status=-9, times=1))
    town.pump()
    assert town.rows()["payment"].state == "review"
    town.undo(payment_id)
    with town.database.write() as connection:
        decision = review.Decision("ann", "the account is closed")
        review.cancel(connection, town.rows()["payment"].reference, decision, town.clock.now())
    assert town.rows()["void"].state == "cancelled"
    town.live_on()
    assert_all_is_back(town, payment_id, told=False)


def test_the_next_day_it_is_refunded(town):
    payment_id = town.pay()
    town.pump()
    town.clock.pause(DAY_S)
    town.undo(payment_id)
    town.live_on()
    assert town.gateway_did()["refunded"] == 1
    assert_all_is_back(town, payment_id, told=True)


@pytest.mark.parametrize("next_day", [False, True])
@pytest.mark.parametrize("fault", ["timeout", "timeout-after-capture", "down", "garbled"])
def test_an_answer_that_is_lost_is_looked_up_and_gives_back_once(town, fault, next_day):
    payment_id = town.pay()
    town.pump()
    town.clock.pause(DAY_S if next_day else 0)
    town.box.gateway.faults.plan(Door.REFUND if next_day else Door.VOID, [fault])
    town.undo(payment_id)
    assert town.state(payment_id) == "undoing"
    town.live_on()
    assert_all_is_back(town, payment_id, told=True)


@pytest.mark.parametrize("fault", ["timeout", "down", "garbled"])
def test_a_look_up_that_fails_is_no_answer(town, fault):
    payment_id = town.pay()
    town.box.gateway.faults.plan(Door.LOOK_UP, [fault])
    town.undo(payment_id)
    assert (town.state(payment_id), town.gateway_did()["voided"]) == ("undoing", 0)
    town.live_on()
    assert_all_is_back(town, payment_id, told=True)  # the pump did not wait for the gateway


def test_what_somebody_gave_back_at_the_gateway_itself_is_found(town):
    payment_id = town.pay()
    town.pump()
    town.box.gateway.charges.void(town.site.gateway("1368").look_up(payment_id).charge_id)
    town.undo(payment_id)
    town.live_on()
    assert_all_is_back(town, payment_id, told=True)


def test_where_a_part_has_gone_back_already_a_person_decides(town):
    payment_id = town.pay()
    town.box.gateway.charges.refund(town.site.gateway("1368").look_up(payment_id).charge_id, 100, "console")
    town.undo(payment_id)
    assert town.state(payment_id) == "refused"
    town.live_on()
    assert (town.gateway_did()["refunded"], town.books_did()) == (1, [("P", 4_250)])


def test_another_charge_than_ours_is_never_touched(town):
    payment_id = town.pay()
    with town.database.write() as connection:
        connection.execute(update(payments.payments).values(charge_id="ch_another"))
    town.undo(payment_id)
    assert (town.state(payment_id), town.gateway_did()["voided"]) == ("refused", 0)


def test_a_payment_that_nobody_was_charged_for_cannot_be_given_back(town):
    payment_id = town.pay()
    with town.database.write() as connection:
        connection.execute(update(payments.payments).values(state="unknown"))
    with pytest.raises(Refused, match="is unknown; expected one that was charged"):
        town.want(payment_id)
    with pytest.raises(Refused, match="there is no payment"):
        town.want(UUID(int=1))


def test_wanting_it_twice_is_wanting_it_once(town):
    payment_id = town.pay()
    assert (town.want(payment_id), town.want(payment_id)) == (True, False)
    town.undo(payment_id)
    town.undo(payment_id)
    assert_all_is_back(town, payment_id, told=False)


def test_two_people_who_want_it_at_the_same_moment_want_it_once(town):
    payment_id = town.pay()
    with ThreadPoolExecutor(4) as people:
        told = list(people.map(lambda _: town.want(payment_id), range(4)))
    assert sorted(told) == [False, False, False, True]
    town.undo(payment_id)
    assert_all_is_back(town, payment_id, told=False)


def test_two_workers_take_up_one(town):
    payment_id = town.pay()
    town.want(payment_id)
    first = Undoing(town.site)
    assert [first.take_up(payment_id), Undoing(town.site).take_up(payment_id)] == [True, False]


class Died(BaseException):
    """As a SIGKILL."""


@pytest.mark.parametrize("posted", [False, True])
@pytest.mark.parametrize("step", ["before the look", "before the undoing", "after the undoing", "in the settlement"])
def test_dying_at_any_step_gives_back_once_and_tells_the_books_both_halves_or_neither(town, monkeypatch, step, posted):
    payment_id = town.pay()
    if posted:
        town.pump()
    gateway = town.site.gateway("1368")

    def die(*_args, **_more):
        raise Died

    def undo_and_die(*args):
        gateway.undo(*args)
        raise Died

    dying = {
        "before the look": SimpleNamespace(look_up=die),
        "before the undoing": SimpleNamespace(look_up=gateway.look_up, undo=die),
        "after the undoing": SimpleNamespace(look_up=gateway.look_up, undo=undo_and_die),
        "in the settlement": gateway,
    }[step]
    with monkeypatch.context() as patched:
        patched.setitem(town.site._gateways, "1368", dying)
        if step == "in the settlement":
            patched.setattr(orders, "call_off", die)
        with pytest.raises(Died):
            town.undo(payment_id)
    assert town.state(payment_id) == "undoing"
    town.live_on()
    # what was not given back before the pump went on is posted by then, and voided after it
    assert_all_is_back(town, payment_id, told=True)


def test_a_wish_is_kept_with_who_and_why(town):
    payment_id = town.pay()
    town.undo(payment_id)
    with town.database.read() as connection:
        row = connection.execute(select(undos_table)).one()
    assert (row.who, row.reason, row.how) == ("ann", "paid twice", "voided")
