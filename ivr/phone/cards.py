"""Twilio's public TEST cards and bank accounts, under the names that call scripts use (twilio.md 8).

They are the only numbers that Pay accepts in test mode, and this is the only file that holds them.
"""

from ivr.phone.errors import PhoneError

TEST_CARDS = {
    "visa": "4111111111111111",
    "mastercard": "5555555555554444",
    "amex": "378282246310005",
    "discover": "6011111111111117",
    "diners-club": "3065930009020004",
    "jcb": "3566002020360505",
    "unionpay": "6200000000000005",
    "maestro": "6771798021000008",
}
TEST_ACCOUNTS = ("12345678", "123456789")
TEST_ROUTING_NUMBER = "110000000"

# A maestro number may be of 12 to 19 digits, so its last digit is told by #; so is the end of a bank account.
NAMED_KEYS = {
    **{f"card:{name}": number for name, number in TEST_CARDS.items()},
    "card:maestro": TEST_CARDS["maestro"] + "#",
    "card:unionpay": TEST_CARDS["unionpay"] + "#",
    "cvv": "123",
    "cvv:amex": "1234",
    "expiry": "1234",
    "expiry:past": "0120",
    "bank:routing": TEST_ROUTING_NUMBER,
    "bank:good": TEST_ACCOUNTS[0] + "#",
    "bank:other": TEST_ACCOUNTS[1] + "#",
}
KEYS = frozenset("0123456789*#ABCDwW")


def expand(keys: str) -> str:
    """Keys as pressed: a name of `NAMED_KEYS` becomes its keys, anything else must be keys already.

    `w` waits half a second, `W` a whole one. The error does not repeat what was refused: it may be a card number.
    """
    expanded = NAMED_KEYS.get(keys, keys)
    if not expanded or not set(expanded) <= KEYS:
        raise PhoneError("not keys: use 0-9 * # A-D, w and W to wait, or one of " + ", ".join(sorted(NAMED_KEYS)))
    return expanded
