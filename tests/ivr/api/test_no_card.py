"""Card and bank numbers are refused in every field and header, without being repeated or kept anywhere."""

import logging
from contextlib import redirect_stderr
from io import StringIO

import pytest

from integration import log
from integration.masking import holds_card
from ivr.api.reading import idempotency_key
from tests.ivr.api.parts import open_intake, payment
from tests.ivr.api.parts import vendor as a_vendor
from tests.ivr.canary import draw, files, found_in, groups, tables

TEXTS = ("channel", "account_number", "method", "paid_at", "reference", "description")
WRITINGS = {
    "plain": str,
    "blanks": lambda card: groups(card, " "),
    "dashes": lambda card: groups(card, "-"),
    "dots": lambda card: groups(card, "."),
    "underlines": lambda card: groups(card, "_"),
    "two signs": lambda card: groups(card, ". "),
    "within a word": lambda card: f"card{card}x",
    "a CVV behind": lambda card: f"{card} 123",
}


@pytest.fixture
def haunted(sqlite_database, tmp_path, clock):
    """A vendor, and `leaks(cards)`: the places that hold one, with the log at its loudest."""
    heard = StringIO()
    with open_intake(clock, sqlite_database) as line, redirect_stderr(heard):
        log.configure("json")
        logging.getLogger().setLevel(logging.DEBUG)

        def leaks(cards):
            places = tables(sqlite_database) | files(tmp_path) | {"log": heard.getvalue()}
            return [place for place, text in places.items() if found_in(text, cards)]

        yield a_vendor(line), leaks


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS)
@pytest.mark.parametrize("length", [13, 16, 19])
def test_a_card_number_in_any_text_is_refused_and_nowhere_afterwards(haunted, length, writing):
    vendor, leaks = haunted
    cards = {field: draw(length, "4") for field in TEXTS}
    for field, card in cards.items():
        answer = vendor.bring(payment() | {field: writing(card)})
        assert answer.status_code == 422
        assert not found_in(answer.text, [card])
    assert leaks(list(cards.values())) == []
    assert vendor.line.rows("payments") == []


def test_a_card_number_as_a_number_a_name_or_a_key_is_refused_too(haunted):
    vendor, leaks = haunted
    card = draw(16, "4")
    for told in (
        payment(amount_cents=int(card)),
        payment(fee_cents=int(card)),
        payment(account_number=int(card)),
        payment() | {card: 1},
        payment() | {"card_number": card},
        payment() | {"reference": {"card": card}},
    ):
        answer = vendor.bring(told)
        assert (answer.status_code, found_in(answer.text, [card])) == (422, [])
    for key in (card, groups(card, "-"), f"k-{card}", groups(card, ":")):
        answer = vendor.bring(key=key)
        assert (answer.status_code, found_in(answer.text, [card])) == (400, [])
    for token in (card, f"ivr_{card}_{'x' * 43}"):
        vendor.token = token
        assert vendor.bring().status_code == 401
    assert leaks([card]) == []


@pytest.mark.parametrize("number", ["061000104", "Acct 000123456789", "061000104 and 4417"])
def test_a_bank_number_in_the_words_is_refused(haunted, number):
    vendor, _leaks = haunted
    answer = vendor.bring(description=f"From {number}")
    assert (answer.status_code, answer.json["errors"][0]["found"]) == (422, "digits that could be a bank account's")
    assert number not in answer.text
    assert not any(number in text for text in tables(vendor.line.database).values())


@pytest.mark.parametrize("number", ["routing_number", "bank_account"])
def test_there_is_no_field_for_one(haunted, number):
    vendor, _leaks = haunted
    assert vendor.bring(payment() | {number: "000123456789"}).status_code == 422


@pytest.mark.parametrize("key", ["3f2504e04f8941d39a0c0305e82c3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"])
def test_a_uuid_is_no_card_whatever_its_digits(key):
    class Request:
        headers = type("", (), {"getlist": lambda _self, _name: [key]})()

    assert idempotency_key(Request()) == key


@pytest.mark.parametrize("text", ["Permit 2026-0042 of 2026-11-20", "K7-000123", "call 770 555 0134"])
def test_what_is_no_card(text):
    assert not holds_card(text)
