"""Numbers in words, as account numbers and codes are said: digit by digit, doubled, in pairs, in hundreds."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from text_to_num import alpha2digit

from ivr.speech.heard.ear import Ear
from ivr.speech.heard.plain import is_number


def digits_said(ear: Ear, words: Sequence[str]) -> str:
    """All digits in a row, 5523 for "double five twenty three"; '' where anything else was said too."""
    return "".join(numbers_said(ear, number_words(ear, words))).replace(".", "")


def number_words(ear: Ear, words: Sequence[str]) -> tuple[str, ...]:
    """The words that should be a number: without asides, spelled as text2num knows them, "double five" said twice."""
    said = f" {' '.join(words)} "
    for aside in ear.asides:
        said = said.replace(f" {aside} ", " ")
    return tuple(_repeated(ear, [ear.spellings.get(word, word) for word in said.split()]))


def numbers_said(ear: Ear, words: Sequence[str]) -> tuple[str, ...]:
    """Each number in digits: "twenty three oh five" is ("23", "05"); () where a word belongs to none.

    Leading zeros are kept, and so is the point of a number that came in digits.
    """
    if any(is_number(before) and after in ear.multipliers for before, after in pairwise(words)):
        return ()
    read = tuple(str(alpha2digit(" ".join(words), ear.code, 0)).split())
    return read if all(is_number(each) and ("." not in each or each in words) for each in read) else ()


def is_single_digit(ear: Ear, word: str) -> bool:
    return word in ear.digits or (is_number(word) and len(word) == 1)


def _repeated(ear: Ear, words: Sequence[str]) -> Iterator[str]:
    """Only single digits are doubled: "double twenty" stays as it is, and is no number."""
    times = 1
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in ear.times and is_single_digit(ear, following):
            times = ear.times[word]
            continue
        yield from [word] * times
        times = 1
