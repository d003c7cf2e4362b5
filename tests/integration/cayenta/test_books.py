"""What CayentaBooks sends, when it asks again, what it looks up, and what it never shows."""

import logging
from base64 import b64decode
from datetime import UTC, datetime

import pytest
from lxml import etree

from integration.cayenta import CayentaBooks
from integration.clock import VirtualClock
from integration.errors import Garbled, Misconfigured, Refused, Unavailable
from integration.model import Applied, Way
from integration.money import Money
from integration.sandbox.cayenta import CayentaApp, Fault, Kind
from integration.wires import Cut, LoopbackWire
from tests.integration.cayenta.boxes import (
    ACCOUNT,
    OWED,
    PASSWORD,
    CannedWire,
    account,
    balance_xml,
    biller,
    posting,
    soap,
)

GOOD = balance_xml(f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BALANCE_AMT>1.00</BALANCE_AMT>")


@pytest.fixture
def app():
    return CayentaApp([account()])


def sent(wire: CannedWire) -> dict[str, str]:
    """The parameters of the only request."""
    (request,) = wire.requests
    params = etree.fromstring(request.body).find(".//Params")
    return {child.tag: child.text for child in params}


def test_a_payment_as_cayenta_is_told_of_it(tmp_path, clock):
    wire = CannedWire(b"")
    CayentaBooks(biller(tmp_path), wire, clock).post(posting(comments="IVR", invoice_type="30"))
    assert sent(wire) == {
        "ACCOUNT_NO": ACCOUNT,
        "AR_TP": "1",
        "AMT": "40.00",
        "EFFECTIVE_DT": "20261120",
        "REFERENCE_NO": "PMFRGGZDFMZTWQ2LKNNWG",
        "PAYMENT_TP": "CC",
        "BATCH_NO": "20261120",
        "COMMENTS": "IVR",
        "INVOICE_TP": "30",
    }


def test_a_credit_by_bank_in_the_other_date_form_and_without_the_empty(tmp_path, clock):
    wire = CannedWire(b"")
    told = posting(op="credit", way=Way.BANK, batch="", amount=Money(5))
    CayentaBooks(biller(tmp_path, dates="MM/dd/yyyy"), wire, clock).post(told)
    parts = sent(wire)
    assert (parts["AR_TP"], parts["PAYMENT_TP"], parts["AMT"], parts["EFFECTIVE_DT"]) == (
        "6",
        "ACH",
        "0.05",
        "11/20/2026",
    )
    assert parts.keys().isdisjoint({"BATCH_NO", "COMMENTS", "INVOICE_TP"})


def test_a_posting_goes_on_a_new_connection_and_a_question_on_a_kept_one(tmp_path, clock):
    wire = CannedWire(GOOD)
    books = CayentaBooks(biller(tmp_path), wire, clock)
    books.balance(ACCOUNT)
    books.post(posting())
    assert [request.fresh for request in wire.requests] == [False, True]
    assert [request.headers["Content-Type"] for request in wire.requests] == ["text/xml; charset=utf-8"] * 2
    assert wire.requests[0].headers["SOAPAction"] == '"urn:sandbox:cayenta/GetAccountBalance"'


@pytest.mark.parametrize(
    ("cut", "applied"), [(Cut.REFUSED, "not_applied"), (Cut.BEFORE, "ambiguous"), (Cut.AFTER, "ambiguous")]
)
def test_a_posting_is_sent_once_whatever_befalls_it(tmp_path, clock, app, cut, applied):
    outcome = CayentaBooks(biller(tmp_path), LoopbackWire(app, clock, cuts=[cut]), clock).post(posting())
    assert outcome.applied == applied
    assert len(app.journal.items) == (1 if cut is Cut.AFTER else 0)


def test_a_question_whose_answer_is_lost_is_asked_once_more(tmp_path, clock, app):
    wire = LoopbackWire(app, clock, cuts=[Cut.AFTER])
    assert CayentaBooks(biller(tmp_path), wire, clock).balance(ACCOUNT).owed == OWED


@pytest.mark.parametrize("cuts", [[Cut.BEFORE, Cut.BEFORE], [Cut.AFTER, Cut.REFUSED], [Cut.REFUSED]])
def test_and_then_no_more(tmp_path, clock, app, cuts):
    wire = LoopbackWire(app, clock, cuts=cuts)
    with pytest.raises(Unavailable, match="GetAccountBalance"):
        CayentaBooks(biller(tmp_path), wire, clock).balance(ACCOUNT)
    assert not wire.cuts


@pytest.mark.parametrize(("kind", "seconds"), [(Kind.SLOW, 6), (Kind.DRIP, 1)])
def test_the_deadline_is_for_the_whole_question(tmp_path, clock, app, kind, seconds):
    app.set_faults(Fault(kind, seconds=seconds))
    before = clock.tick()
    with pytest.raises(Unavailable, match="within 4 s"):
        CayentaBooks(biller(tmp_path), LoopbackWire(app, clock), clock).balance(ACCOUNT)
    assert clock.tick() - before == 4.0


def test_the_pump_may_wait_longer_than_a_caller(tmp_path, clock, app):
    app.set_faults(Fault(Kind.SLOW, seconds=20))
    books = CayentaBooks(biller(tmp_path), LoopbackWire(app, clock), clock, post_deadline_s=25)
    assert books.post(posting()).applied is Applied.POSTED


def test_an_operation_that_is_no_ar_item_is_rejected_unsent(tmp_path, clock):
    wire = CannedWire(b"")
    outcome = CayentaBooks(biller(tmp_path), wire, clock).post(posting(op="statement"))
    assert (outcome.applied, wire.requests) == (Applied.REJECTED, [])


def test_what_xml_cannot_carry_is_never_sent(tmp_path, clock):
    wire = CannedWire(GOOD)
    books = CayentaBooks(biller(tmp_path), wire, clock)
    assert books.post(posting(comments="\x00")).applied is Applied.REJECTED
    with pytest.raises(Refused):
        books.balance("\x00")
    assert wire.requests == []


def test_a_payment_is_found_under_its_reference(tmp_path, clock, app):
    books = CayentaBooks(biller(tmp_path, lookup=True), LoopbackWire(app, clock), clock)
    assert books.find(posting()) is False
    books.post(posting())
    assert books.find(posting()) is True
    assert books.find(posting(reference="PSOMETHINGELSE")) is False


@pytest.mark.parametrize("change", [{"amount": Money(4001)}, {"reference": "PMFRGGZDFMZTWQ2LKNNW"}])
def test_another_item_is_neither_found_nor_absent(tmp_path, clock, change):
    item = "<REFERENCE_NO>PMFRGGZDFMZTWQ2LKNNWG</REFERENCE_NO><AMT>40.00</AMT>"
    body = soap(f"<GetARItemResponse><Params>{item}</Params><STATUS>0</STATUS></GetARItemResponse>")
    books = CayentaBooks(biller(tmp_path, lookup=True), CannedWire(body), clock)
    assert books.find(posting()) is True
    with pytest.raises(Garbled):
        books.find(posting(**change))


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault(Kind.REFUSE, status=-1), Garbled),
        (Fault(Kind.SYSTEM), Unavailable),
        (Fault(Kind.DOWN), Unavailable),
        (Fault(Kind.GARBLED), Garbled),
        (Fault(Kind.SLOW), Unavailable),
    ],
)
def test_a_look_up_that_fails_is_not_an_absence(tmp_path, clock, app, fault, trouble):
    app.set_faults(fault)
    with pytest.raises(trouble):
        CayentaBooks(biller(tmp_path, lookup=True), LoopbackWire(app, clock), clock).find(posting())


def test_a_biller_without_the_look_up_says_so(tmp_path, clock, app):
    with pytest.raises(Misconfigured, match="GetARItem"):
        CayentaBooks(biller(tmp_path), LoopbackWire(app, clock), clock).find(posting())


def test_the_password_reaches_cayenta_and_nobody_else(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    clock = VirtualClock(datetime(2026, 11, 20, tzinfo=UTC))
    wire = CannedWire(b"<html/>", 401)
    books = CayentaBooks(biller(tmp_path), wire, clock)
    outcome = books.post(posting())
    with pytest.raises(Unavailable) as caught:
        books.balance(ACCOUNT)
    (basic, _) = (request.headers["Authorization"] for request in wire.requests)
    assert b64decode(basic.removeprefix("Basic ")).decode() == f"ivr:{PASSWORD}"
    shown = f"{outcome!r} {caught.value!r} {books!r} {wire.requests!r} {vars(books)!r} {caplog.text}"
    assert PASSWORD not in shown
    assert basic.removeprefix("Basic ") not in shown
