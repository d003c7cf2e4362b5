"""The fluent form of a call, for tests in Python.

    line(account="0012345678  balance 142.50  zip 30236").hears("*For English, press 1.*").press("1").hears("*account*")

Facts are those of a `.call` file's header, by name; a list is a line each. Without `biller`, `clock` and `caller` they
are those of the golden call. `line(call)` drives any PhoneCall of any application: only `checks` needs a line of ours.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ivr.phone import Heard, PhoneCall
from ivr.replay import checks
from ivr.replay.errors import Unreadable
from ivr.replay.facts import Entry, read_facts
from ivr.replay.line_texts import presses, spoken
from ivr.replay.pattern import Pattern, filled, normal
from ivr.replay.stage import Stage, open_stage
from ivr.replay.words import HEADERS, nearest

WORDS = frozenset({"say", "prompt", "error"})
HERE = Path("line()")  # where mistakes in facts are told to stand
DEFAULTS = {"caller": "+17705550134", "biller": "1368", "clock": "2026-11-20 10:05 America/New_York"}


def ring(until: ExitStack, call: PhoneCall | None = None, **facts: str | list[str]) -> "Telephone":
    """A call that rings now; what stands behind it is closed with `until`. Unreadable names each fact that is wrong."""
    if call is not None and facts:
        raise TypeError(f"line(call) takes no facts, found {', '.join(facts)}: the call is placed already")
    if call is not None:
        return Telephone(call)
    unknown = [name for name in facts if name not in HEADERS]
    findings = [f"{HERE}: {name}: is no fact; {nearest(name, HEADERS)}" for name in unknown]
    told = [(name, text) for name, texts in (DEFAULTS | facts).items() for text in _each(texts)]
    entries = [Entry(name, text, number) for number, (name, text) in enumerate(told, start=1) if name in HEADERS]
    read = read_facts(HERE, entries, findings)
    if read is None or findings:
        raise Unreadable(findings)
    stage = until.enter_context(open_stage(read))
    return Telephone(stage.phone, stage)


def _each(texts: str | list[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else texts


@dataclass
class Telephone:
    """Each step is done at once, and gives the telephone back; AssertionError where it does not go as told.

    `kept` holds what `{name}` in a pattern kept. What is said before a key is passed over unless `hears` is asked.
    """

    phone: PhoneCall
    stage: Stage | None = None
    kept: dict[str, str] = field(default_factory=dict)

    def hears(self, *patterns: str) -> Self:
        """All that is said now, as the IVR lines of a `.call` file: `*` is any text, `{name}` keeps a word."""
        sentences = [normal(one.text) for one in self._listen() if one.kind in WORDS]
        pattern = Pattern(patterns, self.kept)
        found = pattern.match(" ".join(sentences))
        if found is None:
            stuck = pattern.stuck(" ".join(sentences)).strip()
            wanted = f"{stuck!r} was not heard there" if stuck else "more was heard than was expected"
            raise AssertionError("\n".join([wanted, "expected:", *patterns, "heard:", *(sentences or ["(nothing)"])]))
        self.kept |= found
        return self

    def _listen(self) -> list[Heard]:
        heard = self.phone.listen()
        if not heard and self.phone.awaits:  # an entry is not finished: a pause finishes it
            self.phone.silent()
            heard = self.phone.listen()
        if self.stage is not None:
            self.stage.heard += heard
        return heard

    def press(self, keys: str) -> Self:
        """Keys, or names of test numbers: `0012345678#`, `card:visa`, `cvv`."""
        for run in presses(filled(keys, self.kept)):
            self.phone.press(run)
        return self

    def says(self, text: str) -> Self:
        """Words, as in a SAY line: `yes`, `yes (confidence 0.2)`."""
        words, confidence = spoken(filled(text, self.kept))
        self.phone.say(words, confidence=confidence)
        return self

    def is_silent(self) -> Self:
        self.phone.silent()
        return self

    def waits(self, seconds: float) -> Self:
        self.phone.wait(seconds)
        return self

    def hangs_up(self) -> Self:
        self.phone.hang_up()
        return self

    def checks(self, *facts: str) -> Self:
        """Facts as after CHECK, such as `payment captured 42.50 card`."""
        if self.stage is None:
            raise TypeError("checks asks the books of a line of ours; this call is another application's")
        for fact in facts:
            wrong = checks.judge(self.stage, filled(fact, self.kept))
            if wrong:
                raise AssertionError(f"{fact}: {wrong}")
        return self

    def ends(self, result: str = "completed") -> Self:
        """How the call ended."""
        self.phone.listen()
        if self.phone.result != result:
            raise AssertionError(f"the call is {self.phone.result}, not {result}")
        return self
