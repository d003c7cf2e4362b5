"""Books keep their promises over a loopback and over real HTTP, on every transport; Cayenta's journal is the judge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest

from integration.cayenta import CayentaBooks
from integration.clock import SystemClock, VirtualClock
from integration.errors import Garbled, Refused, Unavailable
from integration.model import Applied, Way
from integration.money import Money
from integration.sandbox.cayenta import CayentaApp, Fault, Kind, serve
from integration.wires import HttpWire, LoopbackWire
from tests.integration.cayenta.boxes import ACCOUNT, DUE, OWED, PASSWORD, PAST_DUE, URL, USER, account, biller, posting

DEADLINE_S = 4.0
SHORT_S = 0.3  # the deadline where lateness itself is tried
LONG_S = 0.5
DRIP_S = 0.005  # an answer has some 500 bytes


@dataclass
class Rig:
    app: CayentaApp
    clock: SystemClock | VirtualClock
    with_deadline: Callable[[float], CayentaBooks]

    @property
    def books(self) -> CayentaBooks:
        return self.with_deadline(DEADLINE_S)


@pytest.fixture(params=["loopback soap", "http soap", "http form", "http body"])
def rig(request, tmp_path, clock):
    way, transport = request.param.split()
    app = CayentaApp([account()], user=USER, password=PASSWORD)
    if way == "loopback":
        yield Rig(app, clock, partial(open_books, tmp_path, URL, LoopbackWire(app, clock), clock, transport))
        return
    real = SystemClock()
    with serve(app) as url:
        wire = HttpWire(sandbox=True)
        yield Rig(app, real, partial(open_books, tmp_path, f"{url}/ws", wire, real, transport))
        wire.close()


def open_books(folder, url, wire, clock, transport, deadline_s):
    return CayentaBooks(biller(folder, url, transport=transport, deadline_s=deadline_s, lookup=True), wire, clock)


def test_a_balance_is_cayentas(rig):
    balance = rig.books.balance(ACCOUNT)
    assert (balance.account_number, balance.owed, balance.past_due) == (ACCOUNT, OWED, PAST_DUE)
    assert (balance.block_code, balance.due_date) == ("N", DUE)
    assert balance.as_of.tzinfo is not None


def test_nobody_has_that_account(rig):
    with pytest.raises(Refused) as caught:
        rig.books.balance("0099999999")
    assert caught.value.code == "-4"


def test_a_payment_lowers_the_balance_and_what_is_past_due(rig):
    outcome = rig.books.post(posting(amount=Money(5000)))
    assert outcome.applied is Applied.POSTED
    (item,) = rig.app.journal.items
    assert (item.reference, item.account, item.amount_cents) == ("PMFRGGZDFMZTWQ2LKNNWG", ACCOUNT, 5000)
    assert (item.ar_tp, item.payment_tp, item.batch, item.effective) == ("1", "CC", "20261120", "2026-11-20")
    assert item.transNo == outcome.said.trans_no
    balance = rig.books.balance(ACCOUNT)
    assert (balance.owed, balance.past_due) == (Money(9250), Money(0))


def test_cayenta_forgets_that_it_was_told(rig):
    rig.books.post(posting())
    rig.books.post(posting())
    assert len(rig.app.journal.items) == 2


def test_an_item_is_found_when_it_is_there(rig):
    assert rig.books.find(posting()) is False
    rig.books.post(posting())
    assert rig.books.find(posting()) is True


BACK = {"op": "return", "reference": "R091000017611242R01", "way": Way.BANK, "comments": "R01"}


def test_a_returned_payment_is_owed_again_and_is_past_due_again(rig):
    rig.books.post(posting(amount=Money(5000), way=Way.BANK))
    back = posting(amount=Money(5000), **BACK)
    assert rig.books.find(back) is False
    assert rig.books.post(back).applied is Applied.POSTED
    item = rig.app.journal.items[-1]
    assert (item.reference, item.account, item.amount_cents) == ("R091000017611242R01", ACCOUNT, -5000)
    balance = rig.books.balance(ACCOUNT)
    assert (balance.owed, balance.past_due) == (OWED, Money(4250))
    assert rig.books.find(back) is True
    rig.books.post(back)
    assert len(rig.app.journal.items) == 3  # as forgetful as of payments


def test_a_return_of_what_was_never_paid_by_bank_is_refused(rig):
    rig.books.post(posting(amount=Money(5000), way=Way.CARD))
    assert rig.books.post(posting(amount=Money(5000), **BACK)).applied is Applied.REJECTED


def test_a_void_takes_a_payment_back_whatever_it_lowered(rig):
    rig.books.post(posting(amount=Money(5000)))
    void = posting(op="void", reference="VMFRGGZDFMZTWQ2LKNNWG", amount=Money(5000), comments="P… voided")
    assert rig.books.post(void).applied is Applied.POSTED
    assert [item.amount_cents for item in rig.app.journal.items] == [5000, -5000]
    assert rig.books.find(void) is True
    assert rig.books.balance(ACCOUNT).past_due == PAST_DUE


# kind; whether the journal then holds the posting; how the posting ends; what a balance then is
TABLE = [
    (Kind.DOWN, False, Applied.AMBIGUOUS, Unavailable),
    (Kind.ERROR_AFTER, True, Applied.AMBIGUOUS, Unavailable),
    (Kind.REDIRECT, False, Applied.AMBIGUOUS, Garbled),
    (Kind.AUTH, False, Applied.LOCKED_OUT, Unavailable),
    (Kind.SLOW, True, Applied.AMBIGUOUS, Unavailable),
    (Kind.DRIP, True, Applied.AMBIGUOUS, Unavailable),
    (Kind.GARBLED, False, Applied.AMBIGUOUS, Garbled),
    (Kind.TRUNCATED, True, Applied.AMBIGUOUS, Garbled),
    (Kind.FAULT, False, Applied.AMBIGUOUS, Unavailable),
    (Kind.REFUSE, False, Applied.REJECTED, Refused),
    (Kind.SYSTEM, False, Applied.REJECTED, Unavailable),
    (Kind.WRONG_METHOD, True, Applied.AMBIGUOUS, Garbled),
    (Kind.NO_FUNCTION_STATUS, True, Applied.POSTED, Money(10250)),
    (Kind.NO_SYSTEM_STATUS, True, Applied.AMBIGUOUS, Garbled),
    (Kind.WRONG_ECHO, True, Applied.MISMATCH, Garbled),
    (Kind.CUT_BEFORE, False, Applied.AMBIGUOUS, Unavailable),
    (Kind.CUT_AFTER, True, Applied.AMBIGUOUS, Unavailable),
    (Kind.CUT_IN_BODY, True, Applied.AMBIGUOUS, Unavailable),
    (Kind.STALE, True, Applied.POSTED, OWED),
    (Kind.LOSE, False, Applied.POSTED, OWED),  # what only reconciliation can find
]


def test_the_table_has_every_kind():
    assert {row[0] for row in TABLE} == set(Kind)


@pytest.mark.parametrize(("kind", "applied", "ends", "balance"), TABLE)
def test_every_kind_of_trouble(rig, kind, applied, ends, balance):
    rig.app.set_faults(Fault(kind, seconds=DRIP_S if kind is Kind.DRIP else LONG_S))
    books = rig.with_deadline(SHORT_S if kind in (Kind.SLOW, Kind.DRIP) else DEADLINE_S)
    before = rig.clock.tick()
    assert books.post(posting()).applied is ends
    assert len(rig.app.journal.items) == applied
    if isinstance(balance, Money):
        assert books.balance(ACCOUNT).owed == balance
    else:
        with pytest.raises(balance):
            books.balance(ACCOUNT)
    assert rig.clock.tick() - before < DEADLINE_S


def test_when_the_trouble_is_over_all_is_well(rig):
    rig.app.set_faults(Fault(Kind.CUT_AFTER, "GetAccountBalance", times=1), Fault(Kind.DOWN, "AddARItem", times=1))
    assert rig.books.balance(ACCOUNT).owed == OWED  # asked again on a new connection
    assert rig.books.post(posting()).applied is Applied.AMBIGUOUS
    assert rig.books.post(posting()).applied is Applied.POSTED


def test_the_wrong_password_locks_us_out(tmp_path, clock):
    app = CayentaApp([account()], user=USER, password="another")
    books = CayentaBooks(biller(tmp_path), LoopbackWire(app, clock), clock)
    assert books.post(posting()).applied is Applied.LOCKED_OUT
    assert app.journal.items == []


def test_nobody_listens(tmp_path, clock):
    with serve(CayentaApp()) as url:
        pass
    books = CayentaBooks(biller(tmp_path, f"{url}/ws"), HttpWire(sandbox=True), clock)
    assert books.post(posting()).applied is Applied.NOT_APPLIED
    with pytest.raises(Unavailable):
        books.balance(ACCOUNT)


def test_an_item_is_told_as_it_stands(rig):
    assert rig.books.item(posting()) is None
    rig.books.post(posting())
    found = rig.books.item(posting(amount=Money(1)))  # whatever amount we believe in
    assert (found.reference, found.amount) == (posting().reference, Money(4000))
    assert found.posted_on == datetime.fromisoformat(rig.app.journal.items[0].at).date()


@pytest.mark.parametrize(
    ("kind", "trouble"), [(Kind.DOWN, Unavailable), (Kind.GARBLED, Garbled), (Kind.WRONG_ECHO, Garbled)]
)
def test_a_question_for_an_item_that_fails_is_not_absence(rig, kind, trouble):
    rig.books.post(posting())
    rig.app.set_faults(Fault(kind, "GetARItem"))
    with pytest.raises(trouble):
        rig.books.item(posting())
