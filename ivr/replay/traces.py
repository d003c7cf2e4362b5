"""Numbers that must have left no trace: whatever long number was keyed or said, and whatever looks like a card's."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from sqlalchemy import literal, select, union_all

from integration.ledger.tables import metadata
from ivr.replay.stage import Stage
from ivr.speech.heard.hearing import EARS

CARD_DIGITS = (13, 19)
NUMBER_DIGITS_MIN = 12  # runs of digits from this length on are looked for
_APART = re.compile(r"(?<=[0-9])[ ,-]+(?=[0-9])")
_LONG = re.compile(rf"(?<![0-9A-Za-z])[0-9]{{{CARD_DIGITS[0]},{CARD_DIGITS[1]}}}(?![0-9A-Za-z])")
_WITH_ROWS = union_all(
    *(
        select(literal(name)).where(select(literal(1)).select_from(table).exists())
        for name, table in metadata.tables.items()
    )
)  # most tables have none in one call
_WORD = re.compile(r"\w+")
_DIGIT_WORDS = [{word: str(digit) for digit, word in enumerate(ear.digits)} for ear in EARS.values()]


def traces_of_numbers(stage: Stage) -> list[str]:
    """Where such a number lies, in a sentence without the number; [] where there is none."""
    return [f"{place} holds {what}" for place, text in _places(stage) for what in _found(text, stage.numbers)]


def _places(stage: Stage) -> Iterator[tuple[str, str]]:
    """Every row of every table, every line of the log, and every sentence that was said."""
    with stage.box.site.database.read() as connection:
        for table in connection.scalars(_WITH_ROWS).all():
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):  # noqa: S608 - a name of ours
                yield f"table {table}", repr(tuple(row))
    for line in stage.logged:
        yield "the log", line
    for heard in stage.heard:
        yield "what was said", heard.text


def _found(text: str, numbers: set[str]) -> Iterator[str]:
    joined = f"{_APART.sub('', text)} {_in_digits(text) if numbers else ''}"
    if any(re.search(rf"(?<![0-9]){number}(?![0-9])", joined) for number in numbers):
        yield "a number that was keyed or said"
    if any(_is_card(found[0]) for found in _LONG.finditer(text)):
        yield "what looks like a card number"


def _in_digits(text: str) -> str:
    """The text once more for each language that has digits in it as words, these as digits: "four one one" is 411."""
    words = set(_WORD.findall(text.lower()))
    spoken = (digits for digits in _DIGIT_WORDS if not words.isdisjoint(digits))
    return " ".join(_APART.sub("", _WORD.sub(partial(_digit, digits), text)) for digits in spoken)


def _digit(digits: Mapping[str, str], word: re.Match[str]) -> str:
    return digits.get(word[0].lower(), word[0])


def _is_card(number: str) -> bool:
    """The check digit of ISO 7812 (Luhn)."""
    doubled = (int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(number)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0  # noqa: PLR2004 - two digits' sum
