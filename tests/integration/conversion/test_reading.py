"""A conversion file is read strictly: every mistake with its line, and nothing of a secret in any sentence."""

from datetime import date

import pytest

from integration.conversion import reading
from integration.conversion.reading import Record, read
from integration.conversion.rows import NAMES
from tests.integration.conversion.files import csv, xml

CARD = "4111111111111111"


@pytest.mark.parametrize(
    ("content", "record"),
    [
        (
            csv("0012345678,yes,no,2024-03-01,tok_9f2c7a11,1111"),
            Record(2, "0012345678", True, False, date(2024, 3, 1), "tok_9f2c7a11", "1111"),
        ),
        (csv("0012345678,,Y,,,"), Record(2, "0012345678", None, True)),
        (csv("0012345678,F", columns="ACCOUNT_NO,AUTOPAY_YN"), Record(2, "0012345678", False)),
        (
            xml("<ACCOUNT_NO>0012345678</ACCOUNT_NO><AUTOPAY_YN>T</AUTOPAY_YN><EFFECTIVE_DT>20240301</EFFECTIVE_DT>"),
            Record(3, "0012345678", True, None, date(2024, 3, 1)),
        ),
        (
            b"\xef\xbb\xbf" + xml("<account_number>1</account_number><paperless>no</paperless>"),
            Record(3, "1", None, False),
        ),
    ],
)
def test_both_forms_and_both_spellings(content, record):
    found = read(content)
    assert (found.records, found.findings) == ([record], [])


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "PASSWORD_HASH",
        "UserPwd",
        "pin",
        "web_pin",
        "card_number",
        "CardNo",
        "PAN",
        "cvv",
        "routing_no",
        "IBAN",
    ],
)
@pytest.mark.parametrize("form", ["csv", "xml"])
def test_a_file_that_carries_passwords_or_numbers_is_refused_whatever_stands_there(name, form):
    if form == "csv":
        content = csv("1,yes,", columns=f"account_number,autopay,{name}")
    else:
        content = xml(f"<ACCOUNT_NO>1</ACCOUNT_NO><AUTOPAY_YN>T</AUTOPAY_YN><{name}/>")
    found = read(content)
    assert found.records == []
    assert f"{name}: " in found.findings[0]
    assert "never taken over" in found.findings[0]


@pytest.mark.parametrize(
    "value", [CARD, "4111 1111 1111 1111", "x4111-1111-1111-1111", "DE89370400440532013000", "021000021 123456789"]
)
@pytest.mark.parametrize("column", ["account_number", "token", "since"])
def test_a_number_by_which_money_can_be_taken_is_refused_in_any_field_and_not_shown(value, column):
    row = {"account_number": "1", "autopay": "yes"} | {column: value}
    found = read(csv(",".join(row.values()), columns=",".join(row)))
    assert (found.records, len(found.findings)) == ([], 1)
    assert "not shown" in found.findings[0]
    assert value[-4:] not in found.findings[0]


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (csv("1,maybe,,,,"), "2: autopay: found 5 characters that do not fit; expected yes or no (T or F)"),
        (csv("1,,,,,"), "2: autopay: found neither autopay nor paperless; expected yes or no for one of them"),
        (csv(",yes,,,,"), "2: account_number: found nothing; expected whose enrolment it is"),
        (csv("1,yes,,2024-02-30,,"), "2: since: found '2024-02-30'; expected a day as 2024-03-01 or 20240301"),
        (csv("1,yes,,,tok_9f2c7a11,"), "2: token: found a part of autopay yes, token and ending"),
        (csv("1,no,,,tok_9f2c7a11,1111"), "2: token: found a part of autopay yes, token and ending"),
        (csv("1,yes,,,,", "1,no,,,,"), "3: account_number: found the account of line 2 again; expected each once"),
        (csv("1,yes"), "1: line 2 has more or fewer fields than the first; expected as many"),
        (
            csv("1,yes,x", columns="account_number,autopay,nickname"),
            "1: nickname: no such field; expected account_number",
        ),
        (csv("1,yes,x", columns="account_number,autopay,autopay"), "1: autopay: found twice; expected each field once"),
        (b"\xff\xfe", "1: 'utf-8' codec"),
        (csv(), "1: found no record; expected at least one"),
        (b"", "1: found no record; expected at least one"),
        (b" \n\n", "1: found no record; expected at least one"),
        (b"<ENROLMENTS/>", "1: found no record; expected at least one"),
        (b"<ENROLMENTS><ENROLMENT>", "1: found no whole XML"),
        (b"<!DOCTYPE x [<!ENTITY e 'x'>]><ENROLMENTS>&e;</ENROLMENTS>", "1: found 'ENROLMENTS', or a document type"),
        (b"<ENROLMENTS><PASSWORDS/></ENROLMENTS>", "1: found 'PASSWORDS'; expected ENROLMENT"),
        (b"<ENROLMENTS><ENROLMENT password='x'/></ENROLMENTS>", "1: @password: passwords are never taken over"),
    ],
)
def test_each_mistake_is_told_with_its_line(content, finding):
    found = read(content)
    assert found.findings[0].startswith(finding), found.findings


def test_all_mistakes_are_told_at_once():
    found = read(csv("1,maybe,,,,", "2,yes,,,,", ",yes,,,,"))
    assert [finding[:2] for finding in found.findings] == ["2:", "4:"]


def test_a_file_that_is_too_long(monkeypatch):
    monkeypatch.setattr(reading, "RECORDS_MAX", 1)
    assert read(csv("1,yes,,,,", "2,yes,,,,")).findings == ["1: found 2 records; expected at most 1 in a file"]


@pytest.mark.parametrize("twice", ["ACCOUNT_NO", "AUTOPAY_YN"])
@pytest.mark.parametrize("form", ["csv", "xml"])
def test_both_spellings_of_a_name_are_refused_for_either_could_be_meant(twice, form):
    row = {"ACCOUNT_NO": "1", "AUTOPAY_YN": "T"}
    other = NAMES[twice]
    if form == "csv":
        content, line = csv("2," + ",".join(row.values()), columns=f"{other}," + ",".join(row)), 1
    else:
        inside = "".join(f"<{name}>{value}</{name}>" for name, value in row.items())
        content, line = xml(f"<{other}>2</{other}>{inside}"), 3
    found = read(content)
    assert found.records == []
    assert found.findings == [
        f"{line}: {twice}: found beside {other}, which is the same field; expected one of the two"
    ]


def test_a_field_twice_in_a_record_is_refused():
    found = read(xml("<ACCOUNT_NO>1</ACCOUNT_NO><AUTOPAY_YN>T</AUTOPAY_YN><AUTOPAY_YN>F</AUTOPAY_YN>"))
    assert (found.records, found.findings) == ([], ["3: AUTOPAY_YN: found twice; expected each field once"])
