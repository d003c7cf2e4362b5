"""Plays a script on its stage: hears, answers, compares, and stops at the first difference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from integration.settings import SHIPPED_PROMPTS
from ivr.phone import PhoneError
from ivr.phone.cards import expand
from ivr.replay import checks
from ivr.replay.coverage import Covered, covered_by
from ivr.replay.coverage_prompts import Prompt, prompts_heard
from ivr.replay.line_texts import numbers_in, presses, seconds, spoken
from ivr.replay.pattern import Pattern, filled, normal
from ivr.replay.report import Mark, Played, Report
from ivr.replay.script_file import CallScript, ScriptLine
from ivr.replay.stage import Stage, open_stage
from ivr.replay.traces import NUMBER_DIGITS_MIN, traces_of_numbers

WORDLESS_S_MAX = 5.0  # nobody waits as long as this without hearing a word
WORDS = frozenset({"say", "prompt", "error"})
BANK_KEYS = "bank:"  # the names of test numbers that are as secret as a card's, and shorter


def play(
    script: CallScript, look: Callable[[Stage], None] = lambda _stage: None, prompts: Path = SHIPPED_PROMPTS
) -> Report:
    """Play one call. What the application does wrong is in the report; Unreadable where the facts make no world.

    `look` sees the stage as the call has left it; `prompts` is the folder of what callers hear.
    """
    begun = perf_counter()
    with open_stage(script.facts, prompts) as stage:
        playing = _Playing(script, stage)
        playing.run()
        covered, said = covered_by(stage), prompts_heard(stage)
        look(stage)
    return playing.report(covered, said, round((perf_counter() - begun) * 1000))


@dataclass
class _Playing:
    script: CallScript
    stage: Stage
    kept: dict[str, str] = field(default_factory=dict)
    played: list[Played] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)  # both sides of the first difference
    heard: list[str] = field(default_factory=list)
    silent_too_long: bool = False

    def run(self) -> None:
        """Every line up to the first difference, then what every script checks."""
        waiting: list[ScriptLine] = []
        for line in self.script.lines:
            if line.verb in ("IVR", "CHECK"):
                waiting.append(line)
                continue
            if line.verb == "BESIDE":  # nobody hears it
                self._act(line)
                continue
            if not self._hear(waiting, line) or not self._act(line):
                break
            waiting = []
        else:
            self._hear(waiting, None)
        self.stage.phone.hang_up()
        self._always()

    def report(self, covered: frozenset[Covered], prompts: frozenset[Prompt], ms: int) -> Report:
        """What came of it; lines that were not reached are marked so."""
        reached = {id(each.line) for each in self.played}
        left = [Played(line, Mark.UNREACHED) for line in self.script.lines if id(line) not in reached]
        return Report(
            path=self.script.path,
            title=self.script.title,
            played=(*self.played, *left),
            failures=tuple(self.failures),
            expected=tuple(self.expected),
            heard=tuple(self.heard),
            covered=covered,
            prompts=prompts,
            ms=ms,
        )

    # What is heard between two lines of keys

    def _hear(self, waiting: Sequence[ScriptLine], action: ScriptLine | None) -> bool:
        patterns = [line for line in waiting if line.verb == "IVR"]
        if not waiting and action is not None and action.verb == "HANGUP":
            return True  # whoever hangs up hears no more
        sentences = self._listen(patterns)
        if not self._matches(patterns, sentences, action):
            return False
        for line in waiting:
            if line.verb == "CHECK":
                self._check(line)
        return True

    def _listen(self, patterns: Sequence[ScriptLine]) -> list[str]:
        phone = self.stage.phone
        was_over = phone.ended
        heard = phone.listen()
        if patterns and not heard and phone.awaits:  # an entry is not finished: a pause finishes it
            phone.silent()
            heard = phone.listen()
        self.stage.heard += heard
        self._watch_silence(patterns[-1] if patterns else None)
        words = [normal(each.text) for each in heard if each.kind in WORDS]
        if patterns and was_over and not words:
            self.failures.append(f"{_place(patterns[0])}: the call had ended, nothing more was said")
        return words

    def _matches(self, patterns: Sequence[ScriptLine], sentences: list[str], action: ScriptLine | None) -> bool:
        pattern = Pattern([line.text for line in patterns], self.kept)
        found = pattern.match(" ".join(sentences))
        mark = Mark.FAILED if found is None else Mark.PASSED
        self.played += [Played(line, mark) for line in patterns]
        if found is None:
            self.expected = [line.text for line in patterns]
            self.heard = sentences
            self.failures.append(_difference(patterns, action, pattern.stuck(" ".join(sentences)), self.script))
            return False
        self.kept |= found
        return True

    def _check(self, line: ScriptLine) -> None:
        try:
            wrong = checks.judge(self.stage, filled(line.text, self.kept))
        except ValueError as trouble:
            wrong = str(trouble)
        self.played.append(Played(line, Mark.FAILED if wrong else Mark.PASSED, wrong))
        if wrong:
            self.failures.append(f"{_place(line)}: CHECK {line.text}: {wrong}")

    # What the caller does

    def _act(self, line: ScriptLine) -> bool:
        try:
            wrong = self._do(line)
        except (PhoneError, ValueError) as trouble:
            wrong = str(trouble)
        self._watch_silence(line)
        self.played.append(Played(line, Mark.FAILED if wrong else Mark.PASSED, wrong))
        if wrong:
            self.failures.append(f"{_place(line)}: {line.shown()}: {wrong}")
        return not wrong

    def _do(self, line: ScriptLine) -> str:
        phone = self.stage.phone
        match line.verb:
            case "KEY":
                self._press(line)
            case "SAY":
                self._say(line)
            case "QUIET":
                phone.silent()
            case "STAR":
                phone.press_star()
            case "WAIT":
                phone.wait(seconds(line.text))
            case "BESIDE":
                self.stage.another_pays(line.text)
            case "HANGUP":
                if phone.ended:
                    return f"the call had ended already ({phone.result})"
                phone.hang_up()
                self.stage.heard += phone.listen()  # cut short by the caller himself: nothing to compare
            case _:
                return "" if phone.result == line.text else f"the call is {phone.result}{_waiting(phone.awaits)}"
        return ""

    def _press(self, line: ScriptLine) -> None:
        for keys in presses(filled(line.text, self.kept)):
            digits = "".join(key for key in expand(keys) if key.isdigit())
            if len(digits) >= NUMBER_DIGITS_MIN or keys.startswith(BANK_KEYS):
                self.stage.numbers.add(digits)
            self.stage.phone.press(keys)

    def _say(self, line: ScriptLine) -> None:
        words, confidence = spoken(filled(line.text, self.kept))
        self.stage.numbers |= {digits for digits in numbers_in(words) if len(digits) >= NUMBER_DIGITS_MIN}
        self.stage.phone.say(words, confidence=confidence)

    # What every script checks

    def _watch_silence(self, line: ScriptLine | None) -> None:
        longest = self.stage.phone.gaps.any_s
        if longest < WORDLESS_S_MAX or self.silent_too_long:
            return
        self.silent_too_long = True
        where = _place(line) if line else str(self.script.path)
        self.failures.append(f"{where}: {longest:g} seconds without a word; expected less than {WORDLESS_S_MAX:g}")

    def _always(self) -> None:
        self.stage.heard += self.stage.phone.listen()
        self.failures += [f"a document that is not valid: {found.text}" for found in self.stage.phone.findings]
        self.failures += self.stage.troubles
        self.failures += [f"{fact} of the facts befell nothing in this call" for fact in self.stage.unused()]
        self.failures += traces_of_numbers(self.stage)


def _place(line: ScriptLine) -> str:
    return f"{line.path.name}:{line.number}"


def _waiting(verb: str) -> str:
    return f", waiting at {verb}" if verb else ""


def _difference(patterns: Sequence[ScriptLine], action: ScriptLine | None, stuck: str, script: CallScript) -> str:
    line = patterns[0] if patterns else action
    where = _place(line) if line else f"{script.path.name}, at its end"
    if not patterns:
        return f"{where}: words were heard that no IVR line expects"
    return (
        f"{where}: {stuck.strip()!r} was not heard there"
        if stuck
        else f"{where}: more was heard than the IVR lines tell"
    )
