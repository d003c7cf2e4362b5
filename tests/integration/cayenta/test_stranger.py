"""A Cayenta written by somebody else: other namespaces, other names of messages, typed values, no STATUS_DESC.

Cayenta's real WSDL is not public, so nothing of ours may be taken for granted in it but the names of cayenta.md.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from integration.billers.biller import Returns
from integration.cayenta import CayentaBooks
from integration.errors import Misconfigured, Refused
from integration.model import Applied
from integration.money import ZERO, Money
from tests.integration.cayenta.boxes import ACCOUNT, CannedWire, biller, posting, soap

WSDL = Path(__file__).with_name("stranger.wsdl")
MODEL = "http://utility.example/model"
NIL = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'


@pytest.fixture
def books(tmp_path, clock):
    shutil.copy(WSDL, tmp_path)

    def of(inside):
        wire = CannedWire(soap(inside.replace(">", f' xmlns="{MODEL}">', 1)))
        return CayentaBooks(biller(tmp_path, wsdl=WSDL.name), wire, clock), wire

    return of


def params_of(wire):
    (request,) = wire.requests
    params = etree.fromstring(request.body).find(f".//{{{MODEL}}}Params")
    return {etree.QName(child).localname: child.text for child in params}


def test_a_balance_in_typed_values(books):
    params = (
        f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BALANCE_AMT>142.5</BALANCE_AMT><PASTDUE_AMT>42</PASTDUE_AMT>"
        "<DUE_DT>2026-11-05Z</DUE_DT><BLOCK_EFT_CD>N</BLOCK_EFT_CD><STATUS>0</STATUS>"
    )
    asked, wire = books(f"<AccountBalance><Params>{params}</Params><STATUS>0</STATUS></AccountBalance>")
    balance = asked.balance(ACCOUNT)
    assert (balance.owed, balance.past_due) == (Money(14250), Money(4200))
    assert (balance.due_date, balance.block_code) == (date(2026, 11, 5), "N")
    assert params_of(wire) == {"ACCOUNT_NO": ACCOUNT}


def test_nil_is_nothing(books):
    params = f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BALANCE_AMT>-3.1</BALANCE_AMT><PASTDUE_AMT {NIL}/><DUE_DT {NIL}/>"
    asked, _ = books(f"<AccountBalance><Params>{params}</Params><STATUS>0</STATUS></AccountBalance>")
    balance = asked.balance(ACCOUNT)
    assert (balance.owed, balance.past_due, balance.due_date) == (Money(-310), ZERO, None)


def test_a_no_without_words(books):
    asked, _ = books("<AccountBalance><Params><STATUS>-4</STATUS></Params><STATUS>0</STATUS></AccountBalance>")
    with pytest.raises(Refused):
        asked.balance(ACCOUNT)


def test_a_payment_is_told_in_the_types_of_the_wsdl(books):
    asked, wire = books("<AddARItemResponse><Params><STATUS>0</STATUS></Params><STATUS>0</STATUS></AddARItemResponse>")
    assert asked.post(posting(comments="not in this WSDL")).applied is Applied.POSTED
    assert params_of(wire) == {
        "ACCOUNT_NO": ACCOUNT,
        "AR_TP": "1",
        "AMT": "40.00",
        "EFFECTIVE_DT": "2026-11-20",
        "REFERENCE_NO": "PMFRGGZDFMZTWQ2LKNNWG",
        "PAYMENT_TP": "CC",
    }


def test_a_status_that_its_type_forbids_is_no_yes(books):
    # zeep reads an xs:int that is no number as None, which would pass for "no function error"
    asked, _ = books("<AddARItemResponse><Params><STATUS>E17</STATUS></Params><STATUS>0</STATUS></AddARItemResponse>")
    assert asked.post(posting()).applied is Applied.AMBIGUOUS


def test_a_biller_who_wants_returns_posted_needs_a_wsdl_that_can(tmp_path, clock, books):
    books(NIL)  # without returns this WSDL will do
    opted_in = biller(tmp_path, wsdl=WSDL.name).model_copy(update={"returns": Returns(post=True)})
    with pytest.raises(Misconfigured, match="AddReturnedCheck"):
        CayentaBooks(opted_in, CannedWire(b""), clock)
