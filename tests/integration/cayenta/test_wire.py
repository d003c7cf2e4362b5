import pytest

from integration.cayenta.wire import Answer, SoapFault, read
from integration.errors import Garbled
from integration.money import Money
from tests.integration.cayenta.boxes import balance_xml, soap

STATUS = "<STATUS>0</STATUS>"
ONCE = f"<GetAccountBalance><Params><BALANCE_AMT>1.00</BALANCE_AMT></Params>{STATUS}</GetAccountBalance>"
TWICE = ONCE + ONCE.replace("1.00", "2.00")
EXPECTED = frozenset({"GetAccountBalance", "GetAccountBalanceResponse"})


def of(params: str) -> Answer:
    answer = read(balance_xml(params), EXPECTED)
    assert isinstance(answer, Answer)
    return answer


def test_the_public_reply_is_read_whole():
    # cayenta.md 1: the reply that public clients of the API show, word for word, with our method's name
    body = b"""<Reply transNo="7253783" pid="52664"><GetAccountBalance version="1.1">
      <Params><ACCOUNT_NO>1236</ACCOUNT_NO><BALANCE_AMT>5.00</BALANCE_AMT><STATUS>0</STATUS>
      <STATUS_DESC></STATUS_DESC></Params><STATUS>0</STATUS></GetAccountBalance></Reply>"""
    answer = read(body, EXPECTED)
    assert isinstance(answer, Answer)
    assert (answer.method, answer.system, answer.function) == ("GetAccountBalance", 0, 0)
    assert (answer.said.trans_no, answer.said.pid, answer.said.description) == ("7253783", "52664", "")
    assert answer.money("BALANCE_AMT") == Money(500)


def test_a_reply_inside_a_soap_body_is_read_the_same():
    inside = '<Reply transNo="1" pid="2"><GetAccountBalance><Params/><STATUS>0</STATUS></GetAccountBalance></Reply>'
    answer = read(soap(inside), EXPECTED)
    assert isinstance(answer, Answer)
    assert (answer.said.trans_no, answer.said.pid, answer.function) == ("1", "2", None)


def test_the_two_statuses_are_told_apart_by_where_they_stand():
    answer = read(balance_xml("<STATUS>-4</STATUS><STATUS_DESC>Invalid</STATUS_DESC>"), EXPECTED)
    assert isinstance(answer, Answer)
    assert (answer.function, answer.system, answer.said.description) == (-4, 0, "Invalid")


def test_a_system_status_without_params():
    body = soap(
        "<GetAccountBalanceResponse><STATUS>-1</STATUS><STATUS_DESC>No</STATUS_DESC></GetAccountBalanceResponse>"
    )
    answer = read(body, EXPECTED)
    assert isinstance(answer, Answer)
    assert (answer.function, answer.system, answer.said.description) == (None, -1, "No")


def test_namespaces_and_prefixes_do_not_matter():
    inside = (
        '<q:GetAccountBalanceResponse xmlns:q="urn:any"><q:Params><q:BALANCE_AMT>1.00</q:BALANCE_AMT></q:Params>'
        "<q:STATUS>0</q:STATUS></q:GetAccountBalanceResponse>"
    )
    answer = read(soap(inside), EXPECTED)
    assert isinstance(answer, Answer)
    assert (answer.money("BALANCE_AMT"), answer.system) == (Money(100), 0)


@pytest.mark.parametrize(
    "value",
    ["", "   ", '<BALANCE_AMT xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">9</BALANCE_AMT>'],
)
def test_empty_and_nil_are_null(value):
    params = value if "<" in value else f"<BALANCE_AMT>{value}</BALANCE_AMT>"
    assert of(params).money("BALANCE_AMT") is None


@pytest.mark.parametrize("split", ["12<!-- c -->34.00", "12<?p?>34.00", "<![CDATA[12]]>34.00", "&#49;234.00"])
def test_an_amount_cut_in_pieces_is_never_read_as_its_first_piece(split):
    # reliability.md 3.2: lxml as it comes reads the first two as 12
    assert of(f"<BALANCE_AMT>{split}</BALANCE_AMT>").money("BALANCE_AMT") == Money(123400)


@pytest.mark.parametrize(
    "params",
    [
        "<BALANCE_AMT>12<b/>34.00</BALANCE_AMT>",
        "<BALANCE_AMT><b>1.00</b></BALANCE_AMT>",
        "<BALANCE_AMT>1.00</BALANCE_AMT><BALANCE_AMT>2.00</BALANCE_AMT>",
        "<BALANCE_AMT>1.00</BALANCE_AMT><BALANCE_AMT>1.00</BALANCE_AMT>",
        "<BALANCE_AMT>NaN</BALANCE_AMT>",
        "<BALANCE_AMT>1,234.00</BALANCE_AMT>",
        "<BALANCE_AMT>12 34.00</BALANCE_AMT>",
    ],
)
def test_an_amount_that_is_not_certain_is_garbled(params):
    answer = of(params)
    with pytest.raises(Garbled, match="BALANCE_AMT") as caught:
        answer.money("BALANCE_AMT")
    assert caught.value.kept.startswith(b"<s:Envelope")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"OK",
        b"<html><body>Sign in</body></html>",
        b"<!DOCTYPE html><html><head><meta></head></html>",
        balance_xml("<BALANCE_AMT>1.00</BALANCE_AMT>")[:-30],
        balance_xml("<BALANCE_AMT>1.00</BALANCE_AMT>") + b"<more/>",
        balance_xml("<BALANCE_AMT>\x00</BALANCE_AMT>"),
        balance_xml("<BALANCE_AMT>é</BALANCE_AMT>").replace("é".encode(), b"\xe9"),
        b'<!DOCTYPE a [<!ENTITY x "99">]>' + balance_xml("<BALANCE_AMT>1&x;00</BALANCE_AMT>"),
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">' + balance_xml("<BALANCE_AMT>1.00</BALANCE_AMT>"),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + balance_xml("<BALANCE_AMT>&x;</BALANCE_AMT>"),
        balance_xml("<BALANCE_AMT>&undefined;</BALANCE_AMT>"),
        b"<a>" * 5000 + b"</a>" * 5000,
        soap(""),
        soap("<GetAccountPhone><Params/><STATUS>0</STATUS></GetAccountPhone>"),
        soap("<AddARItemResponse><Params/><STATUS>0</STATUS></AddARItemResponse>"),
        b"<Reply/>",
        # cayenta.md 1: what an HTTP 500 may bring
        b"<Reply><STATUS>-1</STATUS><STATUS_DESC>&lt;p&gt;</STATUS_DESC><httpResponseCode>500</httpResponseCode></Reply>",
        b"<GetAccountBalance><Params/><STATUS>0</STATUS></GetAccountBalance>",
        balance_xml("<STATUS>OK</STATUS>"),
        balance_xml("<STATUS>0</STATUS><STATUS>-4</STATUS>"),
        balance_xml("<STATUS>0<b/></STATUS>"),
        balance_xml("", status="<STATUS>none</STATUS>"),
        balance_xml("", status="<STATUS>0</STATUS><STATUS>-1</STATUS>"),
        balance_xml("</Params><Params>"),
        soap(TWICE),
        f"<Reply>{TWICE}</Reply>".encode(),
        soap(f"<Reply>{TWICE}</Reply>"),
        soap(f"<Reply>{ONCE}</Reply><Reply>{ONCE}</Reply>"),
        soap(f"{ONCE}<AddARItemResponse>{STATUS}</AddARItemResponse>"),
        soap(f"{ONCE}<s:Fault><faultcode>s:Server</faultcode></s:Fault>"),
        f"<Reply>{ONCE}<GetAccountBalance/></Reply>".encode(),
    ],
)
def test_what_is_no_certain_answer_is_garbled_and_kept(body):
    with pytest.raises(Garbled, match="cannot be read") as caught:
        read(body, EXPECTED)
    assert caught.value.kept == body[:2000]


def test_what_stands_beside_the_answer_and_is_none_is_left_alone():
    beside = "<Trace/><elapsed>3</elapsed><STATUS>0</STATUS>"
    answer = read(f"<Reply>{ONCE}{beside}</Reply>".encode(), EXPECTED)
    assert answer.money("BALANCE_AMT") == Money(100)


def test_a_bomb_is_refused_at_once():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE r [<!ENTITY a0 "ha">{entities}]><r>&a9;</r>'.encode()
    with pytest.raises(Garbled):
        read(body, EXPECTED)


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<s:Fault><faultcode>s:Server</faultcode><faultstring>No</faultstring></s:Fault>", SoapFault("Server", "No")),
        ("<s:Fault><faultcode>Client.Auth</faultcode></s:Fault>", SoapFault("Client.Auth", "")),
        ("<s:Fault/>", SoapFault("", "")),
    ],
)
def test_a_fault_is_told_by_its_code(inside, fault):
    assert read(soap(inside), EXPECTED) == fault


def test_long_words_are_cut():
    words = "x" * 5000
    answer = of(f"<STATUS_DESC>{words}</STATUS_DESC>")
    assert len(answer.said.description) == 1000
