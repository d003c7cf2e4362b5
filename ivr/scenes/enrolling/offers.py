"""What a biller has switched on beside paying, and the line that offers it after a balance."""

from integration.billers.capabilities import is_on
from integration.images import has_images
from ivr.call import Call
from ivr.turns import Line

FEATURES = ("features.paperless", "features.autopay", "features.contact_details")
KEY = "6"


def more(call: Call) -> tuple[Line, ...]:
    """All of them by name; where a biller has only some of them, in general words."""
    on = [is_on(call.biller, feature) for feature in FEATURES]
    images = has_images(call.biller)
    if not (any(on) or images):
        return ()
    if not all(on):
        return (Line("common.more_of_some"),)
    return (Line("common.more_and_bill" if images else "common.more"),)


def key_of_more(call: Call) -> str:
    """The key of that line, '' where there is none."""
    return KEY if any(is_on(call.biller, feature) for feature in FEATURES) or has_images(call.biller) else ""
