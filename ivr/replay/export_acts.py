"""What the caller did, as lines of a script: read from the turn, its one word in the transcript and where it led.

The transcript keeps only how many keys were wrong or secret. Any keys of that number that lead to the same place are
as good; where a few might, all are given, the likeliest first, and the replay decides (`export_trial`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from integration.model import Way
from ivr.replay.export_connector import ERROR, ERROR_WAYS
from ivr.replay.export_recorded import Recorded
from ivr.replay.export_said import MUMBLE, said_lines
from ivr.replay.export_standins import CALLBACK, NEW_PHONE, NO_TEXTS, NOBODYS, PROOFS, TEXTED, StandIns
from ivr.scenes.later.answers import DAY_DIGITS
from ivr.script import SCRIPT
from ivr.store import SAID
from ivr.turns import AGAIN, AGENT, BACK, STOP, Ask, End, Menu, Pay, Record, Turn

Lines = tuple[str, ...]
NO_DAY = "1345"
WRONG_KEYS = ("#", "6", "5")
MISSED: Mapping[str, str] = {"silence": "QUIET", "unsure": MUMBLE}
PAY: Mapping[str, Lines] = {  # Twilio's Result -> what leads to it in the box
    "success": ("USE    good-card",),
    "payment-connector-error": ("USE    refused-card",),
    "too-many-failed-attempts": ("USE    no-card",),
    "caller-interrupted-with-star": ("IVR    *", "STAR"),
    "caller-hung-up": ("IVR    *", "HANGUP"),
}
PAY_BANK: Mapping[str, Lines] = {
    **PAY,
    "success": ("USE    good-bank",),
    "payment-connector-error": ("USE    refused-bank",),
    "too-many-failed-attempts": ("USE    no-bank",),
}
RECORD: Mapping[str, Lines] = {"recorded": ("SAY    I authorize",), "silence": ("QUIET",)}


@dataclass(frozen=True, slots=True)
class Act:
    """What the caller did after the moment of this number; `unheard` says that he did not wait for its last words."""

    after: int
    ways: tuple[Lines, ...]
    unheard: tuple[bool, ...] = (False,)
    hears_more: bool = False  # words of <Pay> that no transcript keeps follow
    leaves: bool = False


def acts(call: Recorded, standins: StandIns, findings: list[str]) -> list[Act]:
    """Every act, in order; `findings` gets a sentence for each that no line of a script can be."""
    return [act for place in range(len(call.steps)) for act in _act(call, standins, place, findings)]


def _act(call: Recorded, standins: StandIns, place: int, findings: list[str]) -> Iterator[Act]:
    step, number = call.steps[place], call.steps[place].moment.number
    turn = SCRIPT[step.moment.turn]
    if place + 1 == len(call.steps):
        if not isinstance(turn, End):
            yield Act(number, (("HANGUP",), ("HANGUP",)), (False, True), leaves=True)
        return
    heard = call.steps[place + 1].moment.heard
    if isinstance(turn, Pay):
        ends = PAY_BANK if turn.way is Way.BANK else PAY
        if heard not in ends:
            findings.append(f"moment {number}, {turn.name}: <Pay> ended as {heard!r}, and no test keys lead to that")
        ways = ERROR_WAYS if call.by_connector() and heard == ERROR else (ends.get(heard, ()),)
        yield Act(number, ways, hears_more=True, leaves=heard == "caller-hung-up")
    elif isinstance(turn, Record):
        yield Act(number, (RECORD.get(heard, ()),))
    elif isinstance(turn, Menu | Ask):
        ways = _answers(call, standins, place, turn, heard)
        if not ways:
            findings.append(f"moment {number}, {turn.name}: {heard!r} is no answer that a script can give")
        yield Act(number, ways)


def _answers(call: Recorded, standins: StandIns, place: int, turn: Turn, heard: str) -> tuple[Lines, ...]:
    if heard in MISSED:
        return ((MISSED[heard],),)
    keys = _keys(call, standins, place, turn, heard.removeprefix(SAID))
    if heard.startswith(SAID):
        return tuple((line,) for each in keys for line in said_lines(call, call.steps[place], turn, each))
    return tuple((f"KEY    {each}",) for each in keys)


def _keys(call: Recorded, standins: StandIns, place: int, turn: Turn, heard: str) -> tuple[str, ...]:
    """What may have been keyed, or said for it."""
    count = _count(heard)
    if isinstance(turn, Menu):
        return tuple(key * count for key in WRONG_KEYS) if count else (heard,)
    if count is None:
        return (f"{heard}#",)
    return (*_fitting(call, standins, place, turn), *_not_fitting(call, turn, count))


def _days_not_fitting(call: Recorded) -> Iterator[str]:
    """Too far ahead, today, past, and no day of any year."""
    last = call.biller.later.schedule_days_max
    yield from (f"{call.today + timedelta(days=days):%m%d}" for days in (last + 1, 0, -1))
    yield NO_DAY


def _count(heard: str) -> int | None:
    """`3 digits` or `1 keys`: so many were keyed, and are not told."""
    number, _, word = heard.partition(" ")
    return int(number) if word in ("digits", "keys") and number.isdecimal() else None


def _fitting(call: Recorded, standins: StandIns, place: int, turn: Turn) -> Iterator[str]:
    """The stand-in's own number or proof, where the answer was taken."""
    after = call.steps[place + 1]
    if (
        turn.name == "ask_account"
        and after.moment.turn in (*PROOFS, "find_account", "confirm_account")
        and after.read_back
    ):
        yield f"{standins.of(after.read_back)}#"
    if turn.name == "ask_new_phone" and after.moment.turn == "confirm_new_phone":
        yield f"{NEW_PHONE}#"
    if turn.name == "ask_opt_out" and after.moment.heard == f"{len(CALLBACK)} digits":
        yield CALLBACK if after.moment.turn == "opted_out" else NOBODYS
    if turn.name == "ask_number" and after.moment.heard == f"{len(CALLBACK)} digits":
        yield CALLBACK if after.moment.turn == "ask_callback" else NOBODYS
    if turn.name in PROOFS and after.moment.turn == "find_account":
        right, wrong = PROOFS[turn.name]
        yield right if call.search_at(place).word in ("found", "locked") else wrong
    if turn.name == "ask_text_number" and after.moment.turn == "check_text_number":
        yield NO_TEXTS if [step.moment.turn for step in call.steps[place + 2 : place + 3]] == ["text_to"] else TEXTED


def _not_fitting(call: Recorded, turn: Turn, count: int) -> Iterator[str]:
    """Too many, too few, too little, too much; one key alone may have been a person, again or back."""
    if turn.name == "ask_day" and count == DAY_DIGITS[0]:
        yield from (f"{day}#" for day in _days_not_fitting(call))
    if turn.name == "ask_amount":
        yield f"{'1':0>{count}}#"
        yield f"{'9' * count}#"
    yield f"{'1' * count}#"
    if count == 1:
        yield from (f"{key}#" for key in (AGENT, AGAIN, BACK, STOP))
