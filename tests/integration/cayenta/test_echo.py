"""What an answer repeats must be ours: on all transports, and as a number where Cayenta keeps it as one."""

from base64 import b64encode

import pytest

from integration.cayenta import CayentaBooks
from integration.errors import Garbled
from integration.model import Applied
from integration.money import Money
from tests.integration.cayenta.boxes import ACCOUNT, CannedWire, biller, posting
from tests.integration.cayenta.schemas import typed_wsdl

OK = "<STATUS>0</STATUS>"
PDF = b"%PDF-1.7\n%%EOF\n"
BILL = "B-1"
SHORT = ACCOUNT.lstrip("0")


@pytest.fixture
def books(tmp_path, clock):
    """Books that get this answer, over `body`, or over SOAP by a WSDL with these types."""

    def of(method, params, types=None, **cayenta):
        reply = f"<Reply><{method}><Params>{params}{OK}</Params>{OK}</{method}></Reply>"
        if types is None:
            return CayentaBooks(biller(tmp_path, transport="body", **cayenta), CannedWire(reply.encode()), clock)
        (tmp_path / "typed.wsdl").write_bytes(typed_wsdl(types))
        return CayentaBooks(biller(tmp_path, wsdl="typed.wsdl", **cayenta), CannedWire(reply.encode()), clock)

    return of


def bill(echo):
    return f"{echo}<PDF_DATA>{b64encode(PDF).decode()}</PDF_DATA>"


@pytest.mark.parametrize(
    "echo",
    [
        "",
        "<ACCOUNT_NO/><BILL_NO/>",
        f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO>",
        f"<BILL_NO>{BILL}</BILL_NO>",
        f"<BILL_NO> {BILL} </BILL_NO><ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO>",
    ],
)
def test_a_bill_that_is_told_to_be_ours_or_tells_nothing_is_taken(books, echo):
    assert books("Get_StmntPdf", bill(echo)).statement(ACCOUNT, BILL) == PDF


@pytest.mark.parametrize(
    ("echo", "said"),
    [
        ("<ACCOUNT_NO>0099999999</ACCOUNT_NO><BILL_NO>OTHER-BILL</BILL_NO>", "ACCOUNT_NO: found '0099999999'"),
        (f"<ACCOUNT_NO>0099999999</ACCOUNT_NO><BILL_NO>{BILL}</BILL_NO>", "ACCOUNT_NO: found '0099999999'"),
        (f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BILL_NO>B-2</BILL_NO>", "BILL_NO: found 'B-2'; expected 'B-1'"),
        (f"<ACCOUNT_NO>{SHORT}</ACCOUNT_NO>", f"ACCOUNT_NO: found '{SHORT}'"),
        (f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><ACCOUNT_NO>1</ACCOUNT_NO>", "ACCOUNT_NO is repeated"),
    ],
)
def test_another_payers_bill_is_not(books, echo, said):
    with pytest.raises(Garbled, match=said):
        books("Get_StmntPdf", bill(echo)).statement(ACCOUNT, BILL)


def test_the_echo_of_a_bill_is_read_by_the_billers_names(books):
    fields = {"ACCOUNT_NO": "CustAcct"}
    assert books("Get_StmntPdf", bill("<ACCOUNT_NO>9</ACCOUNT_NO>"), fields=fields).statement(ACCOUNT, BILL) == PDF
    with pytest.raises(Garbled, match="CustAcct: found '9'"):
        books("Get_StmntPdf", bill("<CustAcct>9</CustAcct>"), fields=fields).statement(ACCOUNT, BILL)


def owed(account):
    return f"<ACCOUNT_NO>{account}</ACCOUNT_NO><BALANCE_AMT>142.50</BALANCE_AMT>"


NUMERIC = [({"ACCOUNT_NO": "xs:long"}, {}), ({"ACCOUNT_NO": "xs:decimal"}, {}), (None, {"numeric_accounts": True})]


@pytest.mark.parametrize(("types", "cayenta"), NUMERIC)
@pytest.mark.parametrize("account", [SHORT, ACCOUNT, f"00{ACCOUNT}"])
def test_a_number_has_no_leading_zeros_to_tell_it_by(books, types, cayenta, account):
    assert books("GetAccountBalance", owed(account), types, **cayenta).balance(ACCOUNT).owed == Money(14250)
    echo = f"<ACCOUNT_NO>{account}</ACCOUNT_NO>"
    assert books("AddARItem", echo, types, **cayenta).post(posting()).applied is Applied.POSTED
    assert books("Get_StmntPdf", bill(echo), types, **cayenta).statement(ACCOUNT, "1") == PDF
    item = f"{echo}<REFERENCE_NO>{posting().reference}</REFERENCE_NO><AMT>40.00</AMT>"
    assert books("GetARItem", item, types, lookup=True, **cayenta).find(posting())


@pytest.mark.parametrize(("types", "cayenta"), NUMERIC)
@pytest.mark.parametrize("account", ["", "12345679", f"{ACCOUNT}0", "+12345678", "12345678.0", "\uff11\uff12345678"])
def test_but_another_number_is_another(books, types, cayenta, account):
    with pytest.raises(Garbled, match="another"):
        books("GetAccountBalance", owed(account), types, **cayenta).balance(ACCOUNT)


@pytest.mark.parametrize("types", [None, {}, {"ACCOUNT_NO": "xs:token"}])
def test_where_accounts_are_texts_their_zeros_count(books, types):
    with pytest.raises(Garbled, match="another"):
        books("GetAccountBalance", owed(SHORT), types).balance(ACCOUNT)


def test_a_number_on_one_side_is_a_number_on_the_other(books):
    """Asked for by a number it cannot have told 0012345678 from 12345678, whatever it writes into its answer."""
    asked = {"BILL_NO": "xs:int"}  # stands in the request alone
    assert books("Get_StmntPdf", bill("<BILL_NO>17</BILL_NO>"), asked).statement(ACCOUNT, "0017") == PDF
