"""Parameters that a biller's Cayenta must have and that are none of ours: sent by a setting, on all transports."""

import pytest
from lxml import etree

from integration.cayenta import CayentaBooks
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


def test_without_a_wsdl_they_stand_after_ours(tmp_path, clock):
    wire = CannedWire(b"")
    told = CayentaBooks(biller(tmp_path, transport="body", constants={"USER_ID": "IVR"}), wire, clock)
    told.post(posting())
    assert list(sent(wire)[0].items())[-1] == ("USER_ID", "IVR")
