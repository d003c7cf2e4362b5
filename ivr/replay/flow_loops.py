"""Loops without a counter: rounds that a call can go for ever without anybody wishing it.

From every turn, the script is driven by mishaps alone: silence, wrong keys, answers that fit, work that fails, cards
that are declined and tried again. Where a counter runs, each round leaves another call behind, and the counter's limit
ends it. A round after which the call is exactly what it was has no counter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ivr.call import Call, Dialed, Event, Finished, Keyed, Paid, Silence, Unsure
from ivr.replay.flow_examples import OWED, RINGING, RUNG_ABOUT, examples
from ivr.scenes.common import PROOFS
from ivr.turns import Ask, Do, Menu, Pay, Script, Transfer, Turn, advance

CALLS_MAX = 60_000  # our own script leads to some 20,000; a counter without a limit to ever more
WRONG_KEY = "#"
WALKED = (OWED[0], RUNG_ABOUT)  # the work `balance_of` brings the others
WORDS: Mapping[str, tuple[str, ...]] = {  # what the desk's works can end with
    "search": ("found", "not_found", "locked"),
    "balance_of": ("told", "flags_unknown"),
    "enrolment_of": ("told",),
    "pop_screen": ("done",),
    "charge": ("captured", "declined", "unreachable", "unknown"),
    "book": ("booked",),
    "cancel_plan": ("cancelled", "too_late"),
}
PAY_RESULTS = ("success", "too-many-failed-attempts", "payment-connector-error", "caller-hung-up")
DIAL_STATUSES = ("completed", "busy", "no-answer", "failed")


class Endless(Exception):
    """A round without a counter; `turns` are those it goes through, in the order of the call."""

    def __init__(self, turns: tuple[str, ...]) -> None:
        super().__init__(" -> ".join(turns))
        self.turns = turns


def endless_round(script: Script) -> tuple[str, ...]:
    """The turns of the first round found that nothing ends; () where every mishap is counted."""
    done: set[Call] = set()
    try:
        for turn in script.turns:
            for call in examples(turn):
                if not call.why and call.owed in WALKED:
                    _walk(script, _bare(call), done)
    except Endless as round_:
        return round_.turns
    return ()


def _walk(script: Script, first: Call, done: set[Call]) -> None:
    """Depth first, without recursion: `path` holds the calls that led here, each with what may still befall it."""
    if first in done:
        return
    path: list[tuple[Call, Iterator[Call]]] = [(first, _after(script, first))]
    on_path = {first}
    while path:
        call, following = path[-1]
        found = next(following, None)
        if found is None:
            path.pop()
            on_path.discard(call)
            done.add(call)
        elif found in on_path:
            names = [each.turn for each, _ in path]
            calls = [each for each, _ in path]
            raise Endless((*names[calls.index(found) :], found.turn))
        elif found not in done:
            if len(done) + len(path) > CALLS_MAX:
                raise Endless((call.turn, found.turn))
            on_path.add(found)
            path.append((found, _after(script, found)))


def _after(script: Script, call: Call) -> Iterator[Call]:
    turn = script[call.turn]
    for event in _mishaps(script, turn, call):
        yield _bare(advance(script, call, event))


_COUNTS_NOTHING: Mapping[str, Any] = {  # and leads nowhere: what is only said, or kept for somebody
    "number": 1, "paperless": "", "autopay": "", "new_phone": "", "changed": "", "card_ending": "", "confirmation": "",
    "account_kind": "", "read_at": "", "text_to": "", "told_keys": False, "callback": "", "callback_day": "",
    "callback_part": "", "left": "", "paid": 0,
}  # fmt: skip


def _bare(call: Call) -> Call:
    """Without what counts nothing. Who was rung and has proved who he is, is where every caller is."""
    rang = None if call.proved and call.turn not in RINGING else call.reminder
    return replace(call, **_COUNTS_NOTHING, reminder=rang and replace(rang, first_name=""))


def _mishaps(script: Script, turn: Turn, call: Call) -> Iterator[Event]:
    match turn:
        case Menu():
            yield from (Silence(), Unsure(), Keyed(WRONG_KEY))
            yield from _another_try(script, turn, call)
        case Ask():
            shortest, longest = turn.digits(call)
            yield from (Silence(), Unsure(), Keyed(""), Keyed("1" * shortest), Keyed("1" * longest, said=True))
        case Do():
            yield from (Finished(word, owed, "734291") for word in WORDS.get(turn.work, ("",)) for owed in OWED)
        case Pay():
            yield from (Paid(result, "sealed" if result == "success" else "", "1111") for result in PAY_RESULTS)
        case Transfer():
            yield from (Dialed(status) for status in DIAL_STATUSES)


def _another_try(script: Script, turn: Menu, call: Call) -> Iterator[Event]:
    """A thief tries out cards, or whoever was rung ZIPs: the keys that lead there are pressed again and again."""
    for key in turn.open_keys(call):
        after = advance(script, call, Keyed(key))
        if isinstance(script[after.turn], Pay) or (turn.name in RINGING and after.turn in PROOFS.values()):
            yield Keyed(key)
