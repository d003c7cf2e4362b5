"""Sentences of a transcript, read back into the prompts and values that they were made of."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from integration.errors import Misconfigured
from ivr.replay.export_amounts import cents_said, day_said
from ivr.replay.pattern import kept, normal
from ivr.speech.book import Book, read_book
from ivr.speech.kinds import Say
from ivr.speech.own import read_own
from ivr.speech.shutoff import Texts, read_shutoff
from ivr.speech.template import Slot, Template

Value = str | int
BOOKS_KEPT_MAX = 8
HEAD_CHARS = 4
AHEAD = frozenset(
    {"read_balance.due", "read_balance.disconnect", "receipt.in_time", "line_closed.say"}
    | {f"reminder.{kind}.detail" for kind in ("upcoming", "disconnect_notice")}
    | {"confirm_day.after_due", "confirm_day.after_disconnect"}
    | {"no_agent.closed", "ask_time.morning", "ask_time.afternoon", "no_agent.kept_morning", "no_agent.kept_afternoon"}
)  # dates that are not past; all others are looked for backwards


@dataclass(frozen=True, slots=True)
class Sentence:
    """One prompt as it was said. `values` are whole cents, ISO dates, digits or text, by the prompt's own names."""

    key: str
    template: Template
    values: Mapping[str, Value]

    def with_texts(self, texts: Mapping[str, str]) -> str:
        """The words again, with another text where a variable has one here."""
        spoken = [slot.before + texts.get(slot.name, slot.say(self.values[slot.name])) for slot in self.template.slots]
        return "".join(spoken) + self.template.after

    def with_values(self, values: Mapping[str, Value]) -> str:
        """The words again, with other values."""
        return self.template.words({**self.values, **values})


@dataclass(frozen=True)
class _Form:
    """A prompt as it can be heard, and the shared one as which it is told."""

    key: str
    reads: Template
    says: Template

    @cached_property
    def head(self) -> str:
        """How every sentence of it begins; "" where that is shorter than HEAD_CHARS."""
        begins = self.reads.slots[0].before if self.reads.slots else self.reads.after
        return begins[:HEAD_CHARS] if len(begins) >= HEAD_CHARS else ""

    @cached_property
    def own_words(self) -> int:
        """Characters that are the prompt's, not a value's."""
        return len(self.reads.after) + sum(len(slot.before) for slot in self.reads.slots)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        middle = "".join(f"{re.escape(slot.before)}(.+?)" for slot in self.reads.slots)
        return re.compile(middle + re.escape(self.reads.after))


class _Forms:
    """Forms, found by how a sentence begins: there are hundreds, and few begin alike."""

    def __init__(self, forms: Iterable[_Form]) -> None:
        self._by_head: defaultdict[str, list[_Form]] = defaultdict(list)
        for form in forms:
            self._by_head[form.head].append(form)

    def beginning_like(self, said: str) -> Iterator[_Form]:
        yield from self._by_head.get(said[:HEAD_CHARS], ())
        yield from self._by_head.get("", ())


def kept_book(prompts: Path, language: str) -> Book:
    """A language's prompts, read once as long as their file stays as it is. Nobody may change what is kept."""
    return _read(prompts, language, _changed_ns(prompts, language))


def _changed_ns(prompts: Path, language: str) -> int:
    file = prompts / f"{language}.toml"
    return file.stat().st_mtime_ns if file.exists() else 0


@lru_cache(BOOKS_KEPT_MAX)
def _read(prompts: Path, language: str, _changed_ns: int) -> Book:
    return read_book(prompts, language)


@lru_cache(BOOKS_KEPT_MAX)
def _forms(prompts: Path, language: str, changed_ns: int) -> _Forms:
    """The forms of a language's own prompts, with their patterns: compiling those takes longer than reading a call."""
    templates = _read(prompts, language, changed_ns).templates
    return _Forms(_Form(key, template, template) for key, template in templates.items())


class Reader:
    """Reads what these prompts can say, in every language of the biller. `near` is the day of the call.

    A line of the biller's own (`own` is its folder) is read as the shared prompt in whose place it was said: a replay
    knows the shared ones only, and what stands in the biller's file (`shutoff`), which is exported with its settings.
    """

    def __init__(
        self,
        prompts: Path,
        languages: Iterable[str],
        near: date,
        own: Path | None = None,
        shutoff: tuple[Path, Texts] | None = None,
    ) -> None:
        books = [kept_book(prompts, language) for language in languages]
        findings = [finding for book in books for finding in book.findings]
        if findings:
            raise Misconfigured(findings)
        shared = {book.language: book.templates for book in books}
        lines = read_own(own, books) if own else []
        told = read_shutoff(*shutoff, books) if shutoff else []
        self._near = near
        of_the_biller = [
            _Form(key, template, shared[book.language][key])
            for book in lines
            for key, template in book.templates.items()
            if key in shared.get(book.language, {})
        ]
        of_the_biller += [_Form(key, text, text) for book in told for key, text in book.templates.items()]
        shipped = [_forms(prompts, book.language, _changed_ns(prompts, book.language)) for book in books]
        self._forms = (*shipped, _Forms(of_the_biller))

    def read(self, turn: str, text: str) -> Sentence | None:
        """The prompt that says this, this turn's own first, then the one with most words of its own; None for none."""
        said = normal(text)
        alike = (form for forms in self._forms for form in forms.beginning_like(said))
        fitting = ((form, form.pattern.fullmatch(said)) for form in alike)
        found = [(form, match) for form, match in fitting if match]
        for form, match in sorted(found, key=lambda each: (not each[0].key.startswith(f"{turn}."), -each[0].own_words)):
            values = self._values(form.key, form.reads, match)
            if values is not None:
                return Sentence(form.key, form.says, values)
        return None

    def _values(self, key: str, template: Template, match: re.Match[str]) -> Mapping[str, Value] | None:
        values: dict[str, Value] = {}
        for place, slot in enumerate(template.slots, start=1):
            value = self._value(key, slot, match[place])
            if value is None or values.setdefault(slot.name, value) != value:
                return None
        return values

    def _value(self, key: str, slot: Slot, text: str) -> Value | None:
        readers: Mapping[str, Callable[[Say, str], Value | None]] = {
            "money": cents_said,
            "credit": lambda say, said: _negative(cents_said(_unsigned(say), said)),
            "date": lambda say, said: day_said(say, said, self._near, ahead=key in AHEAD),
            "date_year": lambda say, said: day_said(say, said, self._near, ahead=key in AHEAD),
            "weekday": lambda say, said: day_said(say, said, self._near, ahead=True),
            "time": lambda say, said: next((time for time in _TIMES if say(time) == said), None),
            "number": lambda say, said: next((n for n in range(100) if say(n) == said), None),
        }
        read = readers.get(slot.kind)
        return kept(text) if read is None else read(slot.say, text)


_TIMES = tuple(f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in range(60))


def _negative(cents: int | None) -> int | None:
    return None if cents is None else -cents


_unsigned_of: dict[Say, Say] = {}


def _unsigned(say: Say) -> Say:
    """A credit is said as the amount without its sign; one function for each, so that its words are kept."""

    def unsigned(value: Value) -> str:
        return say(-int(value)) if value else ""

    return _unsigned_of.setdefault(say, unsigned)
