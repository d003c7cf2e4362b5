"""twilio.md 8: "Card recognition", masks, and the TEST cards."""

import pytest

from ivr.phone import cards
from ivr.phone.pay.brands import brand_of, is_card, luhn, masked_account, masked_card


def completed(prefix, length):
    """A number of that length that passes the check digit."""
    body = prefix.ljust(length - 1, "0")
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


@pytest.mark.rule("8.cards")
@pytest.mark.parametrize(
    ("prefix", "brand", "lengths"),
    [
        ("4", "visa", {13, 16, 19}),  # "Docs say visa 13, 15, 19: a slip for 13/16/19"
        ("51", "mastercard", {16}),
        ("55", "mastercard", {16}),
        ("2221", "mastercard", {16}),
        ("2299", "mastercard", {16}),
        ("2650", "mastercard", {16}),
        ("2720", "mastercard", {16}),
        ("34", "amex", {15}),
        ("37", "amex", {15}),
        ("60", "maestro", set(range(12, 20))),
        ("50", "maestro", set(range(12, 20))),
        ("58", "maestro", set(range(12, 20))),
        ("6011", "discover", {16, 17, 18, 19}),
        ("64", "discover", {16, 17, 18, 19}),
        ("65", "discover", {16, 17, 18, 19}),
        ("3528", "jcb", {16, 17, 18, 19}),
        ("3589", "jcb", {16, 17, 18, 19}),
        ("300", "diners-club", {16, 17, 18, 19}),
        ("304", "diners-club", {16, 17, 18, 19}),
        ("3095", "diners-club", {16, 17, 18, 19}),
        ("36", "diners-club", {14, 15, 16, 17, 18, 19}),
        ("38", "diners-club", {16, 17, 18, 19}),
        ("2014", "enroute", {15}),
        ("2149", "enroute", {15}),
    ],
)
def test_recognition_by_first_digits_and_length(prefix, brand, lengths):
    numbers = {length: completed(prefix, length) for length in range(11, 21)}
    assert {brand_of(number).name for number in numbers.values()} == {brand}
    assert {length for length, number in numbers.items() if is_card(number)} == lengths


@pytest.mark.rule("8.cards")
@pytest.mark.parametrize("prefix", ["1", "2220", "2721", "3527", "3590", "305", "0", "9", "59"])
def test_first_digits_of_nobody(prefix):
    assert brand_of(completed(prefix, 16)).name == ""
    assert not is_card(completed(prefix, 16))


@pytest.mark.rule("8.connector.test")
@pytest.mark.parametrize(("name", "number"), cards.TEST_CARDS.items())
def test_every_test_card_is_a_card_and_a_wrong_check_digit_is_none(name, number):
    expected = {"unionpay": "maestro"}.get(name, name)
    assert is_card(number)
    assert brand_of(number).name == expected
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_card(wrong)


@pytest.mark.rule("8.masked")
@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("visa", "xxxx-xxxx-xxxx-1111"),
        ("amex", "xxxx-xxxxxx-x0005"),  # the form that is documented: xxxx-xxxxxx-x4001
        ("mastercard", "xxxx-xxxx-xxxx-4444"),
    ],
)
def test_a_masked_card_shows_the_last_four(name, masked):
    assert masked_card(cards.TEST_CARDS[name]) == masked


@pytest.mark.rule("8.masked")
def test_a_masked_account_shows_the_last_two():
    """ "BankAccountNumber (*******92)"."""
    assert masked_account("123456792") == "*******92"


@pytest.mark.parametrize(("name", "keys"), cards.NAMED_KEYS.items())
def test_names_expand_to_keys(name, keys):
    assert cards.expand(name) == keys
    assert set(keys) <= cards.KEYS


def test_keys_expand_to_themselves():
    assert cards.expand("12w#*W") == "12w#*W"
