"""What is agreed to before a card is kept and charged again (a stored credential): its elements, as data.

The words of each are the prompt `autopay_consent.<element>`; what was agreed to is kept with the enrolment.
"""

import json

from integration.billers.capabilities import is_on
from ivr.call import Call
from ivr.turns import Line

ELEMENTS = ("what", "when", "how_much", "how_to_stop")


def terms(call: Call) -> tuple[Line, ...]:
    """Every element, in the order in which it is said."""
    return tuple(Line(f"autopay_consent.{_said(call, element)}", _values(call, element)) for element in ELEMENTS)


def as_agreed(call: Call) -> str:
    """JSON: the elements with their values, the language, and the call whose transcript has the very words."""
    elements = {_said(call, element): _values(call, element) for element in ELEMENTS}
    return json.dumps({"call_sid": call.call_sid, "language": call.language, "elements": elements})


def _said(call: Call, element: str) -> str:
    """Where the biller sets the day (row F5), nobody agrees to the due date."""
    is_set = element == "when" and is_on(call.biller, "features.autopay_collection_date")
    return "when_set" if is_set else element


def _values(call: Call, element: str) -> dict[str, str | int]:
    names = _said(call, element) in {"what", "when_set"}
    return {"biller": call.biller.name} if names else {}
