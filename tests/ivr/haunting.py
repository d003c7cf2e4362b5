"""The scenes in which card numbers are keyed wherever keys are taken, and said wherever words are."""

import secrets

import pytest
from sqlalchemy import select

from integration.ledger.tables import audit, calls
from integration.money import Money
from integration.sandbox.cayenta import Account
from ivr.desk import Desk
from ivr.script import SCRIPT
from ivr.store import CallStore
from ivr.turns import Menu
from tests.ivr.canary import SPOKEN, groups
from tests.ivr.line import ACCOUNT, ZIP

FOUND = ("1", f"{ACCOUNT}#", ZIP)  # the keys from hello to the balance
FIELDS = (
    "CallerName",
    "From",
    "FromCity",
    "ForwardedFrom",
    "CalledVia",
    "SpeechResult",
    "StirPassportToken",
    "Unheard",
)


class Broken(RuntimeError):
    """Something that has eaten what it broke on."""


def press(call, *keys):
    """Key after key, until the call ends."""
    for key in keys:
        call.listen()
        if not call.ended:
            call.press(key)
    call.listen()


def to_card(line, cents):
    """A caller made of single requests, at <Pay>."""
    caller = line.knock()
    caller.go()
    caller.keys("1", ACCOUNT, ZIP, "3", str(cents), "1")
    assert caller.turn == "pay_card"
    return caller


def every_ask_takes_it_for_an_answer(haunt, line):
    for length in range(13, 20):
        for before in (FOUND[:1], FOUND[:2], (*FOUND, "3")):
            call = line.call()
            press(call, *before, f"{haunt.card(length)}#")
            call.hang_up()


def every_ask_takes_it_in_pieces(haunt, line):
    """Four digits and a pause in which the line takes them for an answer."""
    for before in (FOUND[:1], FOUND[:2], (*FOUND, "3")):
        call = line.call()
        press(call, *before, *(f"{four}#" for four in groups(haunt.card(), " ").split()))
        call.hang_up()


def every_menu_takes_it_key_by_key(haunt, line):
    paid = ("3", "1500#", "1", "card:visa", "expiry", "cvv")
    for before in ((), FOUND, (*FOUND, "1"), (*FOUND, *paid)):
        call = line.call()
        press(call, *before)
        for key in haunt.card():
            if not in_a_menu(line, call):
                break  # ten digits that were asked for as an account's number are one to anybody
            press(call, key)
        call.hang_up()


def in_a_menu(line, call):
    """Whether the call stands at a turn that takes a single key."""
    turns = select(calls.c.turn).where(calls.c.call_sid == call.facts.call_sid)
    with line.database.read() as connection:
        return isinstance(SCRIPT.get(connection.scalar(turns)), Menu)


def every_turn_hears_it(haunt, line):
    """In words, in figures and in groups; where Twilio is sure of them and where it is not."""
    ways = (lambda card: " ".join(SPOKEN[int(digit)] for digit in card), str, lambda card: groups(card, "-"))
    for before in ((), FOUND[:1], FOUND[:2], FOUND, (*FOUND, "3"), (*FOUND, "1")):
        for way in ways:
            for length, confidence in ((13, None), (16, 0.1), (16, None), (19, None)):
                call = line.call()
                press(call, *before)
                call.say(way(haunt.card(length)), confidence=confidence)
                call.listen()
                call.hang_up()


def every_step_of_pay_takes_it(haunt, line):
    visa, amex = haunt.card(16, "4"), haunt.card(15, "37")
    entries = (
        (f"{visa}#", "expiry", "cvv"),
        (f"{amex}#", "expiry", "cvv:amex"),
        (f"{haunt.card(16, '4')}#", f"{haunt.card()}#"),
        (f"{haunt.card(16, '4')}#", "expiry", f"{haunt.card()}#"),
        (f"{haunt.card(13)}#", f"{haunt.card(19)}#", f"{haunt.card()}#"),
        (f"{haunt.card(16, '4')[:-1]}*", "1"),
    )
    for cents, entry in enumerate(entries, start=2000):
        call = line.call()
        press(call, *FOUND, "3", f"{cents}#", "1", *entry)
        call.hang_up()


def every_field_of_a_request_takes_it(haunt, line):
    for name in FIELDS:
        for words in ("{}", "Visa {}", "{} "):
            caller = line.knock(**{name: words.format(haunt.card())})
            caller.go()
            caller.keys("1", ACCOUNT, ZIP)


def every_word_of_twilios_takes_it(haunt, line):
    """Where <Pay>, a transfer and a callback say one of a few words, or nothing to us."""
    caller = to_card(line, 4000)
    paid = caller.form | {"Result": "success", "PaymentToken": haunt.token(), "PaymentCardNumber": haunt.card()}
    paid |= {"PaymentError": haunt.card(), "ConnectorError": haunt.card(), "PayConnector_note": haunt.card()}
    line.post(caller.place, paid | {"Result": haunt.card()})
    line.post(caller.place, paid)  # taken, and the number should have been masked
    line.post("/voice/dialed/agent/3", caller.form | {"DialCallStatus": haunt.card()})
    line.post("/voice/status", caller.form | {"CallStatus": haunt.card()})
    line.post("/voice/status", caller.form | {"CallStatus": "completed", "SipResponseCode": haunt.card()})


def paths_and_headers_take_it(haunt, line):
    caller = line.knock()
    caller.go()
    line.post(f"/voice/keyed/{haunt.card()}/1", caller.form | {"Digits": haunt.card()})
    line.post(f"/voice/keyed/greeting/{haunt.card(19)}?card={haunt.card()}", caller.form)
    line.post(f"/{haunt.card()}", caller.form)
    line.post("/voice", caller.form | {"CallSid": haunt.card()})
    line.post("/voice", caller.form, signed=haunt.card())
    line.post("/voice", {"Digits": haunt.card()}, headers={"User-Agent": haunt.card(), "Referer": haunt.card()})


def tokens_are_taken(haunt, line):
    """The last is left waiting for a charge that nobody asks for."""
    for cents, result in enumerate(("success", "payment-connector-error", "caller-hung-up", "success"), start=3000):
        caller = to_card(line, cents)
        caller.card(haunt.token(), result)
        if cents == 3000:
            caller.go()


def the_engine_breaks_with_it_in_hand(haunt, line):
    def advance(_store, _call, event):
        held = event.digits
        raise Broken(f"could not take {held}, or {event!r}, or {groups(held, '-')}, or {groups(held, ' ')}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CallStore, "_advance", advance)
        caller = line.knock()
        caller.go()
        caller.go(Digits=haunt.card())


def the_desk_breaks_with_it_in_hand(haunt, line):
    def search(_desk, _call):
        card = haunt.card()
        by_name = {"card": card}
        raise Broken(f"{by_name} {int(card)}") from ValueError(card)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "search", search)
        caller = line.knock()
        caller.go()
        caller.keys("1", ACCOUNT, ZIP)


def the_database_breaks_with_it_in_hand(haunt, line):
    """SQLAlchemy's errors carry a statement's values unless it is told not to."""
    card = haunt.card() + "x"  # so that the net under the log does not know it for a card number

    def advance(store, _call, _event):
        with store._database.read() as connection:
            connection.execute(select(audit).where(audit.c.id == secrets.SystemRandom(), audit.c.who == f"x{card}"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CallStore, "_advance", advance)
        caller = line.knock()
        caller.go()
        caller.go(Digits="1")


def owes_much(line):
    """So that there is something to pay in every scene."""
    line.box.cayenta.books.put(Account(ACCOUNT, Money(9_000_000), Money(0)))


SCENES = (
    every_ask_takes_it_for_an_answer,
    every_ask_takes_it_in_pieces,
    every_menu_takes_it_key_by_key,
    every_turn_hears_it,
    every_step_of_pay_takes_it,
    every_field_of_a_request_takes_it,
    every_word_of_twilios_takes_it,
    paths_and_headers_take_it,
    tokens_are_taken,
    the_engine_breaks_with_it_in_hand,
    the_desk_breaks_with_it_in_hand,
    the_database_breaks_with_it_in_hand,
)
