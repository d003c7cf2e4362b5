"""Parameters that a biller's Cayenta must have and that are none of ours: sent by a setting, on all transports."""

import pytest
from lxml import etree

from integration.cayenta import CayentaBooks
from integration.cayenta.writing import unwritable, writer_of
from integration.errors import Misconfigured
from tests.integration.cayenta.boxes import ACCOUNT, CannedWire, balance_xml, biller, posting
from tests.integration.cayenta.schemas import typed_wsdl

USER, TELLER = '<xs:element name="USER_ID" type="xs:string"/>', '<xs:element name="TELLER_CD" type="xs:int"/>'
GOOD = balance_xml(f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BALANCE_AMT>1.00</BALANCE_AMT>")


def sent(wire):
    params = [etree.fromstring(request.body).find(".//Params") for request in wire.requests]
    return [{child.tag: child.text for child in each} for each in params]


@pytest.fixture
def books(tmp_path, clock):
    def of(request, **cayenta):
        (tmp_path / "more.wsdl").write_bytes(typed_wsdl({}, request=request))
        wire = CannedWire(GOOD)
        return CayentaBooks(biller(tmp_path, wsdl="more.wsdl", **cayenta), wire, clock), wire

    return of


def test_what_the_wsdl_must_have_is_sent_with_all(books):
    told, wire = books(USER + TELLER, constants={"USER_ID": "IVR & Co", "TELLER_CD": "07"})
    told.balance(ACCOUNT)
    told.post(posting())
    assert [(each["USER_ID"], each["TELLER_CD"]) for each in sent(wire)] == [("IVR & Co", "07")] * 2
    assert sent(wire)[0]["ACCOUNT_NO"] == ACCOUNT


def test_without_it_the_start_says_what_is_missing(books):
    with pytest.raises(Misconfigured, match="USER_ID"):
        books(USER)


@pytest.mark.parametrize(
    ("constants", "said"),
    [
        ({"USER_ID": "x", "TELLER_CD": "seven"}, "TELLER_CD: found 'seven'; expected what int takes"),
        ({"USER_ID": "x", "TELLER_CD": "7", "TELER": "7"}, r"constants\.TELER: found in no request of more\.wsdl"),
    ],
)
def test_what_does_not_fit_stops_the_start(books, constants, said):
    with pytest.raises(Misconfigured, match=said):
        books(USER + TELLER, constants=constants)


def test_all_that_does_not_fit_is_told_at_once(tmp_path):
    (tmp_path / "more.wsdl").write_bytes(typed_wsdl({}, request=USER + TELLER))
    constants = {"USERID": "IVR", "TELLER_CD": "seven"}
    with pytest.raises(Misconfigured) as trouble:
        writer_of(biller(tmp_path, wsdl="more.wsdl", constants=constants))
    told = "\n".join(trouble.value.findings)
    for said in (
        "biller 1368: cayenta: GetAccountBalance: TELLER_CD: found 'seven'",
        "biller 1368: cayenta: AddARItem: TELLER_CD: found 'seven'",
        "biller 1368: cayenta.constants.USERID: found in no request of more.wsdl",
    ):
        assert said in told


def test_an_operation_that_is_missing_is_told_and_no_constant_that_may_be_its_own(tmp_path):
    (tmp_path / "less.wsdl").write_bytes(typed_wsdl({}).replace(b"AddARItem", b"AddItem"))
    with pytest.raises(Misconfigured) as trouble:
        writer_of(biller(tmp_path, wsdl="less.wsdl", constants={"USER_ID": "IVR"}))
    (told,) = trouble.value.findings
    assert "expected an operation AddARItem" in told


def test_billers_are_told_apart_and_those_that_can_be_written_to_are_not_told(tmp_path):
    good = biller(tmp_path)
    bad = biller(tmp_path, constants={"USER_ID": "IVR"}).model_copy(update={"bid": "1369"})
    told = unwritable([good, bad, biller(tmp_path, transport="body", constants={"USER_ID": "IVR"})])
    assert {bid: len(found) for bid, found in told.items()} == {"1369": 1}


def test_without_a_wsdl_they_stand_after_ours(tmp_path, clock):
    wire = CannedWire(b"")
    told = CayentaBooks(biller(tmp_path, transport="body", constants={"USER_ID": "IVR"}), wire, clock)
    told.post(posting())
    assert list(sent(wire)[0].items())[-1] == ("USER_ID", "IVR")
