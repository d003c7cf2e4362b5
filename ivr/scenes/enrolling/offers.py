"""What a biller has switched on beside paying, and the line that offers it after a balance."""

from integration.billers.capabilities import is_on
from ivr.call import Call
from ivr.turns import Line

FEATURES = ("features.paperless", "features.autopay", "features.contact_details")
KEY = "6"


def more(call: Call) -> tuple[Line, ...]:
    """All three by name; where a biller has only some of them, in general words."""
    on = [is_on(call.biller, feature) for feature in FEATURES]
    if not any(on):
        return ()
    return (Line("common.more" if all(on) else "common.more_of_some"),)


def key_of_more(call: Call) -> str:
    """The key of that line, '' where there is none."""
    return KEY if any(is_on(call.biller, feature) for feature in FEATURES) else ""
