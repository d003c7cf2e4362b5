"""What the REST API can tell of a call: its status and its instants."""

from dataclasses import dataclass
from datetime import datetime

FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
UNANSWERED = frozenset({"busy", "no-answer", "canceled"})
NOT_YET_ANSWERED = frozenset({"queued", "initiated", "ringing"})


@dataclass
class CallRecord:
    """`created`, `begun` (out of the queue), `answered` and `ended` are aware instants, as far as they have come."""

    created: datetime
    status: str
    begun: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    answered_by: str = ""

    @classmethod
    def inbound(cls, now: datetime) -> "CallRecord":
        """A call that rings here counts from its first moment."""
        return cls(now, "in-progress", begun=now, answered=now)

    def reaches(self, status: str, now: datetime) -> None:
        """The call has come to that status."""
        self.status = status
        self.begun = self.begun or now
        if status == "in-progress":
            self.answered = self.answered or now

    def ends(self, result: str, now: datetime) -> None:
        """The call is over."""
        self.status, self.ended = result, now

    @property
    def seconds(self) -> int:
        """How long it was answered; 0 where it was not, or has not ended."""
        if self.ended is None or self.answered is None or self.status in UNANSWERED:
            return 0
        return round((self.ended - self.answered).total_seconds())

    @property
    def queue_ms(self) -> int:
        """How long it waited in the queue of outbound calls."""
        return round((self.begun - self.created).total_seconds() * 1000) if self.begun else 0
