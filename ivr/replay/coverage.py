"""What a call has exercised of the script: which turn met which event, in which language. Read from the transcript."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, select

from integration.ledger.tables import calls, turns
from ivr.replay.stage import Stage
from ivr.script import SCRIPT
from ivr.store import SAID
from ivr.turns import AGENT, LANGUAGE, MISSED, Ask, End, Menu, Turn

MISSES = ("silence", "wrong", "giving up")
BEGINS = "begins"  # of a call that its first turn ends
_NOT_TAKEN = re.compile(r"[0-9]+ (?:keys|digits)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Covered:
    """`event` is silence, wrong or giving up, a key, begins, or the word with which work, <Pay> or a transfer ended."""

    turn: str
    event: str
    language: str
    led_to: str = ""


def covered_by(stage: Stage) -> frozenset[Covered]:
    """Everything that this call has exercised."""
    with stage.box.site.database.read() as connection:
        mine = select(turns).where(turns.c.call_sid == stage.call_sid).order_by(turns.c.number)
        rows = connection.execute(mine).all()
        state = connection.scalar(select(calls.c.state).where(calls.c.call_sid == stage.call_sid))
    if state is None:
        return frozenset()
    spoken = _spoken(rows, stage.box.biller.languages, json.loads(state)["language"])
    return frozenset(_covered(rows, stage.box.biller.languages[0], spoken))


def _spoken(rows: Sequence[Row[Any]], languages: Sequence[str], last: str) -> list[str]:
    """The language in which each turn was said, found from the last one back over every key for another."""
    found = [last]
    for before, after in reversed(list(pairwise(rows))):
        at = languages.index(found[0])
        found.insert(0, languages[at - 1] if _speaks_on_in_another(before, after) else found[0])
    return found


def _speaks_on_in_another(before: Row[Any], after: Row[Any]) -> bool:
    turn = SCRIPT.get(before.turn)
    asked = str(after.heard).removeprefix(SAID) == LANGUAGE and after.turn == before.turn
    return asked and turn is not None and turn.listens and LANGUAGE not in getattr(turn, "keys", ())


def _covered(rows: Sequence[Row[Any]], first: str, spoken: Sequence[str]) -> Iterator[Covered]:
    misses = 0
    if len(rows) == 1 and isinstance(SCRIPT.get(rows[0].turn), End):  # nobody was there who could have answered
        yield Covered(rows[0].turn, BEGINS, spoken[0], rows[0].turn)
    for (before, after), chosen in zip(pairwise(rows), spoken, strict=False):
        turn = SCRIPT.get(before.turn)
        if turn is None:  # another version's, in the middle of the call
            continue
        event = _event(turn, after, misses)
        misses = misses + 1 if event in MISSED else 0
        language = first if turn is SCRIPT.start else chosen
        given_up = misses == turn.tries
        yield Covered(turn.name, "giving up" if given_up else event, language, after.turn)
        misses = 0 if given_up else misses


def _event(turn: Turn, after: Row[Any], misses: int) -> str:
    """What the transcript keeps of the answer, read as the engine read it."""
    heard = str(after.heard).removeprefix(SAID)
    if not isinstance(turn, Menu | Ask) or heard in ("silence", "unsure"):
        return heard
    if _NOT_TAKEN.fullmatch(heard):
        stays = after.turn == turn.name
        return "wrong" if isinstance(turn, Menu) or stays else "answer"
    last_miss = misses == turn.tries - 1 and heard != AGENT and heard not in getattr(turn, "keys", {})
    return "wrong" if last_miss and after.turn in _gives_up_to(turn) else heard


def _gives_up_to(turn: Turn) -> frozenset[str]:
    """Where a turn can lead when it gives up."""
    return frozenset({"agent", "no_agent", "goodbye"}) - turn.exits()
