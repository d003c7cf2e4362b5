"""`ivr prompts hear`: one prompt with the values of an example call, as long as it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from integration.errors import Refused
from ivr.replay.coverage_flow import EMERGENCIES
from ivr.replay.coverage_prompts import languages_in
from ivr.replay.flow_prompts import HEARD_OUT_S_MAX, LIMIT_S, WORDS_PER_S, prompts_of, whispered
from ivr.replay.words import nearest
from ivr.script import SCRIPT
from ivr.speech import Speech, Voice
from ivr.speech.own import own_folder
from ivr.turns import Line


@dataclass(frozen=True, slots=True)
class Sample:
    """What a caller would hear, in seconds, and how many there may be."""

    language: str
    voice: Voice
    text: str
    seconds: float
    limit_s: float


def speech_for(folder: Path, billers: Path | None, bid: str) -> Speech:
    """The prompts of a folder with one biller's own lines, '' for none. Misconfigured holds every mistake in them."""
    if not bid:
        return Speech.load(folder, languages_in(folder))
    if billers is None:
        raise Refused(f"biller {bid}: where its lines are is not known; set IVR_BILLERS, or use --billers")
    own = own_folder(billers, bid)
    if not own.is_dir():
        raise Refused(f"{own}: no such folder: biller {bid} has no lines of its own")
    return Speech.load(folder, languages_in(folder), {bid: own}).of(bid)


def samples(speech: Speech, languages: Sequence[str], key: str) -> Iterator[Sample]:
    """The prompt in each language, with the example values that take longest. Refused where there is no such prompt."""
    limit_s, lines = _asked_with(key)
    for language in languages:
        text = max(_texts(speech, language, lines), key=lambda words: len(words.split()))
        yield Sample(language, speech.voice(language), text, len(text.split()) / WORDS_PER_S, limit_s)


def _asked_with(key: str) -> tuple[float, list[Line]]:
    """The shortest limit of the turns that say it, and every line with which they do."""
    asked = [(turn, prompts_of(turn)) for turn in SCRIPT.turns]
    saying = [(LIMIT_S[type(turn)], lines[key]) for turn, lines in asked if key in lines]
    if saying:
        return min(limit_s for limit_s, _ in saying), [line for _, lines in saying for line in lines]
    if key in EMERGENCIES:
        return HEARD_OUT_S_MAX, [Line(key)]
    if key in whispered():
        return HEARD_OUT_S_MAX, whispered()[key]
    known = sorted({each for _, lines in asked for each in lines} | EMERGENCIES | whispered().keys())
    raise Refused(f"{key}: no such prompt; {nearest(key, known)}")


def _texts(speech: Speech, language: str, lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        try:
            yield speech.words(language, line.key, line.values)
        except ValueError:  # such as a credit in a turn that only debtors come to
            continue
