"""What is read of a <Pay> and a <Record> that ended: no number but last digits, and a name."""

import pytest
from werkzeug.datastructures import MultiDict

from integration.nacha.routing import is_routing
from ivr.taken import paid_of, recorded_of
from ivr.webhook import Knock

RE = "RE" + "0123456789abcdef" * 2
BANK = {"Result": "success", "PaymentToken": "tok_x"}


def knock(**form):
    return Knock("CA" + "1" * 32, "", "", MultiDict(form))


@pytest.mark.parametrize(
    ("form", "ending"),
    [
        ({"PaymentCardNumber": "xxxxxxxxxxxx4001"}, "4001"),
        ({"PaymentCardNumber": "01"}, ""),
        ({"BankAccountNumber": "*******92"}, "92"),  # twilio.md 8
        ({"BankAccountNumber": "*****6792"}, "6792"),
        ({"BankAccountNumber": "12345678901234567"}, "4567"),
        ({"BankAccountNumber": "*******"}, ""),
        ({"BankAccountNumber": "*******92", "PayConnector_account_ending": "6792"}, "6792"),
        ({"BankAccountNumber": "*******92", "PayConnector_account_ending": "123456792"}, "92"),
        ({}, ""),
    ],
)
def test_last_digits_and_no_more(form, ending):
    assert paid_of(knock(**BANK, **form), str.upper).card_ending == ending


def test_the_token_is_sealed_and_the_routing_number_is_dropped():
    paid = paid_of(knock(**BANK, BankRoutingNumber="061000104"), str.upper)
    assert (paid.result, paid.token_sealed) == ("success", "TOK_X")
    assert "061000104" not in repr(paid)


@pytest.mark.parametrize(
    ("routing", "passes"),
    [
        ("061000104", True),
        ("110000000", True),
        ("322271627", True),
        ("061000105", False),  # the check digit
        ("000000000", False),  # no district
        ("990000004", False),
        ("06100010", False),
        ("0610001041", False),
        ("06100010x", False),
        ("٠٦١٠٠٠١٠٤", False),
    ],
)
def test_a_routing_number_has_a_check_digit_and_a_district(routing, passes):
    assert is_routing(routing) is passes
    result = paid_of(knock(**BANK, BankRoutingNumber=routing), str).result
    assert result == ("success" if passes else "invalid-routing-number")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (f"https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/{RE}", RE),
        (f"https://api.twilio.com/Recordings/{RE}/more", ""),
        ("https://api.twilio.com/Recordings/REx", ""),
        ("", ""),
    ],
)
def test_a_recording_is_known_by_its_name(url, name):
    assert recorded_of(knock(RecordingUrl=url)).name == name
