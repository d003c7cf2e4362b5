"""A script brought up to what is heard now: lines that still fit stay as they are, the others become what was said."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from integration.settings import prompts_of_environment
from ivr.replay.pattern import Pattern
from ivr.replay.player import play
from ivr.replay.report import Mark, Report
from ivr.replay.script_file import CallScript, ScriptLine, read_script

SEGMENTS_MAX = 100
HEARD = "IVR    "
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Updated:
    """The file as it would be; `left` are sentences about what only a person can mend."""

    path: Path
    before: str
    after: str
    left: tuple[str, ...]

    @property
    def changed(self) -> bool:
        return self.before != self.after

    def diff(self) -> str:
        """Line by line, as `diff -u` shows it."""
        old, new = self.before.splitlines(), self.after.splitlines()
        return "\n".join(unified_diff(old, new, str(self.path), f"{self.path} as heard now", lineterm=""))


class Way(NamedTuple):
    """Lines for a rest of what was heard, and what they are worth: two for each sentence that an old line holds."""

    worth: int
    lines: list[ScriptLine | str]


def updated(path: Path) -> Updated:
    """What `path` would be; nothing is written. Each step is played from a copy that has the same parts beside it."""
    with TemporaryDirectory(prefix="ivr-update-") as name:
        folder = Path(name) / "calls"
        folder.mkdir()
        (folder / "parts").symlink_to(path.absolute().parent / "parts")
        (folder.parent / "parts").symlink_to(path.absolute().parent.parent / "parts")
        return _updated(path, folder / path.name)


def _updated(path: Path, trial: Path) -> Updated:
    before = path.read_text(encoding="utf-8-sig")
    text = before
    for _ in range(SEGMENTS_MAX):
        trial.write_text(text, encoding="utf-8")
        script = read_script(trial)
        report = play(script, prompts=prompts_of_environment())
        if report.passed:
            return Updated(path, before, text, ())
        stretch = _stretch(script, report)
        wrong = _not_ours(stretch, report, script)
        if wrong:
            return Updated(path, before, text, tuple(wrong))
        text = _mended(text, stretch, report.heard)
    return Updated(path, before, text, (f"{path.name}: more than {SEGMENTS_MAX} places differ",))


def _stretch(script: CallScript, report: Report) -> list[ScriptLine]:
    """The IVR lines at the first difference; where words came that no line expects, the line they come before."""
    failed = [each.line for each in report.played if each.mark is Mark.FAILED and each.line.verb == "IVR"]
    if failed or not report.heard:
        return failed
    reached = {id(each.line) for each in report.played if each.mark is not Mark.UNREACHED}
    return [line for line in script.lines if id(line) not in reached and line.verb != "CHECK"][:1]


def _not_ours(stretch: Sequence[ScriptLine], report: Report, script: CallScript) -> list[str]:
    """Why this difference cannot be mended by writing down what is heard."""
    if not stretch or not report.heard:
        return list(report.failures)
    if any(line.path != script.path for line in stretch):
        where = ", ".join(dict.fromkeys(line.path.name for line in stretch if line.path != script.path))
        return [f"the difference is in the part {where}, which other calls use too: mend it by hand", *report.failures]
    names = {name for line in stretch for name in _NAME.findall(line.text)}
    later = [line for line in script.lines if line.path == script.path and line.number > stretch[-1].number]
    needed = sorted(name for name in names if any(f"{{{name}}}" in line.text for line in later))
    aligned = (each for each in _aligned(stretch, report.heard) if isinstance(each, ScriptLine))
    kept = {name for line in aligned for name in _NAME.findall(line.text)}
    return [
        f"{script.path.name}:{stretch[0].number}: {{{name}}} is kept here and used later: mend this line by hand"
        for name in needed
        if name not in kept
    ]


def _mended(text: str, stretch: Sequence[ScriptLine], heard: Sequence[str]) -> str:
    """The file with other lines in place of the stretch; comments and checks between them stay, after them."""
    lines = text.splitlines()
    new = [
        lines[each.number - 1] if isinstance(each, ScriptLine) else HEARD + each for each in _aligned(stretch, heard)
    ]
    first = stretch[0].number - 1
    gone = {line.number - 1 for line in stretch if line.verb == "IVR"}
    rest = [line for place, line in enumerate(lines[first:], start=first) if place not in gone]
    return "\n".join([*lines[:first], *new, *rest]) + "\n"


def _aligned(stretch: Sequence[ScriptLine], heard: Sequence[str]) -> list[ScriptLine | str]:
    """The old lines that still fit, in their order, and between them the sentences that none of them fits.

    For each rest of both sides, worked out from the end, it is the way that lets old lines hold the most sentences.
    """
    old = [line for line in stretch if line.verb == "IVR"]
    best: dict[tuple[int, int], Way] = {}
    for place in range(len(old), -1, -1):
        for since in range(len(heard), -1, -1):
            best[place, since] = max(_ways(best, old, heard, place, since), key=lambda way: way.worth)
    return best[0, 0].lines


def _ways(
    best: Mapping[tuple[int, int], Way], old: Sequence[ScriptLine], heard: Sequence[str], place: int, since: int
) -> Iterator[Way]:
    """Keep this line for the next sentences, drop it, or write the next sentence down."""
    if place == len(old) and since == len(heard):
        yield Way(0, [])
    if place < len(old):
        pattern = Pattern([old[place].text], {})
        for until in range(since, len(heard) + 1):
            if pattern.match(" ".join(heard[since:until])) is not None:
                after = best[place + 1, until]
                yield Way(after.worth + 2 * (until - since) + 1, [old[place], *after.lines])
        yield best[place + 1, since]
    if since < len(heard):
        after = best[place, since + 1]
        yield Way(after.worth, [heard[since], *after.lines])
