"""A block code that an answer leaves out: no block where that is how null is written, not told everywhere else."""

import shutil
from pathlib import Path

import pytest

from integration.cayenta import CayentaBooks
from tests.integration.cayenta.boxes import ACCOUNT, CannedWire, biller
from tests.integration.cayenta.schemas import typed_wsdl

OTHER = Path(__file__).with_name("other.wsdl")
CODES = {"28": {"C": "cash_only"}}
ELEMENT = b'<xs:element name="BLOCK_EFT_CD" type="xs:string" minOccurs="0"/>'


@pytest.fixture
def code(tmp_path, clock):
    """The block code of a balance: by `wsdl`, or over `body` where it is None."""

    def of(element, wsdl=None, settings=None, **cayenta):
        params = f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BALANCE_AMT>142.50</BALANCE_AMT>{element}"
        reply = f"<GetAccountBalance><Params>{params}</Params><STATUS>0</STATUS></GetAccountBalance>"
        by = {} if "transport" in cayenta else {"transport": "body"}
        if wsdl is not None:
            (tmp_path / "blocks.wsdl").write_bytes(wsdl)
            by = {"wsdl": "blocks.wsdl"}
        of = biller(tmp_path, settings=CODES if settings is None else settings, **by, **cayenta)
        return CayentaBooks(of, CannedWire(f"<Reply>{reply}</Reply>".encode()), clock).balance(ACCOUNT).block_code

    return of


OPTIONAL = typed_wsdl({})
REQUIRED = OPTIONAL.replace(ELEMENT, ELEMENT.replace(b' minOccurs="0"', b""))
NIL = '<BLOCK_EFT_CD xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'


@pytest.mark.parametrize("wsdl", [None, OPTIONAL, REQUIRED], ids=["body", "optional", "required"])
@pytest.mark.parametrize(
    ("element", "told"),
    [
        ("<BLOCK_EFT_CD>C</BLOCK_EFT_CD>", "C"),
        ("<BLOCK_EFT_CD/>", ""),
        ("<BLOCK_EFT_CD> </BLOCK_EFT_CD>", ""),
        (NIL, ""),
    ],
)
def test_what_is_there_is_told(code, wsdl, element, told):
    for left_out in (None, "none", "unknown"):
        assert code(element, wsdl, block_code_left_out=left_out) == told


@pytest.mark.parametrize(
    ("wsdl", "left_out", "told"),
    [
        (None, None, None),
        (None, "none", ""),
        (None, "unknown", None),
        (OPTIONAL, None, ""),
        (OPTIONAL, "none", ""),
        (OPTIONAL, "unknown", None),
        (REQUIRED, None, None),
        (REQUIRED, "none", ""),
    ],
)
def test_what_is_left_out(code, wsdl, left_out, told):
    assert code("", wsdl, block_code_left_out=left_out) == told


@pytest.mark.parametrize("transport", ["form", "body"])
def test_under_a_wrong_name_nobody_is_unblocked(code, transport):
    element = "<BLOCK_EFT_CD>C</BLOCK_EFT_CD>"
    assert code(element, fields={"BLOCK_EFT_CD": "EftHold"}, transport=transport) is None


def test_by_a_wsdl_too(code):
    assert code("", OPTIONAL, fields={"BLOCK_EFT_CD": "EftHold"}) is None


def test_a_wsdl_that_leaves_its_answers_open_says_nothing(tmp_path, clock):
    shutil.copy(OTHER, tmp_path)
    from tests.integration.cayenta.other import FIELDS, METHODS  # noqa: PLC0415

    of = biller(tmp_path, settings=CODES, wsdl=OTHER.name, fields=FIELDS, methods=METHODS, attributes={"version": "3"})
    params = f"<CustAcct>{ACCOUNT}</CustAcct><CurrentDue>1</CurrentDue>"
    reply = f"<Reply><Outcome><Params>{params}</Params><STATUS>0</STATUS></Outcome></Reply>"
    assert CayentaBooks(of, CannedWire(reply.encode()), clock).balance(ACCOUNT).block_code is None


@pytest.mark.parametrize("wsdl", [None, REQUIRED])
def test_where_setting_28_names_nothing_nothing_is_missed(code, wsdl):
    assert code("", wsdl, settings={"28": {}}) == ""
