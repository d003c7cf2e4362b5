"""The words of a page that could be a bill's number: whole words only, for a part of another number names another bill.

A word ends at a space. Around it may stand what people put around a number, and before it a label: `(100001).`,
`*100001*`, `No:100001`. Anything else that touches it makes it another word: `12,100001`, `9+100001`, `$100001`.
"""

import re
from collections.abc import Iterator

NUMBER_CHARS_MIN = 6  # a shorter one could be anything on a bill: it is believed behind `number_after` alone
_AROUND = "()[]{}<>*#.,:;!?'\"\u2018\u2019“”«»"
_LABEL = re.compile(r"[^\W\d_]+[:#]+")
_BROKEN = re.compile(
    r"(?<=\w)[-/\u2010][^\S\n]*+\n\s*+\S+"
)  # at the end of a line: what goes on in the next is half a number
_SHAPE = str.maketrans({**dict.fromkeys("0123456789", "9"), **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "a")})


def numbers_on(text: str, number_after: str) -> Iterator[str]:
    """Such words, in their order; behind `number_after` alone where that is given."""
    if number_after:
        yield from _behind(number_after, text)
        return
    for piece in _BROKEN.sub("- ", text).split():
        word = piece.strip(_AROUND)
        if len(word) >= NUMBER_CHARS_MIN:
            yield word
        label = _LABEL.match(word)
        if label is not None and len(word) - label.end() >= NUMBER_CHARS_MIN:
            yield word[label.end() :]


def are_alike(one: str, other: str) -> bool:
    """Whether two words look alike, digit for digit and letter for letter: `B20261101-000004`, `B20261128-000004`."""
    return len(one) == len(other) and _shape(one) == _shape(other)


def _behind(words: str, text: str) -> Iterator[str]:
    start = r"(?<!\w)" if words[:1].isalnum() else ""
    for found in re.finditer(rf"{start}{re.escape(words)}[\s:#]*+(\S+)", text):
        word = found[1].strip(_AROUND)
        if any(sign.isdigit() for sign in word):  # "Bill number is …"
            yield word


def _shape(word: str) -> str:
    return word.lower().translate(_SHAPE)
