"""Every kind of reply, by its bytes, asked of both methods: what a caller's balance and what a posting make of it."""

from datetime import UTC, date, datetime

import pytest

from integration.cayenta import CayentaBooks
from integration.errors import Garbled, Refused, Unavailable
from integration.model import Applied, Balance
from integration.money import ZERO, Money
from tests.integration.cayenta.boxes import ACCOUNT, CannedWire, balance_xml, biller, posting, soap

OK = "<STATUS>0</STATUS>"
GOOD = f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BALANCE_AMT>10.00</BALANCE_AMT>"


def reply(inside: str, method: str) -> bytes:
    return soap(f'<{method}Response transNo="7" pid="8">{inside}</{method}Response>')


FAULT = "<s:Fault><faultcode>s:{}</faultcode><faultstring>no</faultstring></s:Fault>"

# HTTP status; the inside of the method's element, or bytes: the whole body; what a balance raises (None: it is read);
# how a posting ends
TABLE = [
    ("all well", 200, f"<Params>{GOOD}{OK}</Params>{OK}", None, Applied.POSTED),
    ("no function STATUS", 200, f"<Params>{GOOD}</Params>{OK}", None, Applied.POSTED),
    (
        "no STATUS_DESC, no attributes",
        200,
        soap("<{}><Params>" + GOOD + "</Params>" + OK + "</{}>"),
        None,
        Applied.POSTED,
    ),
    ("no system STATUS", 200, f"<Params>{GOOD}{OK}</Params>", Garbled, Applied.AMBIGUOUS),
    ("no STATUS at all", 200, f"<Params>{GOOD}</Params>", Garbled, Applied.AMBIGUOUS),
    ("nothing inside", 200, "", Garbled, Applied.AMBIGUOUS),
    ("function -4", 200, f"<Params><STATUS>-4</STATUS></Params>{OK}", Refused, Applied.REJECTED),
    ("function -1", 200, f"<Params><STATUS>-1</STATUS></Params>{OK}", Refused, Applied.REJECTED),
    ("function -100", 200, f"<Params><STATUS>-100</STATUS></Params>{OK}", Refused, Applied.REJECTED),
    (
        "a duplicate",
        200,
        f"<Params><STATUS>-2</STATUS><STATUS_DESC>Duplicate reference</STATUS_DESC></Params>{OK}",
        Refused,
        Applied.AMBIGUOUS,
    ),
    ("function above zero", 200, f"<Params>{GOOD}<STATUS>1</STATUS></Params>{OK}", Garbled, Applied.AMBIGUOUS),
    ("function no number", 200, f"<Params>{GOOD}<STATUS>no</STATUS></Params>{OK}", Garbled, Applied.AMBIGUOUS),
    ("system -1", 200, "<STATUS>-1</STATUS>", Unavailable, Applied.REJECTED),
    ("system -1 with HTTP 500", 500, "<STATUS>-1</STATUS>", Unavailable, Applied.AMBIGUOUS),
    ("system 3", 200, f"<Params>{GOOD}</Params><STATUS>3</STATUS>", Unavailable, Applied.REJECTED),
    ("all well with HTTP 500", 500, f"<Params>{GOOD}{OK}</Params>{OK}", Unavailable, Applied.AMBIGUOUS),
    ("all well with HTTP 302", 302, f"<Params>{GOOD}{OK}</Params>{OK}", Garbled, Applied.AMBIGUOUS),
    ("all well with HTTP 202", 202, f"<Params>{GOOD}{OK}</Params>{OK}", Garbled, Applied.AMBIGUOUS),
    ("HTTP 307", 307, b"", Garbled, Applied.AMBIGUOUS),
    ("HTTP 404", 404, b"<html><body>Not found</body></html>", Garbled, Applied.AMBIGUOUS),
    ("HTTP 503", 503, b"Service Unavailable", Unavailable, Applied.AMBIGUOUS),
    ("HTTP 504", 504, b"<html><body>Gateway</body></html>", Unavailable, Applied.AMBIGUOUS),
    ("HTTP 401", 401, b"", Unavailable, Applied.LOCKED_OUT),
    ("HTTP 403", 403, b"<html><body>Forbidden</body></html>", Unavailable, Applied.LOCKED_OUT),
    ("a login page", 200, b"<html><body>Sign in</body></html>", Garbled, Applied.AMBIGUOUS),
    ("empty", 200, b"", Garbled, Applied.AMBIGUOUS),
    ("a fault with HTTP 200", 200, soap(FAULT.format("Server")), Unavailable, Applied.AMBIGUOUS),
    ("a fault with HTTP 500", 500, soap(FAULT.format("Client")), Unavailable, Applied.AMBIGUOUS),
    ("an auth fault", 500, soap(FAULT.format("FailedAuthentication")), Unavailable, Applied.LOCKED_OUT),
    (
        "another method",
        200,
        soap(f"<GetAccountPhone><Params>{OK}</Params>{OK}</GetAccountPhone>"),
        Garbled,
        Applied.AMBIGUOUS,
    ),
    (
        "the HTTP 500 reply",
        500,
        b"<Reply><STATUS>-1</STATUS><httpResponseCode>500</httpResponseCode></Reply>",
        Unavailable,
        Applied.AMBIGUOUS,
    ),
    (
        "a DTD",
        200,
        b"<!DOCTYPE x>" + soap("<{}><Params>" + GOOD + OK + "</Params>" + OK + "</{}>"),
        Garbled,
        Applied.AMBIGUOUS,
    ),
]


def body_of(given: str | bytes, method: str) -> bytes:
    return reply(given, method) if isinstance(given, str) else given.replace(b"{}", method.encode())


@pytest.fixture
def books(tmp_path, clock):
    def of(body, status=200, **cayenta):
        return CayentaBooks(biller(tmp_path, **cayenta), CannedWire(body, status), clock)

    return of


@pytest.mark.parametrize(("status", "given", "trouble"), [row[1:4] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_a_balance_makes_of_it(books, status, given, trouble):
    asked = books(body_of(given, "GetAccountBalance"), status)
    if trouble is None:
        assert asked.balance(ACCOUNT).owed == Money(1000)
    else:
        with pytest.raises(trouble):
            asked.balance(ACCOUNT)


@pytest.mark.parametrize(
    ("status", "given", "applied"), [(row[1], row[2], row[4]) for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_a_posting_makes_of_it(books, status, given, applied):
    outcome = books(body_of(given, "AddARItem"), status).post(posting())
    assert outcome.applied is applied
    assert bool(outcome.why) is (applied is not Applied.POSTED)


def test_a_balance_is_read_whole(books):
    params = (
        GOOD
        + "<PASTDUE_AMT>4.00</PASTDUE_AMT><DUE_DT>20261105</DUE_DT><BLOCK_EFT_CD>N</BLOCK_EFT_CD><STATUS>0</STATUS>"
    )
    assert books(balance_xml(params)).balance(ACCOUNT) == Balance(
        account_number=ACCOUNT,
        owed=Money(1000),
        past_due=Money(400),
        block_code="N",
        due_date=date(2026, 11, 5),
        as_of=datetime(2026, 11, 20, 15, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (GOOD.replace(ACCOUNT, "0012345679"), "another"),
        (GOOD.replace(ACCOUNT, ""), "another"),
        (f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO>", "BALANCE_AMT"),
        (f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><BALANCE_AMT/>", "BALANCE_AMT"),
        (GOOD.replace("10.00", "12<b/>34"), "BALANCE_AMT"),
        (GOOD + "<PASTDUE_AMT>x</PASTDUE_AMT>", "PASTDUE_AMT"),
        (GOOD + "<DUE_DT>soon</DUE_DT>", "DUE_DT"),
        (GOOD + "<BLOCK_EFT_CD>A</BLOCK_EFT_CD><BLOCK_EFT_CD>N</BLOCK_EFT_CD>", "BLOCK_EFT_CD"),
    ],
)
def test_a_balance_that_is_not_certain_is_garbled(books, changed, what):
    with pytest.raises(Garbled, match=what):
        books(balance_xml(changed)).balance(ACCOUNT)


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("00000000", None),
        ("", None),
        ("2026-11-05T23:59:59Z", date(2026, 11, 5)),
        ("2026-11-05-05:00", date(2026, 11, 5)),
    ],
)
def test_a_due_date_that_is_none_or_has_a_time_costs_no_balance(books, written, due):
    balance = books(balance_xml(f"{GOOD}<DUE_DT>{written}</DUE_DT>")).balance(ACCOUNT)
    assert (balance.owed, balance.due_date) == (Money(1000), due)


def test_no_leaves_its_code_and_its_words(books):
    params = "<STATUS>-4</STATUS><STATUS_DESC>Invalid Account Number</STATUS_DESC>"
    with pytest.raises(Refused, match="Invalid Account Number") as caught:
        books(balance_xml(params)).balance(ACCOUNT)
    assert caught.value.code == "-4"


def test_without_setting_107_nothing_is_past_due(tmp_path, clock):
    wire = CannedWire(balance_xml(GOOD + "<PASTDUE_AMT>4.00</PASTDUE_AMT>"))
    asked = CayentaBooks(biller(tmp_path, settings={"28": {}}), wire, clock)
    assert asked.balance(ACCOUNT).past_due == ZERO


def test_setting_107_names_the_field(tmp_path, clock):
    wire = CannedWire(balance_xml(GOOD + "<PASTDUE_AMT>4.00</PASTDUE_AMT><ARREARS>3.00</ARREARS>"))
    asked = CayentaBooks(biller(tmp_path, settings={"107": "ARREARS"}), wire, clock)
    assert asked.balance(ACCOUNT).past_due == Money(300)


def test_the_field_map_is_applied_to_answers(books):
    body = balance_xml(f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><CUR_BAL>7.00</CUR_BAL><PD>1.00</PD>")
    balance = books(body, fields={"BALANCE_AMT": "CUR_BAL", "PASTDUE_AMT": "PD"}).balance(ACCOUNT)
    assert (balance.owed, balance.past_due) == (Money(700), Money(100))


@pytest.mark.parametrize(
    ("echo", "applied"),
    [
        ("<REFERENCE_NO>PMFRGGZDFMZTWQ2LKNNWG</REFERENCE_NO>", Applied.POSTED),
        ("<REFERENCE_NO>PMFRGGZDFMZTWQ2LKNNWX</REFERENCE_NO>", Applied.MISMATCH),
        ("<REFERENCE_NO/>", Applied.POSTED),
        (f"<ACCOUNT_NO>{ACCOUNT}</ACCOUNT_NO><AMT>40.00</AMT>", Applied.POSTED),
        ("<ACCOUNT_NO>0012345679</ACCOUNT_NO>", Applied.MISMATCH),
        ("<ACCOUNT_NO>12345678</ACCOUNT_NO>", Applied.MISMATCH),
        ("<AMT>40</AMT>", Applied.POSTED),
        ("<AMT>4000</AMT>", Applied.MISMATCH),
        ("<AMT>40.00-</AMT>", Applied.MISMATCH),
        ("<AMT>40.00</AMT><AMT>40.00</AMT>", Applied.AMBIGUOUS),
        ("<AMT>forty</AMT>", Applied.AMBIGUOUS),
    ],
)
def test_a_success_must_not_speak_of_another_posting(books, echo, applied):
    body = soap(f"<AddARItemResponse><Params>{echo}{OK}</Params>{OK}</AddARItemResponse>")
    assert books(body).post(posting()).applied is applied


def test_what_cayenta_said_is_kept(books):
    params = "<STATUS>0</STATUS><STATUS_DESC>Item 30118 added</STATUS_DESC>"
    said = books(reply(f"<Params>{params}</Params>{OK}", "AddARItem")).post(posting()).said
    assert (said.description, said.trans_no, said.pid) == ("Item 30118 added", "7", "8")


@pytest.mark.parametrize(("status", "said"), [(401, "user and password"), (403, "allow-list")])
def test_a_closed_door_says_which_one(books, status, said):
    with pytest.raises(Unavailable, match=said):
        books(b"", status).balance(ACCOUNT)
    assert said in books(b"", status).post(posting()).why
