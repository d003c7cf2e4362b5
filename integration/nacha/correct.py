"""A notification of change goes from the reader's memory straight to the gateway, which holds the payer's bank data.

Nothing of the corrected data is kept, so nothing can be sent again: whatever is not a whole yes is for a person.
"""

from uuid import UUID

from integration.bank_data import TokenCorrected
from integration.errors import Misconfigured, Unavailable
from integration.model import Kept
from integration.nacha.items import Correction
from integration.nacha.matching import Decision, corrected, to_correct
from integration.ports import Gateway


def correct(item: Correction, payment_id: UUID, gateway: Gateway) -> Decision:
    """Tell the gateway, once, under a key of this notification's own; what the ledger keeps of how that ended."""
    key = f"correct {item.trace} {item.code} {payment_id}"
    try:
        outcome = gateway.correct(payment_id, key, item.corrected)
    except (Unavailable, Misconfigured) as error:
        return to_correct(item, str(error))
    match outcome:
        case TokenCorrected():
            return corrected(item)
        case Kept(code):
            return to_correct(item, f"the gateway refused the correction: {code}")
        case unsure:
            return to_correct(item, f"nobody knows whether the gateway took it: {unsure.why}")
