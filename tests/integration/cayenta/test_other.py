"""A Cayenta written by somebody else works by settings alone, on each transport, over real HTTP."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from integration.cayenta import CayentaBooks
from integration.clock import SystemClock
from integration.errors import Refused
from integration.model import Applied, Block, Way
from integration.money import Money
from integration.wires import HttpWire
from tests.integration.cayenta.boxes import ACCOUNT, biller, posting
from tests.integration.cayenta.other import AR_TYPES, FIELDS, METHODS, SOAP_12, OtherCayenta, served

WSDL = Path(__file__).with_name("other.wsdl")
SETTINGS = {"28": {"X&Y": "cash_only"}, "107": "PASTDUE_AMT"}


class Rig:
    def __init__(self, folder, transport):
        self.transport = transport
        self.cayenta = OtherCayenta(ACCOUNT, "142.50")
        self.folder = folder
        self.wire = HttpWire(sandbox=True)

    def open(self, url):
        more = {"wsdl": WSDL.name} if self.transport == "soap" else {"dates": "MM/dd/yyyy"}
        self.biller = biller(
            self.folder,
            url,
            settings=SETTINGS,
            transport=self.transport,
            fields=FIELDS,
            attributes={"version": "3.0"},
            methods=METHODS,
            ar_types=AR_TYPES,
            lookup=True,
            **more,
        )
        self.books = CayentaBooks(self.biller, self.wire, SystemClock())


@pytest.fixture(params=["soap", "form", "body"])
def rig(request, tmp_path):
    shutil.copy(WSDL, tmp_path)
    rig = Rig(tmp_path, request.param)
    with served(rig.cayenta) as url:
        rig.open(url)
        yield rig
    rig.wire.close()


def test_its_balance_is_read(rig):
    balance = rig.books.balance(ACCOUNT)
    assert (balance.owed, balance.past_due, balance.due_date) == (Money(14250), Money(1250), date(2026, 11, 5))
    assert rig.biller.block_of(balance.block_code) is Block.CASH_ONLY


def test_its_no_needs_no_words(rig):
    with pytest.raises(Refused) as caught:
        rig.books.balance("0099999999")
    assert caught.value.code == "-4"
    assert rig.books.post(posting(account_number="0099999999")).applied is Applied.REJECTED


def test_it_is_told_in_its_own_words_and_types(rig):
    told = posting(op="credit", batch="", way=Way.BANK)
    assert rig.books.find(told) is False
    assert rig.books.post(told).applied is Applied.POSTED
    day = "2026-11-20T00:00:00" if rig.transport == "soap" else "11/20/2026"
    assert rig.cayenta.posted[told.reference] == (
        "AddARItem",
        {
            "CustAcct": ACCOUNT,
            "TranType": "46",
            "TranAmt": "40.00",
            "PostedOn": day,
            "ExtRef": told.reference,
            "Tender": "ACH",
        },
    )
    assert rig.books.find(told) is True
    assert rig.books.item(told).posted_on == date(2026, 11, 20)
    assert rig.books.balance(ACCOUNT).owed == Money(10250)


def test_a_void_under_the_name_that_it_has_here(rig):
    rig.books.post(posting())
    void = posting(op="void", reference="V" + posting().reference[1:], comments="keyed twice")
    assert rig.books.post(void).applied is Applied.POSTED
    method, params = rig.cayenta.posted[void.reference]
    assert (method, params["Why"]) == ("ReverseItem", "keyed twice")
    assert rig.books.balance(ACCOUNT).owed == Money(14250)


def test_an_answer_in_the_other_soap_is_an_answer(rig):
    rig.cayenta.soap = SOAP_12
    assert rig.books.balance(ACCOUNT).owed == Money(14250)


def test_a_request_bears_the_attributes_that_it_must_have(rig):
    rig.books.balance(ACCOUNT)
    assert rig.cayenta.attributes == {"version": "3.0"}
