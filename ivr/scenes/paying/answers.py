"""Where the answers of this scene lead, in the order of its table."""

from dataclasses import replace

from integration.model import Way
from ivr.call import Call, Finished, Paid
from ivr.scenes.common import blocked, person_with
from ivr.scenes.paying.charged import Charged, by_connector, charged
from ivr.turns import Next, go, person

DECLINES_MAX = 3  # cards and bank accounts that fail, in one call


def agree(call: Call) -> Next:
    return _agreed(replace(call, way=Way.CARD.value))


def agree_by_bank(call: Call) -> Next:
    return _agreed(replace(call, way=Way.BANK.value))


def _agreed(call: Call) -> Next:
    """The same amount on the same account within a day is asked about first."""
    repeated = call.owed is not None and call.amount in call.owed.paid_today
    return go("confirm_repeat", way=call.way) if repeated else open_payment(call)


def open_payment(call: Call) -> Next:
    """By the way that was chosen. Each attempt is a payment of its own, with its own id."""
    return take(call, "bank_kind" if call.way == Way.BANK else "pay_card")


def by_card(call: Call) -> Next:
    """A card, whatever was tried before it."""
    return take(replace(call, way=Way.CARD.value), "pay_card")


def card_again(call: Call) -> Next:
    """Another try with a card: for now, or for the day that was chosen."""
    return take(replace(call, way=Way.CARD.value), "later_card" if call.later else "pay_card")


def by_bank(call: Call) -> Next:
    return take(replace(call, way=Way.BANK.value), "bank_kind")


def take(call: Call, turn: str) -> Next:
    """To where it is paid. A closed way is refused here too, however one got here."""
    if call.way not in call.open_ways():
        return person(call, blocked(call.owed))
    if call.expired():
        return person(call, "expired")
    if call.declines >= DECLINES_MAX:  # a thief tries out cards one after the other, at night too
        return person(call, "declined")
    if turn == "bank_kind":  # the attempt begins when it is known whose account it is
        return go(turn, way=call.way)
    return go(turn, way=call.way, attempt=call.attempt + 1, card_ending="", confirmation="")


def after_card(call: Call, paid: Paid) -> Next:
    """Twilio's Result words (twilio.md section 8). Where we only tokenise, all but success has moved no money."""
    if by_connector(call, paid):
        return _after_connector(call, paid)
    if paid.result == "success" and paid.token_sealed:
        return go("charge", card_ending=paid.card_ending)
    if paid.result == "caller-hung-up":
        return go("goodbye")
    if paid.result == "caller-interrupted-with-star":
        return go("pay_left", why="star")
    return failed(call, "pay_left", "trouble")


def _after_connector(call: Call, paid: Paid) -> Next:
    """What was charged, and what may have been, goes to the desk, which reads the ledger or asks the gateway."""
    found = charged(paid)
    if found is Charged.DECLINED:
        return failed(call, "declined", "")
    if paid.result == "caller-hung-up":
        return go("goodbye")
    if found is not Charged.NO:
        return go("charge", card_ending=paid.card_ending)
    if paid.result == "caller-interrupted-with-star":
        return go("pay_left", why="star")
    return failed(call, "pay_left", "trouble")


def after_charge(call: Call, finished: Finished) -> Next:
    """Captured | declined | unreachable | unknown | beside. Unknown is never charged again: it is looked up.

    Where somebody else paid meanwhile, what is owed now is asked anew, and told.
    """
    if finished.word == "captured":
        return go("receipt", confirmation=finished.confirmation, paid=call.paid + 1, may_text=finished.may_text)
    if finished.word == "unknown":
        return go("payment_unknown", confirmation=finished.confirmation, may_text=finished.may_text)
    if finished.word == "beside":
        return go("find_balance", why="beside")
    if call.way == Way.BANK:
        return failed(call, "bank_left", finished.word)
    return failed(call, "declined", "unreachable" if finished.word == "unreachable" else "")


def offers_text(call: Call) -> str:
    """The number by text is offered only where it can be had."""
    return "214" if call.may_text else "14"


def by_text(call: Call) -> Next:
    return go("text_to", text_about=call.turn, text_to="")


def failed(call: Call, turn: str, why: str) -> Next:
    """One card or account more that failed, at the bank or before; after the third only a person takes another."""
    declines = call.declines + 1
    if declines >= DECLINES_MAX:
        return person_with(call, "declined", {"declines": declines})
    return go(turn, why=why, declines=declines)
