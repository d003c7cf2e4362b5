"""What is known of a call from its first moment, and the parameters that every request carries (twilio.md 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

API_VERSION = "2010-04-01"


@dataclass(frozen=True)
class CallFacts:
    """The ends of a call. `from_` may be `anonymous` or a word; `started` is an aware instant.

    `extra` is added to every request: `ForwardedFrom`, `CallerName`, or what Twilio may add without notice.
    """

    call_sid: str
    account_sid: str
    from_: str
    to: str
    started: datetime
    direction: str = "inbound"
    place: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    def params(self, call_status: str) -> dict[str, str]:
        """The standard parameters, with the duplicates (Called, Caller) that are on the wire though in no table."""
        ends = {"From": self.from_, "Caller": self.from_, "To": self.to, "Called": self.to}
        places = {f"{end}{part}": text for end in ends for part, text in self.place.items()}
        return {
            "CallSid": self.call_sid,
            "AccountSid": self.account_sid,
            "ApiVersion": API_VERSION,
            "Direction": self.direction,
            "CallStatus": call_status,
            "StirVerstat": "TN-Validation-Passed-A",
            **ends,
            **places,
            **self.extra,
        }
