"""What the executor asks of the outside (effects) and what it is told in return (events).

Every verb is a generator of effects; each effect has one kind of event as its answer:

| effect           | event                                                                    |
|------------------|--------------------------------------------------------------------------|
| `Speak`          | `Elapsed`, or `Key` when the caller cut it short and it may be cut short |
| `AwaitInput`     | `Key`, `Spoken`, or `Elapsed` when its seconds have passed               |
| `Request`        | `Response` or `NoReply`                                                  |
| `ConnectorCall`  | `ConnectorReply`                                                         |
| `Finding`        | `Elapsed`, at once                                                       |
| `Lapse`          | `Elapsed`: nobody can press or hear anything meanwhile                   |
| `Queued`         | `Elapsed`, when the queue of outbound calls has come to this one         |
| `Stage`, `Later` | `Elapsed`, at once: what they set going happens by itself                |
| `Alarm`          | `Elapsed`, at once; unless a `Disarm` comes first, `Rang` is thrown then |
| `Glance`         | `Tick`, at once                                                          |

Thrown into the generator wherever it stands: `CallerGone`, a caller who hangs up; `Diverted`, a REST request that
takes the call elsewhere; `Rang`, an alarm.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from ivr.phone.wire import Inline, NoReply, Reply, Request, Response

HeardKind: TypeAlias = Literal["say", "play", "tones", "pause", "dial", "whisper", "prompt", "error"]
WORDLESS: frozenset[HeardKind] = frozenset({"pause"})


@dataclass(frozen=True)
class Heard:
    """A stretch of sound (or, for a pause, of none) in the caller's ear.

    `say`, `prompt` (Twilio's own words inside Pay) and `error` are words; `play` has a URL as its text, `tones` keys,
    `dial` the number rung; a `whisper` is in the far end's ear, while the caller hears ringing. `seconds` is what was
    heard of it: less than all of it when a key cut it short.
    """

    kind: HeardKind
    text: str
    language: str = ""
    seconds: float = 0.0
    voice: str = ""
    interrupted: bool = False


@dataclass(frozen=True)
class Finding:
    """What Twilio would write in its debugger. `code` is 0 for the simulator's own remarks."""

    code: int
    level: Literal["error", "warning"]
    text: str
    url: str = ""


@dataclass(frozen=True)
class Speak:
    """Sound that goes on for `heard.seconds` unless a key may, and does, stop it."""

    heard: Heard
    stops_on_key: bool = False
    only: str = ""  # the keys that may stop it; empty: any


@dataclass(frozen=True)
class AwaitInput:
    """Silence in which the caller may press a key, or speak where `takes_speech`: `hush_s` of silence end that."""

    timeout_s: float
    verb: str
    takes_speech: bool = False
    hush_s: float = 0.0


@dataclass(frozen=True)
class ConnectorCall:
    """The JSON for a Generic Pay Connector. Kept out of repr: it holds the whole card number."""

    connector: str
    payload: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class Ended:
    """How the call ended: a final CallStatus, and the fatal finding if there was one."""

    result: str
    error: Finding | None = None


@dataclass(frozen=True)
class Lapse:
    """Time in which there is nothing to hear. Where the far end is `connected` already, it counts as silence."""

    seconds: float
    connected: bool = False


@dataclass(frozen=True)
class Queued:
    """An outbound call waits for its turn: a moment on the stopwatch."""

    until_s: float


@dataclass(frozen=True)
class Stage:
    """The call has come to this CallStatus; `event` is its name among the status callbacks, if it has one."""

    status: str
    event: str = ""
    answered_by: str = ""


@dataclass(frozen=True)
class Later:
    """A callback that goes out by itself after so many seconds, whatever the call does then."""

    seconds: float
    request: Request


@dataclass(frozen=True, eq=False)
class Alarm:
    """Rings after so many seconds. One that is not for the whole call is forgotten when the call is diverted."""

    seconds: float
    whole_call: bool = False


@dataclass(frozen=True)
class Disarm:
    """The alarm is not wanted any more."""

    alarm: Alarm


@dataclass(frozen=True)
class Glance:
    """A look at the stopwatch."""


Effect: TypeAlias = (
    Speak | AwaitInput | Request | ConnectorCall | Finding | Lapse | Queued | Stage | Later | Alarm | Disarm | Glance
)
Timed: TypeAlias = Speak | AwaitInput | Lapse | Queued


@dataclass(frozen=True)
class Elapsed:
    """The time of the effect has passed."""


@dataclass(frozen=True)
class Key:
    """One key, 0-9 * # or A-D. Kept out of repr: inside Pay it is a digit of a card."""

    symbol: str = field(repr=False)


@dataclass(frozen=True)
class Spoken:
    """What speech recognition made of the caller; without a confidence of its own it has that of the options."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True)
class ConnectorReply:
    """The connector's JSON object, or None with the reason why there is none."""

    reply: Mapping[str, object] | None
    failure: str = ""


@dataclass(frozen=True)
class Tick:
    """The stopwatch, in seconds."""

    at_s: float


Event: TypeAlias = Elapsed | Key | Spoken | ConnectorReply | Response | NoReply | Tick


class CallerGone(Exception):
    """The caller hung up."""


class Diverted(Exception):
    """A REST request took the call elsewhere, or ended it."""

    def __init__(self, to: Request | Inline | Ended) -> None:
        super().__init__(type(to).__name__)
        self.to = to


class Rang(Exception):
    """An alarm rang."""

    def __init__(self, alarm: Alarm) -> None:
        super().__init__(f"after {alarm.seconds:g} seconds")
        self.alarm = alarm


T = TypeVar("T")
Steps: TypeAlias = Generator[Effect, Event, T]


def speak(heard: Heard, *, stops_on_key: bool = False) -> Steps[Key | None]:
    """Says it; the key that cut it short, if one did."""
    event = yield Speak(heard, stops_on_key)
    return event if isinstance(event, Key) else None


def next_key(timeout_s: float, verb: str) -> Steps[Key | None]:
    """The next key, or None once `timeout_s` have passed without one."""
    event = yield AwaitInput(timeout_s, verb)
    return event if isinstance(event, Key) else None


def reply_to(request: Request) -> Steps[Reply]:
    """The reply to the request."""
    event = yield request
    if not isinstance(event, Response | NoReply):
        raise TypeError(f"a request was answered with {type(event).__name__}")
    return event


def ask_connector(call: ConnectorCall) -> Steps[ConnectorReply]:
    """The connector's reply."""
    event = yield call
    if not isinstance(event, ConnectorReply):
        raise TypeError(f"a connector was answered with {type(event).__name__}")
    return event


def stopwatch() -> Steps[float]:
    """The seconds on the stopwatch now."""
    event = yield Glance()
    if not isinstance(event, Tick):
        raise TypeError(f"a glance was answered with {type(event).__name__}")
    return event.at_s
