"""A biller's own lines: some prompts said otherwise to the callers of one biller.

They lie beside its file, as its WSDL does, in a folder with its number; every other prompt is the shared one, and so
are the words of every other key of a menu:

    billers/1368.toml
    billers/1368-prompts/fr.toml        [goodbye]
                                        say = "Merci d'avoir appelé {biller}. Bonne journée."
                                        [receipt.heard]
                                        1 = ["terminé", "bonne journée"]
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from integration.billers import Biller
from ivr.speech.agree import compare
from ivr.speech.book import REMINDERS, Book, lay_reminders, read_lines
from ivr.speech.heard.vocabulary import HEARD, Vocabulary, vocabulary_faults

SUFFIX = "-prompts"


def own_folder(billers: Path, bid: str) -> Path:
    """Where the lines of one biller are looked for."""
    return billers / f"{bid}{SUFFIX}"


def own_folders(billers: Iterable[Biller]) -> dict[str, Path]:
    """Biller's number -> folder, of those that have lines of their own."""
    places = {biller.bid: own_folder(biller.folder, biller.bid) for biller in billers}
    return {bid: place for bid, place in places.items() if place.is_dir()}


def read_own(folder: Path, shared: Sequence[Book]) -> list[Book]:
    """Every file of the folder, held against the shared prompts; what is wrong is in its findings."""
    whole = {book.language: book for book in shared}
    books = [_read(path, whole) for path in sorted(folder.glob("*.toml"))]
    only_reminders = {path.stem for path in folder.glob(f"{REMINDERS}/*.toml")} - {book.language for book in books}
    books += [Book(whole[language].path, language) for language in sorted(only_reminders & whole.keys())]
    for book in books:
        lay_reminders(book, folder)
    return books


def _read(path: Path, whole: dict[str, Book]) -> Book:
    book = read_lines(path.parent, path.stem)
    if not book.legible:
        return book
    if path.stem not in whole:
        book.finding("language", repr(path.stem), f"one that is spoken here: {', '.join(whole)}")
    elif whole[path.stem].legible:
        _held_against(book, whole[path.stem])
    return book


def _held_against(book: Book, shared: Book) -> None:
    """Only lines that are there to be replaced, with the variables that are there to be said."""
    for key in sorted(book.keys):
        if key in shared.keys:
            compare(book, shared, key)
        else:
            book.finding(key, "a prompt that is not shared", f"one of {shared.path}")
    for turn, words in book.heard.items():
        _heard_against(book, turn, words, shared)


def _heard_against(book: Book, turn: str, words: Vocabulary, shared: Book) -> None:
    """Only keys that are there, and no words that one of the other keys has."""
    others = {key: phrases for key, phrases in shared.heard.get(turn, {}).items() if key not in words}
    for key in sorted(words.keys() - shared.heard.get(turn, {}).keys()):
        book.finding(f"{turn}.{HEARD}.{key}", "a key that has no shared words", f"one of {shared.path}")
    for key, found, expected in vocabulary_faults({key: list(each) for key, each in (others | dict(words)).items()}):
        book.finding(f"{turn}.{HEARD}.{key}", found, expected)
