"""The recording of a whole outbound call (`record=true` in calls.create), and who is told of it (twilio.md 10)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ivr.phone.effects import Later
from ivr.phone.facts import CallFacts
from ivr.phone.verbs.recording import API
from ivr.phone.wire import Request

SOURCE = "OutboundAPI"


@dataclass
class CallRecording:
    """`sid` is '' where the call is not recorded. `events` are of in-progress, completed and absent."""

    sid: str = ""
    url: str = ""
    method: str = "POST"
    events: Collection[str] = ("completed",)
    ready_s: float = 2.0
    _begun: bool = field(default=False, init=False)

    def at_answer(self, facts: CallFacts) -> list[Later]:
        """It begins when the call is answered."""
        self._begun = bool(self.sid)
        return self._told("in-progress", facts, {}, 0.0) if self._begun else []

    def of_call(self, facts: CallFacts, seconds: int) -> Mapping[str, str]:
        """What the call's own `completed` callback says of it; nothing where there is none."""
        if not self._begun:
            return {}
        place = f"{API}/{facts.account_sid}/Recordings/{self.sid}"
        return {"RecordingSid": self.sid, "RecordingUrl": place, "RecordingDuration": str(seconds)}

    def at_end(self, facts: CallFacts, seconds: int) -> list[Later]:
        """The callback that it is there, or that there is none since nobody answered."""
        if self._begun:
            return self._told("completed", facts, self.of_call(facts, seconds), self.ready_s)
        return self._told("absent", facts, {"RecordingSid": self.sid}, 0.0) if self.sid else []

    def _told(self, status: str, facts: CallFacts, more: Mapping[str, str], after_s: float) -> list[Later]:
        if not self.url or status not in self.events:
            return []
        params = {
            "AccountSid": facts.account_sid,
            "CallSid": facts.call_sid,
            "RecordingSid": self.sid,
            **more,
            "RecordingStatus": status,
            "RecordingChannels": "1",
            "RecordingSource": SOURCE,
        }
        return [Later(after_s, Request(self.method, self.url, params, "RecordingStatusCallback", "recording"))]
