"""The golden calls: found once, played once a process, whoever asks for one, and exported while their stage stands."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ivr.replay import Report, play, read_script
from ivr.replay.export import Unexportable, exported
from ivr.replay.stage import Stage
from ivr.speech import Speech
from ivr.transcripts import transcript

CALLS = Path(__file__).parent / "calls"
DIGITS = re.compile(r"[0-9](?:[ ,]*[0-9])+")
spoken: set[tuple[str, str]] = set()  # every prompt that a golden call has asked for: language, key

Told = list[tuple[str, str, list[str]]]  # turn, what was heard, what was said, of each moment


@dataclass(frozen=True)
class Golden:
    """A golden call as it was played, as its ledger tells it, and as it is exported."""

    report: Report
    told: Told
    export: str | Unexportable


def golden_calls() -> list[Path]:
    return sorted(path for path in CALLS.rglob("*.call") if path.parent.name != "parts")


def played(path: Path) -> Report:
    return golden(path).report


@cache
def golden(path: Path) -> Golden:
    words, kept = Speech.words, []

    def noted(speech, language, key, values):
        spoken.add((language, key))
        return words(speech, language, key, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Speech, "words", noted)

        def look(stage):
            patch.undo()  # what the export's own trials say, no golden call has said
            kept.extend((told(stage), _export(stage)))

        report = play(read_script(path), look)
    return Golden(report, *kept)


def told(stage: Stage) -> Told:
    """The stored transcript without numbers: stand-ins and confirmation numbers are others in every call."""
    with stage.box.site.database.read() as connection:
        moments = transcript(connection, stage.call_sid).moments
    return [(each.turn, each.heard, [DIGITS.sub("#", text) for text in each.said]) for each in moments]


def _export(stage: Stage) -> str | Unexportable:
    try:
        return exported(stage.box.site, stage.call_sid)
    except Unexportable as trouble:
        return trouble
