"""`ivr prompts check`: every mistake that a writer can make in a folder of prompts, each with its place.

The script is the judge of what must be said and with which values; between the languages, each is held against the
others; a biller's own lines are held against the shared ones.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ivr.reminders.words import check_reminders
from ivr.reminders.written import check_written
from ivr.replay.coverage_flow import EMERGENCIES
from ivr.replay.flow_prompts import HEARD_OUT_S_MAX, Asked, long_prompts, prompts_of, spoken_s, whispered
from ivr.replay.text_check import check_texts
from ivr.replay.words import nearest
from ivr.script import SCRIPT
from ivr.speech.agree import agree
from ivr.speech.book import Book, read_book
from ivr.speech.fault import Fault
from ivr.speech.heard.hearing import COMMON
from ivr.speech.heard.vocabulary import HEARD
from ivr.speech.kinds import KINDS
from ivr.speech.own import SUFFIX, read_own
from ivr.speech.shutoff import SAID_AS, Texts, by_the_files_keys, read_shutoff
from ivr.speech.template import Slot
from ivr.turns import AGAIN, AGENT, BACK, LANGUAGE, PACE, Line, Menu

Lines = Mapping[str, Sequence[Line]]  # key -> every line that asks for it


def check_prompts(folder: Path, billers: Path | None = None) -> list[Fault]:
    """All that is wrong, file by file; [] where nothing is. `billers` is the folder with the billers' files."""
    books = [read_book(folder, path.stem) for path in sorted(folder.glob("*.toml"))]
    if not books:
        return [Fault(folder, None, "file", "no prompts", "one TOML file a language, like en.toml")]
    asked = [(turn, key, lines) for turn in SCRIPT.turns for key, lines in prompts_of(turn).items()]
    faults = [fault for book in books for fault in (*book.faults, *_judged(book, asked), *_judged_words(book, books))]
    faults += _disagreements(books, {fault.key for fault in faults})
    faults += _own(billers, books, asked)
    faults += check_texts(folder)
    faults += check_reminders(folder, billers)
    faults += check_written(folder, billers)
    return sorted(set(faults), key=lambda one: (one.path, one.line or 0, one.key, one.found))


def _judged(book: Book, asked: Asked) -> list[Fault]:
    """What the script finds wrong with one language."""
    noted = Book(book.path, book.language, places=book.places)
    if book.legible:
        lines = _lines(asked)
        for key in sorted(lines.keys() - book.keys):
            noted.finding(key, "nothing", "this prompt, which callers must hear")
        for key in sorted(book.keys - lines.keys()):
            noted.finding(key, "a prompt that no turn says", f"no such prompt; {nearest(key, lines)}")
        for key in sorted(book.templates.keys() & lines.keys()):
            for slot in book.templates[key].slots:
                _judge_variable(noted, key, slot, lines[key])
        _judge_length(noted, book, asked)
    return noted.faults


def _judged_words(book: Book, books: Sequence[Book]) -> list[Fault]:
    """Every key of a menu has its words, and no words are for nothing."""
    noted = Book(book.path, book.language, places=book.places)
    if book.legible:
        for key in sorted(_keys_said(other.language for other in books if other.legible) - book.said):
            noted.finding(key, "nothing", "what callers say for this key")
        for key in sorted(book.said - _keys_said(KINDS)):
            noted.finding(key, "words for a key that no turn takes", "no such key")
    return noted.faults


def _keys_said(languages: Iterable[str]) -> set[str]:
    """Like `receipt.heard.1`, of every menu; at the start of a call languages are named."""
    menus = {turn.name: set(turn.keys) for turn in SCRIPT.turns if isinstance(turn, Menu)}
    said = {**menus, COMMON: {AGENT, AGAIN, BACK, LANGUAGE, PACE}, SCRIPT.start.name: set(languages)}
    return {f"{turn}.{HEARD}.{key}" for turn, keys in said.items() for key in keys}


def _lines(asked: Asked) -> Lines:
    """What the turns say, and what is said where something broke."""
    lines: dict[str, list[Line]] = {key: [Line(key)] for key in EMERGENCIES}
    lines |= whispered()
    for _, key, more in asked:
        lines.setdefault(key, []).extend(more)
    return lines


def _judge_variable(noted: Book, key: str, slot: Slot, lines: Sequence[Line]) -> None:
    """A variable must have a value in some line that asks for the prompt, and a kind that can say it."""
    names = {name for line in lines for name in line.values}
    values = [line.values[slot.name] for line in lines if slot.name in line.values]
    if not values:
        known = f"one of {', '.join(f'{{{name}}}' for name in sorted(names))}" if names else "no variable"
        noted.finding(key, f"the unknown variable {{{slot.name}:{slot.kind}}}", known)
    elif not any(_sayable(slot, value) for value in values):
        noted.finding(key, f"{{{slot.name}:{slot.kind}}}", f"a kind for values like {values[0]!r}")


def _sayable(slot: Slot, value: str | int) -> bool:
    try:
        slot.say(value)
    except ValueError:
        return False
    return True


def _judge_length(noted: Book, book: Book, asked: Asked) -> None:
    for one in long_prompts(asked, [book]):
        noted.finding(one.key, f"{one.found_s:.1f} seconds in turn {one.turn}", f"{one.limit_s:g} at most")
    for key, lines in sorted(({key: [Line(key)] for key in EMERGENCIES} | whispered()).items()):
        seconds = max(spoken_s(book, line) for line in lines)
        if seconds > HEARD_OUT_S_MAX:
            noted.finding(key, f"{seconds:.1f} seconds", f"{HEARD_OUT_S_MAX:g} at most")


def _disagreements(books: list[Book], told: set[str]) -> Iterator[Fault]:
    """Where the languages differ, in prompts that have no mistake told already."""
    before = {id(book): len(book.faults) for book in books}
    agree(books)
    for book in books:
        yield from (fault for fault in book.faults[before[id(book)] :] if fault.key not in told)


def _own(billers: Path | None, books: list[Book], asked: Asked) -> Iterator[Fault]:
    """Each biller's own lines."""
    for folder in sorted(billers.glob(f"*{SUFFIX}")) if billers else ():
        for book in read_own(folder, books):
            _judge_length(book, book, asked)
            yield from book.faults
    for path in sorted(billers.glob("*.toml")) if billers else ():
        for book in read_shutoff(path, _texts_in(path), books):
            _judge_length(book, book, asked)
            by_the_files_keys(book)
            yield from book.faults


def _texts_in(path: Path) -> Texts:
    """The [shutoff] texts of a biller's file; what else is wrong with the file `ivr biller check` tells."""
    try:
        told = tomllib.loads(path.read_text("utf-8-sig")).get("shutoff", {})
    except (OSError, ValueError):
        return {}
    return {word: texts for word, texts in told.items() if word in SAID_AS and isinstance(texts, dict)}
