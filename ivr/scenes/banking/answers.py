"""Where the answers of this scene lead, in the order of its table."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from ivr.call import Call, Paid, Recorded
from ivr.scenes.paying.answers import failed
from ivr.turns import Next, go, person

YES_TRIES_MAX = 2  # "no match twice -> agent, no debit" (rules.md 2.5)
TERMS_S_MIN = 10.0  # no voice reads the terms faster: whoever says yes before has not heard them all
ENDING_DIGITS_MIN = 2  # of the account, to name it by: <Pay> shows as many, the gateway tells four

AccountKind = Literal["checking", "savings"]


def from_account(kind: AccountKind) -> Callable[[Call], Next]:
    """Each attempt is a payment of its own, with its own id."""

    def chosen(call: Call) -> Next:
        return go("pay_bank", attempt=call.attempt + 1, account_kind=kind, card_ending="", confirmation="")

    return chosen


def refuse_business(_call: Call) -> Next:
    """TEL is for consumers' accounts only (rules.md 2.5)."""
    return go("bank_left", why="business")


def after_bank(call: Call, paid: Paid) -> Next:
    """Nothing is charged before the yes, and nobody can agree to an account that cannot be named."""
    if paid.result == "success" and paid.token_sealed and len(paid.card_ending) >= ENDING_DIGITS_MIN:
        return go("authorize", card_ending=paid.card_ending, read_at=call.at)
    if paid.result == "caller-hung-up":
        return go("goodbye")
    if paid.result == "caller-interrupted-with-star":
        return go("bank_left", why="star")
    return failed(call, "bank_left", "trouble")


def said_yes(call: Call) -> Next:
    """A yes in the middle of the terms is not one to them: they are read again."""
    if (call.now() - datetime.fromisoformat(call.read_at)).total_seconds() < TERMS_S_MIN:
        misses = call.misses + 1
        return without_a_yes(call) if misses >= YES_TRIES_MAX else go("authorize", why="again", misses=misses)
    return go("record_yes" if call.biller.payments.bank.record else "charge")


def said_no(_call: Call) -> Next:
    return go("bank_left", why="star")


def without_a_yes(call: Call) -> Next:
    return person(call, "not_authorized")


def after_recording(_call: Call, _recorded: Recorded) -> Next:
    """The yes was heard before, and a written notice is queued: a recording that failed keeps nothing up."""
    return go("charge")
