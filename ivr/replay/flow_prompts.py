"""What the script's turns say, looked at prompt by prompt: there in every language, and not too long."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.pay_prompts import keys_inside
from ivr.replay.coverage_prompts import languages_in
from ivr.replay.flow_examples import lines_of, whispers
from ivr.scenes.people.known import whisper
from ivr.speech.agree import agree
from ivr.speech.book import Book, read_book
from ivr.turns import Ask, Do, End, Line, Menu, Pay, Record, Transfer, Turn

Asked = Sequence[tuple[Turn, str, list[Line]]]  # a turn, a key, the lines with which it is asked for
WORDS_PER_S = 2.5
# The longest prompt of each kind of turn. Where no key can cut it short, a caller waits 12 s at most. Inside a Gather a
# key works at once, so more may be said to those who want to hear it.
HEARD_OUT_S_MAX = 12.0
CUT_SHORT_S_MAX = 20.0
LIMIT_S: Mapping[type[Turn], float] = {
    Menu: CUT_SHORT_S_MAX,
    Ask: CUT_SHORT_S_MAX,
    Transfer: HEARD_OUT_S_MAX,
    Do: HEARD_OUT_S_MAX,
    Pay: HEARD_OUT_S_MAX,
    Record: HEARD_OUT_S_MAX,
    End: HEARD_OUT_S_MAX,
}


@dataclass(frozen=True, slots=True)
class Long:
    """A prompt that takes longer than its turn allows, in seconds."""

    turn: str
    key: str
    language: str
    found_s: float
    limit_s: float


def books_in(folder: Path) -> list[Book]:
    """Every language of a folder, compared with the others; what is wrong is in their findings."""
    books = [read_book(folder, language) for language in languages_in(folder)]
    agree(books)
    return books


def prompts_of(turn: Turn) -> dict[str, list[Line]]:
    """Key -> every line with which the turn asks for it; those inside <Pay> too."""
    asked: dict[str, list[Line]] = {}
    inside = [Line(key) for key in keys_inside(turn.way)] if isinstance(turn, Pay) else []
    for line in (*lines_of(turn), *inside):
        asked.setdefault(line.key, []).append(line)
    return asked


def whispered() -> dict[str, list[Line]]:
    """Key -> every line with which it is whispered to an agent, whatever turn was left, in whatever language."""
    asked: dict[str, list[Line]] = {}
    for call in whispers():
        for line in whisper(call):
            asked.setdefault(line.key, []).append(line)
    return asked


def missing_prompts(asked: Asked, books: list[Book]) -> Iterator[tuple[str, str, Path]]:
    """Turn, key, and the file that lacks it."""
    for turn, key, _ in asked:
        yield from ((turn.name, key, book.path) for book in books if book.legible and key not in book.keys)


def long_prompts(asked: Asked, books: list[Book]) -> Iterator[Long]:
    """The prompts that are too long with the values of the examples, each with its longest form."""
    for turn, key, lines in asked:
        limit_s = LIMIT_S[type(turn)]
        for book in books:
            found_s = max((spoken_s(book, line) for line in lines), default=0.0)
            if found_s > limit_s:
                yield Long(turn.name, key, book.language, found_s, limit_s)


def spoken_s(book: Book, line: Line) -> float:
    """How long a line takes in this language; 0 where it has no sound prompt, or values that no real call brings."""
    template = book.templates.get(line.key)
    if template is None:
        return 0.0
    try:
        return len(template.words(line.values).split()) / WORDS_PER_S
    except ValueError:  # such as a credit in a turn that only debtors come to
        return 0.0
