"""Where the answers of this scene lead, in the order of its table."""

from integration.model import Way
from ivr.call import Call, Finished, Paid
from ivr.scenes.common import blocked, person_with
from ivr.turns import Next, go, person

DECLINES_MAX = 3  # cards that fail, in one call


def agree(call: Call) -> Next:
    """The same amount on the same account within a day is asked about first."""
    repeated = call.owed is not None and call.amount in call.owed.paid_today
    return go("confirm_repeat") if repeated else open_payment(call)


def open_payment(call: Call) -> Next:
    """Each attempt is a payment of its own, with its own id."""
    return take_card(call, "pay_card")


def card_again(call: Call) -> Next:
    """Another try with a card: for now, or for the day that was chosen."""
    return take_card(call, "later_card" if call.later else "pay_card")


def take_card(call: Call, turn: str) -> Next:
    """To <Pay>. A closed way is refused here too, however one got here."""
    if Way.CARD not in call.open_ways():
        return person(call, blocked(call.owed))
    if call.expired():
        return person(call, "expired")
    if call.declines >= DECLINES_MAX:  # a thief tries out cards one after the other, at night too
        return person(call, "declined")
    return go(turn, attempt=call.attempt + 1, card_ending="", confirmation="")


def after_card(call: Call, paid: Paid) -> Next:
    """Twilio's Result words (twilio.md section 8); anything but success has moved no money, for we only tokenise."""
    if paid.result == "success" and paid.token_sealed:
        return go("charge", card_ending=paid.card_ending)
    if paid.result == "caller-hung-up":
        return go("goodbye")
    if paid.result == "caller-interrupted-with-star":
        return go("pay_left", why="star")
    return card_failed(call, "pay_left", "trouble")


def after_charge(call: Call, finished: Finished) -> Next:
    """Captured | declined | unreachable | unknown. Unknown is never charged again: it is looked up."""
    if finished.word == "captured":
        return go("receipt", confirmation=finished.confirmation, paid=call.paid + 1, may_text=finished.may_text)
    if finished.word == "unknown":
        return go("payment_unknown", confirmation=finished.confirmation, may_text=finished.may_text)
    return card_failed(call, "declined", "unreachable" if finished.word == "unreachable" else "")


def offers_text(call: Call) -> str:
    """The number by text is offered only where it can be had."""
    return "214" if call.may_text else "14"


def by_text(call: Call) -> Next:
    return go("text_to", text_about=call.turn, text_to="")


def card_failed(call: Call, turn: str, why: str) -> Next:
    """One card more that failed, at the bank or before; after the third only a person takes another."""
    declines = call.declines + 1
    if declines >= DECLINES_MAX:
        return person_with(call, "declined", {"declines": declines})
    return go(turn, why=why, declines=declines)
