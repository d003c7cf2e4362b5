"""What `calls.create` asks for, and the queue in which such calls wait (twilio.md 10)."""

from dataclasses import dataclass
from math import inf
from typing import Literal

RING_DEFAULT_S = 60
RING_MAX_S = 600
DETECTION_DEFAULT_S = 30
QUEUE_MAX_S = 86_400  # "queue >24 h (86 400 at 1 CPS) => 22005"

CallEvent = Literal["initiated", "ringing", "answered", "completed"]
Detection = Literal["", "Enable", "DetectMessageEnd"]


@dataclass(frozen=True)
class Order:
    """An outbound call, wanted. Either `url` or `twiml`: where both are given "twiml is ignored".

    `detection` is MachineDetection; with `background` (AsyncAmd) its verdict goes to `verdict_url`.
    """

    to: str
    from_: str
    url: str = ""
    method: str = "POST"
    twiml: str = ""
    fallback_url: str = ""
    fallback_method: str = "POST"
    status_callback: str = ""
    status_method: str = "POST"
    events: tuple[CallEvent, ...] = ("completed",)
    ring_max_s: int = RING_DEFAULT_S
    time_limit_s: int = 0  # 0: the account's own
    send_digits: str = ""
    detection: Detection = ""
    detection_max_s: int = DETECTION_DEFAULT_S
    background: bool = False
    verdict_url: str = ""
    verdict_method: str = "POST"
    record: bool = False
    recording_url: str = ""
    recording_method: str = "POST"
    recording_events: tuple[str, ...] = ("completed",)


@dataclass(frozen=True)
class Application:
    """A TwiML application: where a call that names it asks, in place of the URLs of its own."""

    voice_url: str
    voice_method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    status_callback: str = ""
    status_method: str = "POST"


class DialQueue:
    """Lets so many calls a second go; "excess is QUEUED, not refused"."""

    def __init__(self, calls_per_s: float) -> None:
        self._interval_s = 1 / calls_per_s
        self._free_s = -inf

    def wait_s(self, now_s: float) -> float:
        """How long the next call would wait, at this moment on the stopwatch."""
        return max(0.0, self._free_s - now_s)

    def slot(self, now_s: float) -> float:
        """The moment at which the next call may go; it is taken."""
        moment = now_s + self.wait_s(now_s)
        self._free_s = moment + self._interval_s
        return moment
