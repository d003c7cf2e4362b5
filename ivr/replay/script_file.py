"""Reads `.call` files: facts first, then what is heard and done, line by line. All mistakes are told at once.

`#` begins a comment only where a line begins: `0123#` is what a caller keys.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ivr.replay.errors import Unreadable
from ivr.replay.facts import Entry, Facts, read_facts
from ivr.replay.line_texts import check_text
from ivr.replay.words import HEADERS, VERBS, nearest

SCRIPT_BYTES_MAX = 256 * 1024
PARTS_DEEP_MAX = 8
SHIPPED_PARTS = Path(__file__).parent / "parts"
_FIRST_WORD = re.compile(r"(?P<word>[^\s:]+)(?P<colon>\s*:)?\s*(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line of talk, and where it stands (in a part, that part's file)."""

    verb: str
    text: str
    path: Path
    number: int

    def shown(self) -> str:
        return f"{self.verb:<6} {self.text}".rstrip()


@dataclass(frozen=True)
class CallScript:
    """A whole call: `title` is the file's first comment; parts are laid in where they are used."""

    path: Path
    title: str
    facts: Facts
    lines: tuple[ScriptLine, ...]


@dataclass
class Draft:
    """A file as far as it was read."""

    title: str = ""
    entries: list[Entry] = field(default_factory=list)
    lines: list[ScriptLine] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def read_script(path: Path) -> CallScript:
    """Read a call with all its parts. Unreadable names every mistake by file and line."""
    draft = _read(path)
    facts = read_facts(path, draft.entries, draft.findings)
    lines = tuple(_with_parts(draft.lines, draft.findings, (path,)))
    if facts is None or draft.findings:
        raise Unreadable(sorted(draft.findings, key=_place_in))
    return CallScript(path, draft.title, facts, lines)


def _place_in(finding: str) -> int:
    """The line that a finding names; those of the whole file come first."""
    found = re.match(r".*?:([0-9]+): ", finding)
    return int(found[1]) if found else 0


def _read(path: Path) -> Draft:
    draft = Draft()
    for number, line in enumerate(_text_of(path, draft).splitlines(), start=1):
        line = line.strip()  # noqa: PLW2901 - the margins are nobody's
        if line.startswith("#"):
            draft.title = draft.title or line.lstrip("# ")
        elif line:
            _read_line(draft, path, number, line)
    return draft


def _text_of(path: Path, draft: Draft) -> str:
    try:
        content = path.read_bytes()[: SCRIPT_BYTES_MAX + 1]
        if len(content) <= SCRIPT_BYTES_MAX:
            return content.decode("utf-8-sig")
        draft.findings.append(f"{path}: a script is at most {SCRIPT_BYTES_MAX} bytes long")
    except OSError as trouble:
        draft.findings.append(f"{path}: {trouble.strerror}")
    except UnicodeDecodeError as trouble:
        draft.findings.append(f"{path}: a byte that is not UTF-8 at {trouble.start}")
    return ""


def _read_line(draft: Draft, path: Path, number: int, line: str) -> None:
    found = _FIRST_WORD.match(line)
    word, rest = (found["word"], found["rest"].strip()) if found else ("", line)
    if word.upper() in VERBS:
        draft.lines.append(ScriptLine(word.upper(), rest, path, number))
        wrong = check_text(word.upper(), rest)
        draft.findings.extend([f"{path}:{number}: {wrong}"] if wrong else [])
    elif word.lower() in HEADERS and found and found["colon"]:
        draft.entries.append(Entry(word.lower(), rest, number))
        if draft.lines:
            draft.findings.append(f"{path}:{number}: {word}: facts stand before the first line of talk")
    else:
        colon = bool(found and found["colon"])
        meant = nearest(word, [f"{name}:" for name in HEADERS] if colon else [*VERBS, *(f"{n}:" for n in HEADERS)])
        draft.findings.append(f"{path}:{number}: {word}{':' if colon else ''} begins no line; {meant}")


def _with_parts(lines: list[ScriptLine], findings: list[str], above: tuple[Path, ...]) -> Iterator[ScriptLine]:
    for line in lines:
        if line.verb != "USE":
            yield line
            continue
        part = _part(line, above)
        if isinstance(part, str):
            findings.append(f"{line.path}:{line.number}: {part}")
            continue
        draft = _read(part)
        findings.extend(draft.findings)
        findings.extend(f"{part}:{entry.number}: {entry.name}: a part has no facts" for entry in draft.entries)
        yield from _with_parts(draft.lines, findings, (*above, part))


def _part(line: ScriptLine, above: tuple[Path, ...]) -> Path | str:
    """The part's file: beside the script, in the folder above it, or shipped; a sentence where there is none."""
    beside = above[0].parent
    shelves = (beside / "parts", beside.parent / "parts", SHIPPED_PARTS)
    name = line.text.removesuffix(".call")
    found = next((path for shelf in shelves if (path := shelf / f"{name}.call").is_file()), None)
    if found is None:
        there = sorted({path.stem for shelf in shelves for path in shelf.glob("*.call")})
        return f"there is no part {name!r}; {nearest(name, there)}"
    if found in above or len(above) > PARTS_DEEP_MAX:
        return f"part {name!r} uses itself"
    return found
