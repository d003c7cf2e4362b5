"""What a caller said, as SAY lines: of his words the transcript keeps only the keys that they were taken for.

Digits and amounts in figures are the same in every language; only "a person", "again", "back" and a spoken yes need its
words.
"""

from collections.abc import Iterator

from integration.money import Money
from ivr.replay.export_recorded import Recorded, Step
from ivr.replay.export_words import kept_book
from ivr.speech.book import Book
from ivr.speech.heard.hearing import COMMON, COMMON_DIGITS
from ivr.turns import BACK, Ask, Menu, Turn

MUMBLE = "SAY    hm hm"  # means nothing in any turn


def said_lines(call: Recorded, step: Step, turn: Turn, keys: str) -> Iterator[str]:
    """Each line that may be taken for these keys here, one for each language where its words are needed.

    `step` is what was said before: its language comes first.
    """
    digits = keys.rstrip("#")
    if isinstance(turn, Menu) and turn.only_said and digits in turn.keys:
        yield from (f"SAY    {book.heard[turn.name][digits][0]}" for book in _books(call, step))
    elif digits == BACK or (isinstance(turn, Ask) and digits in COMMON_DIGITS):
        yield from (f"SAY    {book.heard[COMMON][digits][0]}" for book in _books(call, step))
    elif isinstance(turn, Ask) and turn.means == "amount":
        yield f"SAY    ${Money(int(digits)).plain()}"
    elif digits:
        yield f"SAY    {digits}"


def _books(call: Recorded, step: Step) -> list[Book]:
    books = [kept_book(call.prompts, language) for language in call.biller.languages]
    return sorted(books, key=lambda book: not any(book.templates[one.key] == one.template for one in step.sentences))
