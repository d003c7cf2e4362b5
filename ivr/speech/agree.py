"""Every language has the same prompts, with the same variables of the same kinds, and words for the same keys."""

from collections.abc import Iterator, Sequence

from ivr.speech.book import Book
from ivr.speech.template import Template


def agree(books: Sequence[Book]) -> None:
    """Note in each book what it lacks that another has; a file that could not be read is left out."""
    legible = [book for book in books if book.legible]
    for key in sorted({key for book in legible for key in book.keys}):
        first = next(book for book in legible if key in book.keys)
        for book in legible:
            compare(book, first, key)
    for key in sorted({key for book in legible for key in book.said}):
        first = next(book for book in legible if key in book.said)
        for book in legible:
            if key not in book.said:
                book.finding(key, "nothing", f"phrases for this key, as {first.path.name} has them")


def compare(book: Book, first: Book, key: str) -> None:
    """Note what the prompt lacks, or has other than the first book."""
    if key not in book.keys:
        book.finding(key, "nothing", f"this prompt, as {first.path.name} has it")
    elif key in book.templates and key in first.templates:
        for found, expected in _differences(book.templates[key], first.templates[key]):
            book.finding(key, found, f"{expected} as in {first.path.name}")


def _differences(here: Template, there: Template) -> Iterator[tuple[str, str]]:
    """Variables that are not in both with one kind, as (found, expected)."""
    for name in sorted(here.variables.keys() | there.variables.keys()):
        found, expected = _spelled(here, name), _spelled(there, name)
        if found != expected:
            yield found, expected


def _spelled(template: Template, name: str) -> str:
    kind = template.variables.get(name)
    return f"{{{name}:{kind}}}" if kind else f"no {{{name}}}"
