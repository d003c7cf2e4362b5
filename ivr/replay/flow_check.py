"""`ivr flow check`: what is wrong with a script and its prompts before anybody calls."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from lxml import etree

from integration.errors import Misconfigured
from integration.sandbox.box import LINE_URL
from ivr.replay.flow_examples import examples, reached_from
from ivr.replay.flow_loops import endless_round
from ivr.replay.flow_prompts import Asked, books_in, long_prompts, missing_prompts, prompts_of
from ivr.speech import Speech
from ivr.speech.book import Book
from ivr.turns import End, Script
from ivr.twiml import Renderer

FINDINGS_MAX = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """`rule` is unreachable, endless, prompt, silence, loop or long; `place` a turn, a prompt or a file."""

    rule: str
    place: str
    sentence: str

    def as_json(self) -> dict[str, str]:
        """One of `flow check --json`."""
        return asdict(self)


def check_flow(script: Script, folder: Path) -> list[Finding]:
    """All that is wrong; [] where nothing is. `folder` holds the prompts."""
    books = books_in(folder)
    asked = [(turn, key, lines) for turn in script.turns for key, lines in prompts_of(turn).items()]
    rules: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _unreachable(script),
        lambda: _endless(script),
        lambda: _prompts(asked, folder, books),
        lambda: _silence(script, folder, [book.language for book in books]),
        lambda: _loops(script),
        lambda: _long(asked, books),
    )
    return [finding for rule in rules for finding in rule()][:FINDINGS_MAX]


def _unreachable(script: Script) -> Iterator[Finding]:
    reached = reached_from(script, *(start.name for start in script.starts))
    for turn in script.turns:
        if turn.name not in reached:
            yield Finding("unreachable", turn.name, f"{turn.name}: no turn leads there from {script.start.name}")


def _endless(script: Script) -> Iterator[Finding]:
    ends = {turn.name for turn in script.turns if isinstance(turn, End)}
    for turn in script.turns:
        if not reached_from(script, turn.name) & ends:
            yield Finding("endless", turn.name, f"{turn.name}: leads to no End, however the call goes on")


def _prompts(asked: Asked, folder: Path, books: list[Book]) -> Iterator[Finding]:
    if not books:
        yield Finding("prompt", str(folder), f"{folder}: found no prompts, expected one TOML file a language")
    for book in books:
        yield from (Finding("prompt", str(book.path), sentence) for sentence in book.findings)
    told = {(sentence.partition(": found ")[0]) for book in books for sentence in book.findings}
    for turn, key, path in missing_prompts(asked, books):
        if f"{path}: {key}" not in told:
            yield Finding("prompt", key, f"{path}: {key}: found nothing, expected what turn {turn} says")


def _silence(script: Script, folder: Path, languages: list[str]) -> Iterator[Finding]:
    """Every document that listens is made as callers get it; without sound prompts none can be."""
    try:
        renderer = Renderer(script, Speech.load(folder, languages), LINE_URL)
    except Misconfigured:
        return  # told already, prompt by prompt
    for turn in script.turns:
        if turn.listens and not answers_silence(_document(renderer, script, turn.name)):
            yield Finding("silence", turn.name, f"{turn.name}: its <Gather> ends in nothing when nobody presses a key")


def _document(renderer: Renderer, script: Script, turn: str) -> bytes:
    """The first example's; b'' where a prompt is missing, which is told already."""
    try:
        return renderer.render(examples(script[turn])[0]).twiml
    except ValueError:
        return b""


def answers_silence(document: bytes) -> bool:
    """Whether every <Gather> reports silence or is followed by a verb that goes on (twilio.md 4)."""
    if not document:
        return True
    gathers = etree.fromstring(document).iter("Gather")
    return all(one.get("actionOnEmptyResult") == "true" or one.getnext() is not None for one in gathers)


def _loops(script: Script) -> Iterator[Finding]:
    try:
        found = endless_round(script)
    except (ValueError, KeyError) as wrong:
        yield Finding("loop", "script", f"the script cannot be driven by mishaps alone: {wrong}")
        return
    if found:
        yield Finding("loop", found[0], f"{' -> '.join(found)}: goes round for ever, nothing counts the rounds")


def _long(asked: Asked, books: list[Book]) -> Iterator[Finding]:
    for one in long_prompts(asked, books):
        yield Finding(
            "long",
            one.key,
            f"{one.language} {one.key}: takes {one.found_s:.1f} s in turn {one.turn}; {one.limit_s:g} s at most",
        )
