"""What goes wrong with a Pay on Twilio's side, where a plan in the options says so."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

Trouble: TypeAlias = Literal["", "session-in-progress", "internal-error", "transaction-cancelled"]
SESSION: Trouble = "session-in-progress"

# Which Result and which code go with it is not documented for the session; its code is that of "invalid operation".
RESULTS: Mapping[Trouble, Mapping[str, str]] = {
    "session-in-progress": {
        "Result": "validation-error",
        "PaymentError": "a payment session has already started",
        "PayErrorCode": "64021",
    },
    "internal-error": {"Result": "internal-error", "PaymentError": "an internal error has occurred"},
    "transaction-cancelled": {"Result": "transaction-cancelled"},
}
ERROR_TYPES: Mapping[Trouble, str] = {
    "session-in-progress": "session-in-progress",
    "internal-error": "internal-error",
    "transaction-cancelled": "",
}
