"""What a caller said, as SAY lines: of his words the transcript keeps only the keys that they were taken for.

Digits and amounts in figures are the same in every language; only "a person", "again" and "back" need its words.
"""

from collections.abc import Iterator

from integration.money import Money
from ivr.replay.export_recorded import Recorded
from ivr.speech.book import read_book
from ivr.speech.heard.hearing import COMMON, COMMON_DIGITS
from ivr.turns import BACK, Ask, Turn

MUMBLE = "SAY    hm hm"  # means nothing in any turn


def said_lines(call: Recorded, turn: Turn, keys: str) -> Iterator[str]:
    """Each line that may be taken for these keys here, one for each language where its words are needed."""
    digits = keys.rstrip("#")
    if digits == BACK or (isinstance(turn, Ask) and digits in COMMON_DIGITS):
        books = [read_book(call.prompts, language) for language in call.biller.languages]
        yield from (f"SAY    {book.heard[COMMON][digits][0]}" for book in books)
    elif isinstance(turn, Ask) and turn.means == "amount":
        yield f"SAY    ${Money(int(digits)).plain()}"
    elif digits:
        yield f"SAY    {digits}"
