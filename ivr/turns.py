"""The kinds of turns, the Script that holds them, and the one function that moves a call from turn to turn.

Tries, silence, wrong keys and giving up are written here once, each with its limit; the table (`script`) says only what
is particular to a moment of the call.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Literal

from integration.model import Way
from ivr.call import Call, Dialed, Event, Finished, Keyed, Paid, Recorded, Silence, Unsure

TRIES_MAX = 3  # silences, wrong keys and unsure words in a row before a person is offered
MISSED = frozenset({"silence", "wrong", "unsure"})

AGENT, AGAIN, BACK = "0", "9", "*"  # in a Menu as a key; in an Ask only as the whole answer
STOPS = ("opted_out", "ask_opt_out")  # our calls have been stopped; first, where a caller has no number, which one
ANNOUNCES = "tell_agent"  # stands before the agent where a biller wants to be told first
CLOSED = "line_closed"  # answers the telephone, instead of the first turn, while the line is closed
LANGUAGE, PACE = "7", "8"  # likewise, where a Menu has no choice of its own on them: another language, slower
STOP = PACE  # pressed, in every turn where our calls may be stopped; "slower" is only said there


@dataclass(frozen=True, slots=True)
class Line:
    """One prompt with its values: whole cents, ISO dates, digits; the prompt says how each is spoken.

    `language` is set only where a line is not in the caller's own, as in "para español, oprima el dos".
    """

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    language: str = ""


Say = Callable[[Call], tuple[Line, ...]]


@dataclass(frozen=True)
class Next:
    """Where an answer leads, and what changes on the call."""

    turn: str
    why: str = ""
    changes: Mapping[str, object] = field(default_factory=dict)


def person(call: Call, why: str = "") -> Next:
    """To a person where one is there, else to what can still be done; `why` is said first."""
    there = ANNOUNCES if call.biller.agent.way == "screen_pop" else "agent"
    return go(there if call.agent_is_there() else "no_agent", why=why, left=call.left or call.turn)


def go(turn: str, *, why: str = "", **changes: object) -> Next:
    """Shorthand for answers: the next turn and what to remember."""
    return Next(turn, why, changes)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What every kind has: `to` names each turn it can lead to, `back` is where * leads."""

    name: str
    say: Say
    to: tuple[str, ...] = ()
    back: str = ""
    gives_up: Callable[[Call], Next] = lambda call: person(call, "no_answer")  # after `tries` silences and wrong keys
    tries: int = TRIES_MAX
    begins: bool = False  # some calls start here

    listens: ClassVar[bool] = False

    def exits(self) -> frozenset[str]:
        """Every turn this one can lead to."""
        return frozenset(self.to)

    def hears_words(self, call: Call) -> bool:
        """Whether the caller may speak here."""
        return call.may_speak()


@dataclass(frozen=True, kw_only=True)
class Menu(Turn):
    """Single keys. A key leads to a turn or to a function that decides; `offers` tells which keys are open now.

    Where the caller may speak, each key has words in `prompts/`, under [<turn>.heard]. What can only be said has words
    for keys that no telephone has; whoever presses one is not taken to have said it.
    """

    keys: Mapping[str, str | Callable[[Call], Next]]
    offers: Callable[[Call], str] | None = None
    heard_as: Callable[[Call, str], str] = lambda _call, key: key  # what a key's words stand under in `prompts/`
    only_said: bool = False
    listens: ClassVar[bool] = True

    def open_keys(self, call: Call) -> Collection[str]:
        return self.offers(call) if self.offers else tuple(self.keys)

    def hears_words(self, call: Call) -> bool:
        return self.only_said or call.may_speak()

    def exits(self) -> frozenset[str]:
        return frozenset(self.to) | {exit_ for exit_ in self.keys.values() if isinstance(exit_, str)}


@dataclass(frozen=True, kw_only=True)
class Ask(Turn):
    """Digits, ended by # or a pause. `digits` gives the shortest and longest answer; `answer` reads a fitting one.

    An answer that does not fit is not kept, only its length: it may be somebody's card number. What was said is read
    as what it `means`, and goes to `when_said` where it must be agreed to first.
    """

    digits: Callable[[Call], tuple[int, int]]
    answer: Callable[[Call, str], Next]
    secret: bool = True  # the transcript keeps the length, and of an answer that fits the last four of many
    ends_by_itself: bool = False  # at its last digit, where work follows that swallows a late #
    means: Literal["digits", "amount", "day"] = "digits"
    when_said: Callable[[Call, str], Next] | None = None
    listens: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class Do(Turn):
    """Work at the desk, reached by "one moment" and a Redirect; `work` names it, `answer` reads what it found."""

    work: str
    answer: Callable[[Call, Finished], Next]


@dataclass(frozen=True, kw_only=True)
class Pay(Turn):
    """Twilio's <Pay> takes a card or a bank account; `answer` reads its Result. The intent is committed before.

    `token` tells whether what it gives may be charged once, or on a later day and again (twilio.md 8, tokenType).
    """

    answer: Callable[[Call, Paid], Next]
    way: Way = Way.CARD
    token: Literal["one-time", "reusable"] = "one-time"  # noqa: S105 - a kind of token, not one


@dataclass(frozen=True, kw_only=True)
class Record(Turn):
    """The caller's words are recorded, at the phone company; `answer` reads what the recording is called."""

    answer: Callable[[Call, Recorded], Next]


@dataclass(frozen=True, kw_only=True)
class Transfer(Turn):
    """The caller is put through to a person; `answer` reads how that ended."""

    answer: Callable[[Call, Dialed], Next]


@dataclass(frozen=True, kw_only=True)
class End(Turn):
    """Last words. `result` is the call's in the transcript."""

    result: str


class Script:
    """The table, in named scenes. Building it proves that every exit exists; tests prove reachability and prompts."""

    def __init__(self, *turns: Turn, **scenes: tuple[Turn, ...]) -> None:
        self.scenes = scenes
        self.turns = (*turns, *(turn for scene in scenes.values() for turn in scene))
        self._by_name = {turn.name: turn for turn in self.turns}
        if len(self._by_name) != len(self.turns):
            raise ValueError(f"two turns have one name among {sorted(turn.name for turn in self.turns)}")
        missing = sorted(
            f"{turn.name} -> {exit_}"
            for turn in self.turns
            for exit_ in self.all_exits(turn)
            if exit_ not in self._by_name
        )
        if missing:
            raise ValueError(f"these exits lead nowhere: {', '.join(missing)}")

    def __getitem__(self, name: str) -> Turn:
        return self._by_name[name]

    def get(self, name: str) -> Turn | None:
        """The turn, or None: a deploy may have taken it away."""
        return self._by_name.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @cached_property
    def start(self) -> Turn:
        """The turn that answers the telephone."""
        return self.turns[0]

    @cached_property
    def starts(self) -> tuple[Turn, ...]:
        """Where calls begin: the turn that answers the telephone, and those of calls of another kind."""
        return (self.start, *(turn for turn in self.turns if turn.begins))

    def all_exits(self, turn: Turn) -> frozenset[str]:
        """The exits of the table and those that the engine adds: the agent, back, giving up."""
        added = {"agent", "no_agent", "goodbye", turn.back or turn.name} if turn.listens else set()
        exits = turn.exits() | added | ({each for each in STOPS if each in self} if turn.listens else set())
        return exits | {ANNOUNCES} if "agent" in exits and ANNOUNCES in self else exits


def advance(script: Script, call: Call, event: Event) -> Call:
    """The call after this event. Pure: no clock, no world; the instant came in with the call's `at`."""
    turn = script[call.turn]
    following = _follow(turn, call, event)
    if following.turn != turn.name and following.turn not in script.all_exits(turn):
        raise ValueError(f"turn {turn.name} led to {following.turn}, which its row does not name")
    misses = call.misses + 1 if following.why in MISSED else 0
    changes = {"misses": misses, **following.changes}  # an answer may count a miss of its own
    return replace(call, turn=following.turn, number=call.number + 1, why=following.why, **changes)  # type: ignore[arg-type]  # answers name fields of Call


def _follow(turn: Turn, call: Call, event: Event) -> Next:  # noqa: PLR0911 - one for each kind
    match turn, event:
        case Menu(), Keyed():
            return _menu(turn, call, event)
        case Ask(), Keyed(digits):
            return _stopped(call, event) or _ask(turn, call, digits, said=event.said)
        case ((Menu() | Ask()), (Silence() | Unsure())):
            return _missed(turn, call, "unsure" if isinstance(event, Unsure) else "silence")
        case Do(), Finished():
            return turn.answer(call, event)
        case Pay(), Paid():
            return turn.answer(call, event)
        case Record(), Recorded():
            return turn.answer(call, event)
        case Transfer(), Dialed():
            return turn.answer(call, event)
        case _:
            raise ValueError(f"turn {turn.name} cannot take {type(event).__name__}")


def _menu(turn: Menu, call: Call, keyed: Keyed) -> Next:
    digits = keyed.digits
    if digits in turn.keys and digits in turn.open_keys(call) and keyed.said >= turn.only_said:
        chosen = turn.keys[digits]
        return Next(chosen) if isinstance(chosen, str) else chosen(call)
    return _stopped(call, keyed) or _common(turn, call, digits) or _missed(turn, call, "wrong")


def _ask(turn: Ask, call: Call, digits: str, *, said: bool) -> Next:
    common = _common(turn, call, digits)
    if common is not None:
        return common
    shortest, longest = turn.digits(call)
    if digits.isascii() and digits.isdigit() and shortest <= len(digits) <= longest:
        answer = turn.when_said if said and turn.when_said else turn.answer
        return answer(call, digits)
    return _missed(turn, call, "wrong")


def _stopped(call: Call, keyed: Keyed) -> Next | None:
    """One key at any time (64.1200(b)(3)): nothing is asked again, nobody is put through."""
    if keyed.digits != STOP or keyed.said or not call.may_stop():
        return None
    return stop(call)


def stop(call: Call) -> Next:
    """The number that rings, or that was rung, is not called again; where there is none, it is asked for."""
    return go("opted_out", stopped=call.caller) if call.caller else go("ask_opt_out")


def common_keys(turn: Turn, call: Call) -> str:
    """The keys that mean the same everywhere and are open here; a menu's own choice, offered or not, comes first."""
    keys = AGENT + AGAIN + BACK + PACE + (LANGUAGE if len(call.biller.languages) > 1 else "")
    return "".join(key for key in keys if not (isinstance(turn, Menu) and key in turn.keys))


def _common(turn: Turn, call: Call, digits: str) -> Next | None:
    """The keys that mean the same everywhere."""
    if len(digits) != 1 or digits not in common_keys(turn, call):
        return None
    meanings: dict[str, Callable[[], Next]] = {
        AGENT: lambda: person(call),
        AGAIN: lambda: go(turn.name, why="again"),
        BACK: lambda: go(turn.back or turn.name, why="again"),
        LANGUAGE: lambda: _said_anew(turn, call, language=call.next_language()),
        PACE: lambda: _said_anew(turn, call, slow=not call.slow),
    }
    return meanings[digits]()


def _said_anew(turn: Turn, call: Call, **changes: object) -> Next:
    """All of it, with the reason for it: whoever asks for another language or pace has not understood the first."""
    return Next(turn.name, "" if call.why in MISSED else call.why, changes)


def _missed(turn: Turn, call: Call, why: str) -> Next:
    if call.misses + 1 >= turn.tries:
        return turn.gives_up(call)
    return go(turn.name, why=why)
