"""What a refused file shows of itself: nothing that it should not have carried."""

import pytest

from integration.conversion.reading import read
from tests.integration.conversion.files import csv, xml

CARD = "4111111111111111"
ACCOUNT = "12345678901"


@pytest.mark.parametrize(
    "content",
    [
        csv(columns=f"0012345678,yes,no,2024-03-01,{CARD},1111"),
        csv(columns=f"0012345678,yes,no,2024-03-01,{CARD[:4]} 1111 1111 1111,1111"),
        csv(columns=f"0012345678;yes;{CARD};hunter2"),
        csv(columns=f"0012345678\tyes\t{CARD}"),
        csv(columns=f"account_number,autopay,{CARD}"),
        csv(columns="account_number,autopay,hunter2"),
        csv(columns=f"account_number,autopay,{ACCOUNT}"),
        csv(columns="account_number,autopay,DE89370400440532013000"),
        csv(columns=f"account_number,autopay,pin{CARD}"),
        csv(f"1,{ACCOUNT},,,,"),
        csv(f"1,yes,,{ACCOUNT},,"),
        csv("1,yes,,hunter2,,"),
        csv("1,yes,,12345678,,"),
        csv(f"1,yes,,,,{ACCOUNT}"),
        xml(f"<ACCOUNT_NO>1</ACCOUNT_NO><AUTOPAY_YN>T</AUTOPAY_YN><c{CARD}/>"),
        xml(f"<ACCOUNT_NO>1</ACCOUNT_NO><AUTOPAY_YN>T</AUTOPAY_YN><n{ACCOUNT}/>"),
        xml("<ACCOUNT_NO>1</ACCOUNT_NO><AUTOPAY_YN>T</AUTOPAY_YN><hunter2/>"),
        xml(f"<ACCOUNT_NO>1</ACCOUNT_NO><AUTOPAY_YN><c{CARD}/></AUTOPAY_YN>"),
        f"<c{CARD}/>".encode(),
        f"<ENROLMENTS><c{CARD}/></ENROLMENTS>".encode(),
        f"<ENROLMENTS><c{CARD}></ENROLMENTS>".encode(),
        f"<ENROLMENTS>&c{CARD};</ENROLMENTS>".encode(),
        f"<?xml version='4.{CARD}'?><ENROLMENTS/>".encode(),
        f"<?xml version='1.{CARD}'?><ENROLMENTS/>".encode(),
        f"<?xml version='1.0' encoding='{CARD}'?><ENROLMENTS/>".encode(),
        f"<!DOCTYPE c{CARD}><ENROLMENTS/>".encode(),
    ],
)
def test_a_refused_file_shows_nothing_that_it_should_not_have_carried(content):
    found = read(content)
    assert found.records == []
    told = " ".join(found.findings)
    assert told
    for secret in (CARD, CARD[:4], ACCOUNT, "0012345678", "12345678", "hunter2", "DE89"):
        assert secret not in told


def test_a_name_is_shown_where_it_can_hold_no_number():
    (finding,) = read(csv(columns="account_number,autopay,nickname,c4111")).findings[1:]
    assert finding.startswith("1: [name not shown]: no such field; expected account_number, autopay")
    assert read(csv(columns="account_number,autopay,nickname")).findings[0].startswith("1: nickname: no such field")


@pytest.mark.parametrize(
    ("first", "hint"),
    [
        ("0012345678,yes,no", "1: found no field's name in the first row, not shown; expected names as account_number"),
        ("Account_Number,Autopay", "1: found no field's name in the first row, not shown; expected names as"),
        ("account_number;autopay", "1: found ; between the fields; expected commas"),
        ("account_number\tautopay", "1: found tabs between the fields; expected commas"),
        ("account_number|autopay", "1: found | between the fields; expected commas"),
    ],
)
def test_a_file_without_names_or_commas_is_told_so(first, hint):
    (finding,) = read(csv("1,yes,no", columns=first)).findings
    assert finding.startswith(hint)


def test_a_day_that_is_none_is_shown_where_it_looks_like_a_day():
    assert read(csv("1,yes,,2024-02-30,,")).findings[0].startswith("2: since: found '2024-02-30'; expected a day")
    assert read(csv("1,yes,,hunter2,,")).findings == [
        "2: since: found 7 characters that do not fit, not shown; expected a day as 2024-03-01 or 20240301"
    ]
