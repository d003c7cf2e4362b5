"""Where the answers of this scene lead, in the order of its table."""

from integration.model import Pays
from ivr.call import Call
from ivr.scenes.balance.lines import least, most
from ivr.scenes.common import owed_of
from ivr.turns import TRIES_MAX, Next, go, person

AMOUNT_DIGITS = (1, 9)  # keyed in cents: five zero zero zero is fifty dollars
_NOW = {"later": "", "day": ""}  # whatever was chosen for another day is forgotten


def pay_all(call: Call) -> Next:
    return go("confirm_payment", pays=Pays.ALL.value, amount=call.owed.owed if call.owed else 0, **_NOW)


def pay_past_due(call: Call) -> Next:
    return go("confirm_payment", pays=Pays.PAST_DUE.value, amount=call.owed.past_due if call.owed else 0, **_NOW)


def pay_other(_call: Call) -> Next:
    return go("ask_amount", **_NOW)


def pay_later(call: Call) -> Next:
    """First what is planned already, then what is to be planned."""
    return go("read_plan" if owed_of(call).planned else "choose_later", plan=0, **_NOW)


def amount_digits(_call: Call) -> tuple[int, int]:
    return AMOUNT_DIGITS


def check_amount(call: Call, digits: str) -> Next:
    """Keyed in cents; minimum, partial and maximum are the biller's, each spoken when it bites."""
    cents = int(digits)
    if cents < least(call):
        return _again(call, "too_little")
    if cents > most(call):
        return _again(call, "too_much")
    return go("choose_day" if call.later else "confirm_payment", pays=Pays.OTHER.value, amount=cents)


def _again(call: Call, why: str) -> Next:
    misses = call.misses + 1
    return person(call, "no_answer") if misses >= TRIES_MAX else go("ask_amount", why=why, misses=misses)
