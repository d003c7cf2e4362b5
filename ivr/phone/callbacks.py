"""The status callback at the end of a call (twilio.md 10)."""

from datetime import datetime
from email.utils import format_datetime
from math import ceil

from ivr.phone.facts import CallFacts
from ivr.phone.wire import Request

UNANSWERED = frozenset({"busy", "no-answer", "canceled"})
MINUTE_S = 60


def final_callback(url: str, facts: CallFacts, result: str, ended: datetime) -> Request:
    """`completed`: fires once, for every final status. CallDuration is in seconds, Duration in begun minutes."""
    seconds = 0 if result in UNANSWERED else round((ended - facts.started).total_seconds())
    params = {
        **facts.params(result),
        "CallDuration": str(seconds),
        "Duration": str(ceil(seconds / MINUTE_S)),
        "Timestamp": format_datetime(ended),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": "0",
    }
    return Request("POST", url, params, "status callback", "status")
