"""A payment that its bank sent back is taken back in the books, once. Real gateway and Cayenta, each with a journal."""

import pytest

from integration.errors import Refused
from integration.ledger import review
from integration.money import ZERO, Money
from integration.owing import by_file
from integration.sandbox.box import open_box
from integration.sandbox.cayenta.faults import Fault, Kind
from integration.timings import DAY_S
from tests.workers.bank_town import AMOUNT, FEE, OWED, TRACE, BankTown
from workers.crash import Point

OPTED_IN = {"cayenta": {"lookup": True}, "returns": {"post": True}}
TWO_HALVES = [("P", 4_250), ("R", -4_250)]


@pytest.fixture
def town(clock, database):
    with open_box(clock, database=database, terms=OPTED_IN) as box:
        yield BankTown(box)


def posted(town):
    payment_id = town.pay()
    town.pump()
    assert town.balance().owed == OWED - AMOUNT
    return payment_id


def assert_taken_back(town):
    """The books have both halves, each once; the balance stands where it stood, its past-due part too."""
    assert town.books_did() == TWO_HALVES
    assert (town.balance().owed, town.balance().past_due) == (OWED, Money(2_000))
    assert max(town.references().values()) == 1
    assert [row.state for row in town.rows()] == ["posted"]


def test_a_return_is_ordered_with_its_file_and_posted_without_the_fee(town):
    payment_id = posted(town)
    assert town.come_back(payment_id).verdicts == {"post": 1}
    (row,), (payment,) = town.rows(), town.rows("payment")
    assert (row.reference, row.amount_cents, row.depends_on) == (f"R{TRACE}R01", AMOUNT.cents, payment.id)
    assert (row.comments, str(row.effective), row.business_key) == ("R01", "2026-11-19", str(payment_id))
    town.pump()
    assert_taken_back(town)
    assert town.box.cayenta.journal.items[-1].effective == "2026-11-19"


def test_a_biller_who_did_not_opt_in_posts_nothing_though_he_opts_in_later(town):
    payment_id = posted(town)
    out = town.biller.model_copy(update={"returns": town.biller.returns.model_copy(update={"post": False})})
    assert town.load(town.return_file(payment_id), out).verdicts == {"post": 1}
    town.live_on()
    assert (town.rows(), town.books_did()) == ([], [("P", 4_250)])
    assert (town.owing().owed, town.owing().unsure) == (OWED - AMOUNT, ())  # his own people write it


def test_the_same_file_twice_and_the_same_return_in_another_file(town):
    payment_id = posted(town)
    for day in (b"261119", b"261119", b"261120"):
        town.come_back(payment_id, day=day)
    assert town.decisions() == ["post", "already_returned"]
    town.live_on()
    assert_taken_back(town)


def test_a_file_that_dies_with_its_order_leaves_neither(town, monkeypatch):
    payment_id = posted(town)

    def die(*_args, **_more):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr("integration.ledger.returns.put_items", die)
        with pytest.raises(Died):
            town.come_back(payment_id)
    assert (town.rows(), town.decisions()) == ([], [])
    town.come_back(payment_id)
    town.live_on()
    assert_taken_back(town)


def test_a_return_waits_for_a_payment_that_was_never_sent(town):
    payment_id = town.pay()
    assert town.come_back(payment_id).verdicts == {"not_posted": 1}
    town.live_on()
    assert town.decisions() == ["post"]
    assert_taken_back(town)


def test_a_return_waits_for_a_payment_that_may_have_arrived(town):
    payment_id = town.pay()
    town.box.cayenta.set_faults(Fault(Kind.CUT_AFTER, times=1))
    town.pump()
    assert town.come_back(payment_id).verdicts == {"not_posted": 1}
    town.live_on()
    assert_taken_back(town)


def test_a_payment_that_is_never_posted_is_never_returned(town):
    payment_id = town.pay()
    town.come_back(payment_id)
    with town.database.write() as connection:
        reference = town.rows("payment")[0].reference
        review.cancel(connection, reference, review.Decision("ann", "closed"), town.clock.now())
    town.live_on()
    assert (town.decisions(), town.rows(), town.books_did()) == (["voided"], [], [])
    assert (town.owing().owed, town.own(hours=1)) == (OWED, [])


@pytest.mark.parametrize(("code", "cents", "decision"), [("R68", 4_500, "disputed"), ("R71", 4_500, "disputed")])
def test_a_dispute_between_banks_is_never_posted(town, code, cents, decision):
    town.come_back(posted(town), code=code, cents=cents)
    town.live_on()
    assert (town.decisions(), town.rows(), town.balance().owed) == ([decision], [], OWED - AMOUNT)


@pytest.mark.parametrize("cents", [AMOUNT.cents, AMOUNT.cents + FEE.cents + 1])
def test_another_amount_than_the_bank_was_asked_for_is_for_a_person(town, cents):
    town.come_back(posted(town), cents=cents)
    town.live_on()
    assert (town.decisions(), town.rows()) == (["person"], [])


def test_a_trace_number_that_another_return_had_does_not_stop_a_file(town):
    first, second = town.pay(1), town.pay(2)
    town.pump()
    town.come_back(first)
    town.come_back(second, day=b"261120")  # its bank counts anew
    town.live_on()
    one, other = town.rows()
    assert (one.reference, other.reference[1:]) == (f"R{TRACE}R01", town.rows("payment")[1].reference[1:])
    assert town.books_did() == [("P", 4_250)] * 2 + [("R", -4_250)] * 2


LOST = [Kind.CUT_AFTER, Kind.CUT_IN_BODY, Kind.ERROR_AFTER, Kind.TRUNCATED, Kind.NO_SYSTEM_STATUS, Kind.WRONG_METHOD]


@pytest.mark.parametrize("kind", [*LOST, Kind.CUT_BEFORE, Kind.DOWN, Kind.FAULT, Kind.GARBLED])
def test_an_unclear_answer_is_asked_about_and_never_sent_again_blind(town, kind):
    town.come_back(posted(town))
    town.box.cayenta.set_faults(Fault(kind, times=1))
    town.pump()
    assert town.rows()[0].state == "ambiguous"
    town.live_on()
    if kind in LOST:
        assert_taken_back(town)
    else:  # it never arrived, and this biller gave no bound on late applying
        assert (town.rows()[0].state, town.books_did()) == ("review", [("P", 4_250)])
        assert town.owing().unsure


class Died(BaseException):
    """As a SIGKILL."""


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("point", [point for point in Point if point is not Point.ASKED])
def test_a_worker_that_dies_at_any_boundary_takes_back_once(town, point, times):
    town.come_back(posted(town))
    left = [times]

    def crash(here):
        left[0] -= here is point
        if here is point and not left[0]:
            raise Died

    try:
        town.pump(crash)
    except Died:
        died = True
    else:
        died = False
    assert died or times > 1
    town.live_on()
    (row,) = town.rows()
    assert town.books_did().count(("R", -4_250)) == town.references()[row.reference] <= 1
    assert row.state == ("posted" if town.references()[row.reference] else "review")


def test_what_is_owed_on_the_way(town):
    payment_id = posted(town)
    assert town.owing().owed == OWED - AMOUNT
    town.clock.pause(60 * DAY_S)  # a bank may take so long to say that a debit was not authorised
    town.come_back(payment_id, code="R10")
    assert [one.payment_id for one in town.owing().unsure] == [str(payment_id)]
    town.pump()
    assert (town.owing().owed, town.owing().unsure, town.owing().counted) == (OWED, (), ())


def test_a_bill_file_from_between_the_two_owes_it_again(town):
    payment_id = posted(town)
    town.clock.pause(DAY_S)
    as_of = town.clock.now()
    town.clock.pause(DAY_S)
    town.come_back(payment_id)
    assert by_file(OWED - AMOUNT, ZERO, as_of, town.own(hours=24)).unsure
    town.pump()
    assert by_file(OWED - AMOUNT, ZERO, as_of, town.own(hours=24)).owed == OWED
    town.clock.pause(DAY_S)
    assert by_file(OWED, ZERO, town.clock.now(), town.own(hours=0)).owed == OWED


def test_a_payment_that_came_back_is_not_given_back_again(town):
    payment_id = posted(town)
    town.come_back(payment_id)
    with pytest.raises(Refused, match="came back from the payer's bank"):
        town.want(payment_id)


@pytest.mark.parametrize("pumped", [False, True])
def test_a_payment_that_is_being_given_back_is_taken_back_by_its_void_alone(town, pumped):
    payment_id = posted(town)
    town.want(payment_id)
    assert town.come_back(payment_id).verdicts == {"not_posted": 1}
    if pumped:
        town.pump()
    town.live_on()
    assert (town.decisions(), town.rows()) == (["voided"], [])
    assert town.books_did() == [("P", 4_250), ("V", -4_250)]
    assert town.balance().owed == OWED


def test_what_the_gateway_refuses_to_give_back_is_returned(town):
    payment_id = posted(town)
    town.box.gateway.charges.refund(town.gateway.look_up(payment_id).charge_id, 100, "console")
    town.want(payment_id)
    town.come_back(payment_id)
    town.live_on()
    assert town.decisions() == ["post"]
    assert_taken_back(town)
