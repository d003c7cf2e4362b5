"""What the executor asks of the outside (effects) and what it is told in return (events).

Every verb is a generator of effects; each effect has one kind of event as its answer:

| effect           | event                                                                    |
|------------------|--------------------------------------------------------------------------|
| `Speak`          | `Elapsed`, or `Key` when the caller cut it short and it may be cut short |
| `AwaitInput`     | `Key`, `Spoken`, or `Elapsed` when its seconds have passed               |
| `Request`        | `Response` or `NoReply`                                                  |
| `ConnectorCall`  | `ConnectorReply`                                                         |
| `Finding`        | `Elapsed`, at once                                                       |

A caller who hangs up is `CallerGone`, thrown into the generator wherever it stands.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from ivr.phone.wire import NoReply, Reply, Request, Response

HeardKind: TypeAlias = Literal["say", "play", "tones", "pause", "dial", "prompt", "error"]
WORDLESS: frozenset[HeardKind] = frozenset({"pause"})


@dataclass(frozen=True)
class Heard:
    """A stretch of sound (or, for a pause, of none) in the caller's ear.

    `say`, `prompt` (Twilio's own words inside Pay) and `error` are words; `play` has a URL as its text, `tones` keys,
    `dial` the number rung. `seconds` is what was heard of it: less than all of it when a key cut it short.
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


@dataclass(frozen=True)
class AwaitInput:
    """Silence in which the caller may press a key, or speak where `takes_speech`."""

    timeout_s: float
    verb: str
    takes_speech: bool = False


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


Effect: TypeAlias = Speak | AwaitInput | Request | ConnectorCall | Finding


@dataclass(frozen=True)
class Elapsed:
    """The time of the effect has passed."""


@dataclass(frozen=True)
class Key:
    """One key, 0-9 * # or A-D. Kept out of repr: inside Pay it is a digit of a card."""

    symbol: str = field(repr=False)


@dataclass(frozen=True)
class Spoken:
    """What speech recognition made of the caller."""

    text: str
    confidence: float = 0.9


@dataclass(frozen=True)
class ConnectorReply:
    """The connector's JSON object, or None with the reason why there is none."""

    reply: Mapping[str, object] | None
    failure: str = ""


Event: TypeAlias = Elapsed | Key | Spoken | ConnectorReply | Response | NoReply


class CallerGone(Exception):
    """The caller hung up."""


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
