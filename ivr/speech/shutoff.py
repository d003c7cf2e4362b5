"""A biller's own words for who fears a shut-off: [shutoff] in its file, said in place of two of the shared prompts.

[shutoff.before]
en = "Your service will not be interrupted if you pay {past_due:money} before {disconnect:date}."
[shutoff.after]
en = "Your service will not be interrupted on {disconnect:date}."
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from integration.billers import Biller
from ivr.speech.agree import compare
from ivr.speech.book import Book, read_prompt

SAID_AS = {"before": "read_balance.disconnect", "after": "receipt.in_time"}

Texts = Mapping[str, Mapping[str, object]]  # before | after -> language -> the biller's words


def shutoff_texts(billers: Iterable[Biller]) -> dict[str, tuple[Path, Texts]]:
    """Biller's number -> its file and its words, of those that have some."""
    told = {
        biller.bid: (
            biller.folder / f"{biller.bid}.toml",
            {"before": biller.shutoff.before, "after": biller.shutoff.after},
        )
        for biller in billers
    }
    return {bid: (path, texts) for bid, (path, texts) in told.items() if any(texts.values())}


def read_shutoff(path: Path, texts: Texts, shared: Sequence[Book]) -> list[Book]:
    """A book for each language, held against the shared prompts; the findings are by the file's own keys."""
    languages = dict.fromkeys(language for words in texts.values() for language in words)
    whole = {book.language: book for book in shared}
    return [_read(path, language, texts, whole.get(language)) for language in languages]


def _read(path: Path, language: str, texts: Texts, shared: Book | None) -> Book:
    book = Book(path, language, legible=True)
    if shared is None:
        book.finding("shutoff", repr(language), "a language that is spoken here")
        return book
    for word, key in SAID_AS.items():
        if language in texts.get(word, {}):
            read_prompt(book, key, texts[word][language])
            compare(book, shared, key)
    by_the_files_keys(book)
    return book


def by_the_files_keys(book: Book) -> None:
    """What is wrong with a book of these is told of `shutoff.before.en`, where the biller wrote it."""
    keys = {key: f"shutoff.{word}.{book.language}" for word, key in SAID_AS.items()}
    book.faults = [replace(fault, key=keys.get(fault.key, fault.key)) for fault in book.faults]
