"""Bank numbers are not taken for tokens, and accounts of the biller's are not taken for bank numbers."""

import pytest

from integration.conversion.reading import read
from tests.integration.conversion.files import csv

ROUTING = "021000021"  # passes the ABA's check digit


@pytest.mark.parametrize(
    "token", [ROUTING, "123456789", "12345678901", "12345678", "1234-5678", "123_456.789", f"{ROUTING}.987654"]
)
def test_a_token_of_digits_alone_may_be_a_banks_number(token):
    found = read(csv(f"1,yes,,,{token},1111"))
    assert (found.records, len(found.findings)) == ([], 1)
    assert found.findings[0].startswith("2: token: found ")
    assert "not shown" in found.findings[0]
    assert token not in found.findings[0]


def test_what_is_expected_of_a_token_is_said():
    (finding,) = read(csv("1,yes,,,123456789,1111")).findings
    assert finding == (
        "2: token: found no letter in 9 characters, not shown: digits alone may be a bank account's; "
        "expected a token of the gateway's, which holds a letter"
    )


@pytest.mark.parametrize("token", ["tok_9f2c7a11", "tok_12345678", "a123456789", "tok_021000021", "1234567x"])
def test_a_token_with_a_letter_is_taken(token):
    assert [record.token for record in read(csv(f"1,yes,,,{token},1111")).records] == [token]


@pytest.mark.parametrize("column", ["autopay", "paperless", "since", "token", "ending"])
def test_a_routing_number_of_its_own_is_refused_in_every_field_but_the_accounts(column):
    row = {"account_number": "1", "autopay": "yes"} | {column: ROUTING}
    found = read(csv(",".join(row.values()), columns=",".join(row)))
    assert found.records == []
    assert found.findings == [
        f"2: {column}: found what looks like a bank number, not shown; expected none anywhere in the file"
    ]


@pytest.mark.parametrize("account", [ROUTING, "0012345678", "123456789", "1234567890"])
def test_an_account_of_nine_or_ten_digits_is_an_account(account):
    assert [record.account_number for record in read(csv(f"{account},yes,,,,")).records] == [account]


@pytest.mark.parametrize("value", [f"{ROUTING}.987654", f"x-{ROUTING}_9876", f"{ROUTING}/1234"])
@pytest.mark.parametrize("column", ["account_number", "token"])
def test_a_routing_number_with_an_account_beside_it_is_refused_in_any_field(value, column):
    row = {"account_number": "1", "autopay": "yes"} | {column: value}
    found = read(csv(",".join(row.values()), columns=",".join(row)))
    assert found.records == []
    assert "found what looks like a bank number, not shown" in found.findings[0]
