"""Where the answers of this scene lead, in the order of its table."""

from dataclasses import replace

from integration.model import Way
from ivr.call import Call, Finished, Paid
from ivr.scenes.common import blocked, person_with
from ivr.scenes.paying.charged import Charged, charged
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
    """By the way that was chosen. A closed one is refused here too, however one got here.

    Each attempt is a payment of its own, with its own id.
    """
    if call.way not in call.open_ways():
        return person(call, blocked(call.owed))
    if call.expired():
        return person(call, "expired")
    if call.declines >= DECLINES_MAX:  # a thief tries out cards one after the other, at night too
        return person(call, "declined")
    if call.way == Way.BANK:
        return go("bank_kind", way=call.way)
    return go("pay_card", way=call.way, attempt=call.attempt + 1, card_ending="", confirmation="")


def by_card(call: Call) -> Next:
    return open_payment(replace(call, way=Way.CARD.value))


def by_bank(call: Call) -> Next:
    return open_payment(replace(call, way=Way.BANK.value))


def after_card(call: Call, paid: Paid) -> Next:
    """Twilio's Result words (twilio.md section 8). Where we only tokenise, all but success has moved no money."""
    if call.charged_by_connector():
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
    """Captured | declined | unreachable | unknown. Unknown is never charged again: it is looked up."""
    if finished.word == "captured":
        return go("receipt", confirmation=finished.confirmation, paid=call.paid + 1)
    if finished.word == "unknown":
        return go("payment_unknown", confirmation=finished.confirmation)
    if call.way == Way.BANK:
        return failed(call, "bank_left", finished.word)
    return failed(call, "declined", "unreachable" if finished.word == "unreachable" else "")


def failed(call: Call, turn: str, why: str) -> Next:
    """One card or account more that failed, at the bank or before; after the third only a person takes another."""
    declines = call.declines + 1
    if declines >= DECLINES_MAX:
        return person_with(call, "declined", {"declines": declines})
    return go(turn, why=why, declines=declines)
