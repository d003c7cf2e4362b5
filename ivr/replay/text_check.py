"""The words of texts, looked at for `ivr prompts check`: in every language, sound, and short enough to be one text.

A text of the GSM alphabet fits into one part of 160 letters; one letter beside it, such as á or ç, makes parts of 70,
and then it may take a few. What holds the whole words of an authorization may be as long as the phone company takes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from integration.sandbox.box import CLAYTON
from integration.texting.marks import marked
from integration.texting.segments import GSM_ALONE, UCS2_ALONE, is_gsm, segments
from integration.texting.words import FOLDER, Words, read
from integration.texting.written import KINDS, TEXT, Value
from ivr.speech.fault import Fault, places

PARTS_MAX = 3  # of a text with letters beside the GSM alphabet
WHOLE = {"bank_notice", "reminder"}  # a notice says all that was agreed to (rules.md 2.5); reminders: check_written
LETTERS_MAX = 1600  # Twilio's error 21617
EXAMPLES: Mapping[str, Value] = {  # as long as they commonly get
    "biller": CLAYTON["name"],
    "confirmation": "418203377",
    "page": "https://pay.example.com/b/" + "x" * 32,
    "words": "You, Alexandra Longfellow, authorize what was read to you, element by element. " * 8,
}
OF_A_KIND: Mapping[str, Value] = {
    "money": 128_467,
    "date": "2026-11-28",
    "phone": CLAYTON["agent"]["number"],
    TEXT: "https://pay.example.com/abcdef",
}
SOME_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Length:
    """One text with example values: its words, its letters and the parts it is sent in."""

    language: str
    key: str
    body: str

    @property
    def letters(self) -> int:
        return len(self.body)

    @property
    def parts(self) -> int:
        return segments(self.body)

    @property
    def is_short(self) -> bool:
        """One part where every letter is GSM's, else a few."""
        if self.key in WHOLE:
            return self.letters <= LETTERS_MAX
        return self.parts <= (1 if is_gsm(self.body) else PARTS_MAX)


def check_texts(prompts: Path) -> list[Fault]:
    """All that is wrong in the folder of texts; [] too where there is none: then no biller may write texts."""
    languages = languages_of_texts(prompts)
    bodies, wrong = read(prompts, languages)
    faults = [Fault(one.path, _line(one.path, one.key), one.key, one.found, one.expected) for one in wrong]
    told = {(one.path, one.key) for one in wrong}
    for one in lengths_of(Words(bodies)):
        path = prompts / FOLDER / f"{one.language}.toml"
        if not one.is_short and (path, one.key) not in told:
            found = f"{one.letters} letters, {one.parts} parts"
            expected = f"{GSM_ALONE} of the GSM alphabet, or {PARTS_MAX} parts of {UCS2_ALONE} at most"
            faults.append(Fault(path, _line(path, one.key), one.key, found, expected))
    return faults


def languages_of_texts(prompts: Path) -> list[str]:
    """Those with a file of texts, as far as they can be written."""
    return [path.stem for path in sorted((prompts / FOLDER).glob("*.toml")) if path.stem in KINDS]


def lengths_of(words: Words) -> Iterator[Length]:
    """Every text in every language, with example values and the longest name."""
    for language, texts in words.bodies.items():
        for key in texts:
            kinds = words.variables(language, key)
            values = {name: EXAMPLES.get(name, OF_A_KIND[kind]) for name, kind in kinds.items()}
            yield Length(language, key, marked(words.write(language, key, values), SOME_ID))


def _line(path: Path, key: str) -> int | None:
    return places(path.read_text(encoding="utf-8-sig")).get(key) if path.is_file() else None
