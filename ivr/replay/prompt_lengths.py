"""How long every prompt takes in every language: the table of `docs/prompts.md`."""

from collections.abc import Iterator
from pathlib import Path

from ivr.replay.coverage_flow import EMERGENCIES
from ivr.replay.flow_prompts import HEARD_OUT_S_MAX, LIMIT_S, books_in, prompts_of, spoken_s, whispered
from ivr.script import SCRIPT
from ivr.speech.book import Book
from ivr.turns import Line

AGENT_ALONE = "whisper"  # what no caller hears
ANYWHERE = "anywhere"  # what is said where something broke


def lengths(folder: Path) -> Iterator[str]:
    """A Markdown table, line by line: turn, prompt, seconds in each language with the longest values, the limit."""
    books = books_in(folder)
    yield f"| turn | prompt | {' | '.join(book.language for book in books)} | at most |"
    yield "|---|---|" + "---|" * (len(books) + 1)
    for turn in SCRIPT.turns:
        for key, lines in prompts_of(turn).items():
            yield _row(turn.name, key, books, lines, LIMIT_S[type(turn)])
    for key, lines in whispered().items():
        yield _row(AGENT_ALONE, key, books, lines, HEARD_OUT_S_MAX)
    for key in sorted(EMERGENCIES):
        yield _row(ANYWHERE, key, books, [Line(key)], HEARD_OUT_S_MAX)


def _row(turn: str, key: str, books: list[Book], lines: list[Line], limit_s: float) -> str:
    found = (max((spoken_s(book, line) for line in lines), default=0.0) for book in books)
    return f"| `{turn}` | `{key}` | {' | '.join(f'{seconds:.1f} s' for seconds in found)} | {limit_s:g} s |"
