"""How one field of many plain bills is read at once: a column of their texts becomes what the ledger holds.

A field whose texts come again and again is looked up; one whose texts hardly ever do is looked at as a whole, and
mostly stays as it is.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from integration.billfile.forms import IDENTIFIER
from integration.billfile.kept import Kept
from integration.billfile.shape import IDENTIFIERS, MANDATORY, ROW_WORDS_MAX, WORDS

Column = Sequence[Any]  # of one field, a value for each bill


class Reader(Protocol):
    """What reads a column."""

    def read(self, texts: Sequence[str]) -> Column:
        """The value of each; the text of a field that a bill has not is empty. ValueError where one cannot be read."""


class Often:
    """A field whose texts come again and again."""

    def __init__(self, reading: Kept) -> None:
        self._reading = reading

    def read(self, texts: Sequence[str]) -> Column:
        """As the reading has each."""
        first = texts[0]
        if texts.count(first) == len(texts):  # as days, types and flags mostly are
            return (self._reading[first],) * len(texts)
        return [*map(self._reading.__getitem__, texts)]


class OwnAmounts:
    """An amount that hardly ever comes twice: mostly its digits are its cents."""

    def __init__(self, reading: Kept, plain: str) -> None:
        self._often = Often(reading)
        self._alike = re.compile(rf"(?:{plain}<)+", re.ASCII).fullmatch

    def read(self, texts: Sequence[str]) -> Column:
        """As the reading has each."""
        if self._alike(joined := "<".join((*texts, ""))):
            return [*map(int, joined.replace(".", "").split("<")[:-1])]
        return self._often.read(texts)


class OwnJson:
    """Words of the detail, as JSON."""

    def __init__(self, reading: Kept) -> None:
        self._often = Often(reading)

    def read(self, texts: Sequence[str]) -> Column:
        """As the reading has each."""
        quoted = '"' + '"<"'.join(texts) + '"'
        if max(map(len, texts)) <= ROW_WORDS_MAX and _are_plain_json(quoted, len(texts)):
            return quoted.split("<")
        return self._often.read(texts)


class OwnTexts:
    """A field whose texts hardly ever come twice: they are looked at together, and mostly stay as they are."""

    def __init__(self, name: str, read: Callable[[str], str]) -> None:
        most = (IDENTIFIERS | WORDS)[name]
        self._text = read
        self._characters_max = most
        self._is_mandatory = name in MANDATORY
        least = int(self._is_mandatory)
        names = re.compile(rf"(?:{IDENTIFIER}{{{least},{most}}}<)+").fullmatch
        self._alike = names if name in IDENTIFIERS else _are_plain

    def read(self, texts: Sequence[str]) -> Column:
        """As the field's reader gives each."""
        if self._is_mandatory and not all(texts):
            raise ValueError("a value: it is mandatory")
        if max(map(len, texts)) <= self._characters_max and self._alike("<".join(texts) + "<"):
            return texts
        return [self._text(text) if text else text for text in texts]


def _are_plain(joined: str) -> bool:
    """Whether words, each with a `<` behind it, which is in none of them, read as they are."""
    return (
        joined.isascii()
        and joined.isprintable()
        and not ("  " in joined or " <" in joined or "< " in joined or joined.startswith(" "))
    )


def _are_plain_json(quoted: str, count: int) -> bool:
    """The same of so many words in quotes, with a `<` between them: whether they are JSON that reads as they are."""
    return (
        quoted.isascii()
        and quoted.isprintable()
        and quoted.count('"') == 2 * count
        and not ("\\" in quoted or "  " in quoted or ' "' in quoted or '" ' in quoted)
    )
