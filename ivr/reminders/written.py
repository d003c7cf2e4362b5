"""Whether what campaigns write is lawful and short enough, in every language and for every biller's own lines."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from integration.sandbox.box import CLAYTON
from integration.texting.marks import marked
from integration.texting.segments import GSM_ALONE, is_gsm, segments
from integration.texting.words import Words, Wrong, read
from integration.texting.written import KINDS, Value
from integration.writing.composing import WORDS
from integration.writing.law import TEXTS
from integration.writing.words import FOLDER, OWN_SUFFIX, laid
from ivr.speech.fault import Fault, places

FREE = "text_free_notice"  # a campaign's own words, as long as its file says
PARTS_MAX = 3  # of a text with letters beside the GSM alphabet
LONGEST: dict[str, Value] = {"biller": CLAYTON["name"], "line": CLAYTON["lines"][0], "due": "2026-11-28"}
SOME_ID = UUID(int=0)


def check_written(prompts: Path, billers: Path | None) -> list[Fault]:
    """All that is wrong with them in a folder of prompts, and with each biller's own; [] where there are none."""
    languages = [path.stem for path in sorted((prompts / FOLDER).glob("*.toml")) if path.stem in KINDS]
    shared, wrong = laid(prompts, languages, None)
    wrong += _too_long(prompts, prompts, shared)
    for own in sorted(billers.glob(f"*{OWN_SUFFIX}")) if billers else ():
        theirs, mistakes = laid(prompts, languages, own)
        wrong += [*mistakes, *_too_long(prompts, own, theirs)]
    return [Fault(one.path, _line(one), one.key, one.found, one.expected) for one in dict.fromkeys(wrong)]


def _too_long(prompts: Path, place: Path, words: Words) -> Iterator[Wrong]:
    """With all that stands around them in the text that leaves."""
    around, _ = read(prompts, words.bodies)
    for language, bodies in words.bodies.items():
        frame = around[language].get(WORDS)
        for key in sorted((TEXTS.keys() & bodies.keys()) - {FREE}) if frame else ():
            if words.variables(language, key).keys() <= LONGEST.keys():
                said = {"words": words.write(language, key, LONGEST)} | LONGEST
                body = marked(Words(around).write(language, WORDS, said), SOME_ID)
                if segments(body) > (1 if is_gsm(body) else PARTS_MAX):
                    path, found = place / FOLDER / f"{language}.toml", f"{len(body)} letters with what stands around"
                    yield Wrong(
                        path, key, found, f"{GSM_ALONE} of the GSM alphabet, or {PARTS_MAX} parts of 70 at most"
                    )


def _line(one: Wrong) -> int | None:
    return places(one.path.read_text(encoding="utf-8-sig")).get(one.key) if one.path.is_file() else None
