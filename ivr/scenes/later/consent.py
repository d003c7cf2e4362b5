"""The words by which a payer agrees to be charged on another day, element by element; what was said is kept with it.

Whoever keeps a card for later must have said what will be charged, when, to which card and how it is called off.
"""

import json
from collections.abc import Mapping

from ivr.call import Call
from ivr.turns import Line

VERSION = 1  # of the elements; it stands with every consent that is kept
AMOUNT, FEE, AT_MOST, CANCEL = (
    "agree_later.amount",
    "agree_later.fee",
    "agree_later.at_most",
    "agree_later.cancel",
)
ELEMENTS: Mapping[str, tuple[str, ...]] = {  # prompt -> the elements that it says
    AMOUNT: ("biller", "total", "card", "day"),
    FEE: ("fee",),
    AT_MOST: (),
    CANCEL: ("at", "day"),
}


def values_of(call: Call) -> dict[str, str | int]:
    """Every element: whole cents, ISO date, wall time of the biller, the card's last four."""
    fee = fee_of(call)
    return {
        "biller": call.biller.name,
        "total": call.amount + fee,
        "fee": fee,
        "card": call.card_ending,
        "day": call.day,
        "at": f"{call.biller.later.charge_at:%H:%M}",
    }


def consent_lines(call: Call) -> tuple[Line, ...]:
    """What is said before the payer agrees."""
    values = values_of(call)
    return tuple(Line(key, {name: values[name] for name in ELEMENTS[key]}) for key in _said(call))


def _said(call: Call) -> tuple[str, ...]:
    """No fee is spoken of where there is none; whoever may pay ahead may pay more than he owes then."""
    is_left_out = {FEE: not fee_of(call), AT_MOST: call.biller.payments.prepay}
    return tuple(key for key in ELEMENTS if not is_left_out.get(key, False))


def consent_record(call: Call) -> str:
    """JSON, kept with the scheduled payment: the elements, the prompts that said them, the language, by which key."""
    told = {"version": VERSION, "language": call.language, "key": "1", "prompts": _said(call), **values_of(call)}
    return json.dumps(told, ensure_ascii=False)


def fee_of(call: Call) -> int:
    """The biller's fee for a card, in cents."""
    return call.biller.payments.fee.card.cents
