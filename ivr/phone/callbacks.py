"""Status callbacks: a call's progress, told to the application (twilio.md 10)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from math import ceil

from ivr.phone.effects import Later
from ivr.phone.facts import CallFacts
from ivr.phone.options import once_and_at_once
from ivr.phone.wire import Request

MINUTE_S = 60
SIP_CODES: Mapping[str, str] = {"completed": "200", "busy": "486", "no-answer": "487", "canceled": "487"}
SIP_UNKNOWN = "404"


@dataclass
class StatusCallbacks:
    """Where they go, for which events, and how the network delivers them (late, doubled, never: `plan`).

    `SequenceNumber` counts the events that were asked for, from 0, in the order in which they happened.
    """

    url: str = ""
    method: str = "POST"
    events: Collection[str] = ("completed",)
    plan: Callable[[str, int], tuple[float, ...]] = once_and_at_once
    _count: int = field(default=0, init=False)

    def of(self, event: str, params: Mapping[str, str], now: datetime) -> list[Later]:
        """One for each copy that the network will deliver."""
        if not self.url or event not in self.events:
            return []
        sequence, self._count = self._count, self._count + 1
        told = {
            **params,
            "Timestamp": format_datetime(now),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(sequence),
        }
        request = Request(self.method, self.url, told, "status callback", "status")
        return [Later(delay_s, request) for delay_s in self.plan(event, sequence)]


def at_the_end(facts: CallFacts, status: str, seconds: int) -> dict[str, str]:
    """The parameters of `completed`. CallDuration is in seconds, Duration in begun minutes."""
    sip = {"SipResponseCode": SIP_CODES.get(status, SIP_UNKNOWN)} if facts.direction != "inbound" else {}
    length = {"CallDuration": str(seconds), "Duration": str(ceil(seconds / MINUTE_S))}
    return {**facts.params(status), **length, **sip}
