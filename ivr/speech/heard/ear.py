"""What a language is listened to with; the languages themselves are `english.py`, `spanish.py` and `french.py`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """The words of one language, in small letters and without accents, as `plain.words_of` gives them."""

    code: str  # the language's name in text2num
    digits: tuple[str, ...]  # the words for 0 to 9, in their order, as text2num spells them
    spellings: Mapping[str, str]  # what a recogniser writes, and callers say, for a word that text2num knows
    times: Mapping[str, int]  # "double" -> 2
    multipliers: frozenset[str]  # never read after digits: "2 thousand" is no 21000
    dollars: frozenset[str]
    cents: frozenset[str]
    joins: frozenset[str]  # between dollars and cents
    months: tuple[str, ...]  # from January to December
    around_days: frozenset[str]  # mean nothing beside a day: articles, weekdays, what follows the figure in "4th"
    negations: frozenset[str]  # turn a sentence round
    asides: tuple[str, ...]  # mean nothing around a number, the longest first
