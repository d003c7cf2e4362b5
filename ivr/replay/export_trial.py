"""Tries worlds and ways until a replay tells the same transcript: what was not stored is found out, never guessed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.replay.errors import Unreadable
from ivr.replay.export_acts import Act
from ivr.replay.export_facts import World
from ivr.replay.export_recorded import Recorded, Step, Unexportable, masked, recorded
from ivr.replay.export_standins import StandIns
from ivr.replay.export_text import text_of
from ivr.replay.player import play
from ivr.replay.report import Report
from ivr.replay.script_file import read_script
from ivr.replay.stage import Stage

TRIALS_MAX = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """The first moment in which a replay was another call; `place` counts the moments that were the same."""

    place: int
    sentence: str


def proved(call: Recorded, standins: StandIns, tried: Sequence[World], acts: Sequence[Act]) -> str:
    """The text whose replay is this call. Unexportable says where the best try differs."""
    best = Difference(-1, "")
    for text, differs in _trials(call, standins, tried, acts):
        if differs is None:
            return text
        best = max(best, differs, key=lambda each: each.place)
    raise Unexportable([f"a replay of what is stored is another call: {best.sentence}"])


def _trials(
    call: Recorded, standins: StandIns, tried: Sequence[World], acts: Sequence[Act]
) -> Iterator[tuple[str, Difference | None]]:
    """Each text tried, and where its replay differs; in each world the act that led astray is done another way."""
    for world in tried:
        chosen: list[int] | None = [0] * len(acts)
        for _ in range(TRIALS_MAX):
            if chosen is None:
                break
            text = text_of(call, standins, world, acts, chosen)
            differs = first_difference(call, standins, text)
            yield text, differs
            chosen = _otherwise(acts, chosen, differs.place) if differs else None


def _otherwise(acts: Sequence[Act], chosen: Sequence[int], place: int) -> list[int] | None:
    """The last act before the difference done another way; None where it has no other."""
    before = [number for number, act in enumerate(acts) if act.after <= place]
    if not before or chosen[before[-1]] + 1 >= len(acts[before[-1]].ways):
        return None
    return [*chosen[: before[-1]], chosen[before[-1]] + 1, *([0] * (len(acts) - before[-1] - 1))]


def first_difference(call: Recorded, standins: StandIns, text: str) -> Difference | None:
    """None where the file passes and its transcript is the call's own, after stand-ins."""
    again: list[Recorded] = []
    try:
        report = _played(text, lambda stage: again.append(recorded(stage.box.site, stage.call_sid)), call.prompts)
    except Unreadable as trouble:
        return Difference(0, "; ".join(trouble.findings))
    pairs = enumerate(zip_longest(call.steps, again[0].steps))
    apart = next((Difference(place, _told(*pair)) for place, pair in pairs if not _same(*pair, standins)), None)
    if apart is None and not report.passed:
        return Difference(len(call.steps), f"it does not pass: {'; '.join(report.failures)}")
    return apart


def _played(text: str, look: Callable[[Stage], None], prompts: Path) -> Report:
    with TemporaryDirectory(prefix="ivr-export-") as folder:
        path = Path(folder) / "exported.call"
        path.write_text(text, encoding="utf-8")
        return play(read_script(path), look, prompts)


def _same(was: Step | None, now: Step | None, standins: StandIns) -> bool:
    if was is None or now is None:
        return False
    alike = was.moment.turn == now.moment.turn and _answer(was) == _answer(now)
    return alike and masked(was, standins.given) == masked(now, {})


def _answer(step: Step) -> str:
    return step.moment.heard.replace("answered", "completed")


def _told(was: Step | None, now: Step | None) -> str:
    one, other = (_one(step) for step in (was, now))
    return f"the call has {one}, its replay {other}"


def _one(step: Step | None) -> str:
    if step is None:
        return "no such moment"
    one = step.moment
    return f"moment {one.number}, {one.turn} after {one.heard!r}, saying {' '.join(one.said)!r}"
