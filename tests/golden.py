"""The golden calls: found once, played once a process, whoever asks for one."""

from functools import cache
from pathlib import Path

import pytest

from ivr.replay import Report, play, read_script
from ivr.speech import Speech

CALLS = Path(__file__).parent / "calls"
spoken: set[tuple[str, str]] = set()  # every prompt that a golden call has asked for: language, key


def golden_calls() -> list[Path]:
    return sorted(path for path in CALLS.rglob("*.call") if path.parent.name != "parts")


@cache
def played(path: Path) -> Report:
    words = Speech.words

    def noted(speech, language, key, values):
        spoken.add((language, key))
        return words(speech, language, key, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Speech, "words", noted)
        return play(read_script(path))
