"""One prompt: a sentence with typed variables in braces, parsed once."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from ivr.speech.checked import Value
from ivr.speech.kinds import TEXT, Say
from ivr.speech.spelled import unspeakable

PROMPT_CHARS_MAX = 2000  # Twilio warns from 4500 URL-encoded characters, Polly stops at 3000

_VARIABLE = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)(?::(?P<kind>[a-z_]+))?\}", re.ASCII)
_BRACE = re.compile(r"\{[^{}]*\}?|\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """The words that stand before a variable, and the variable."""

    before: str
    name: str
    kind: str
    say: Say

    def words(self, values: Mapping[str, Value]) -> str:
        """ValueError names the variable."""
        try:
            value = values[self.name]
        except KeyError:
            raise ValueError(f"{{{self.name}:{self.kind}}} was given no value") from None
        try:
            return self.before + self.say(value)
        except ValueError as trouble:
            raise ValueError(f"{{{self.name}:{self.kind}}} {trouble}") from trouble


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt ready to be said; `variables` is name -> kind."""

    slots: tuple[Slot, ...]
    after: str
    variables: Mapping[str, str]

    @classmethod
    def parse(cls, text: str, kinds: Mapping[str, Say]) -> Self:
        """Read a prompt without faults; white space of any length is one space, and letters are NFC."""
        text = _one_line(text)
        slots, end = [], 0
        for found in _VARIABLE.finditer(text):
            kind = found["kind"] or TEXT
            slots.append(Slot(text[end : found.start()], found["name"], kind, kinds[kind]))
            end = found.end()
        variables = {slot.name: slot.kind for slot in slots}
        return cls(tuple(slots), text[end:], MappingProxyType(variables))

    def words(self, values: Mapping[str, Value]) -> str:
        """What is said with these values; values that the prompt does not use are left alone."""
        return "".join([slot.words(values) for slot in self.slots]) + self.after


def faults(text: str, kinds: Mapping[str, Say]) -> Iterator[tuple[str, str]]:
    """Everything that keeps `text` from being a Template, as (found, expected)."""
    yield from _text_faults(text)
    for stray in _BRACE.findall(_VARIABLE.sub("", text)):
        yield repr(stray), "braces around variables only, like {balance:money}"
    yield from _kind_faults(text, kinds)


def _text_faults(text: str) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield "no words", "at least one"
    if len(text) > PROMPT_CHARS_MAX:
        yield f"{len(text)} characters", f"{PROMPT_CHARS_MAX} at most"
    for character in unspeakable(text):
        yield f"the character U+{ord(character):04X}", "text that can be said and stand in XML"


def _kind_faults(text: str, kinds: Mapping[str, Say]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for found in _VARIABLE.finditer(text):
        kind = found["kind"] or TEXT
        if kind not in kinds:
            yield f"the kind {kind!r} in {found[0]}", f"one of {', '.join(kinds)}"
        elif first.setdefault(found["name"], kind) != kind:
            yield found[0], f"the kind that it has before, {first[found['name']]}"


def _one_line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
