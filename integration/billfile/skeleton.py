"""The skeleton of a plain bill: its tags in their order, and where among them each value stands.

A bill is split at its tags: text, tag, text, … tag, text. Two bills with the same tags, whose texts hold no `<`, `>` or
`&`, are the same tree with other texts. So libxml2 looks at each skeleton once, and after that only texts are taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from integration.billfile.layouts import Layout
from integration.billfile.raw import RawReader, Texts, Unknown

MARK = "\0"  # beside every tag; no XML document can hold it
TAGS_MAX = 1000  # of a skeleton that is remembered

_TAG = re.compile(r"<(?:/?[A-Za-z_][A-Za-z0-9_.-]*|[A-Za-z_][A-Za-z0-9_.-]*/)>", re.ASCII)

Places = tuple[tuple[str, int], ...]  # a field, and the place of its text among the parts


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Where the values of a plain bill stand: `parts` are its texts and tags before the last, its own end.

    `unknown` counts the elements that the layout does not have.
    """

    parts: int
    fields: Places
    lines: tuple[Places, ...]
    meters: tuple[Places, ...]
    unknown: tuple[tuple[str, int], ...]


def marked(text: str) -> str:
    """The text with a MARK beside every tag: split there, the tags are the parts at odd places.

    A stray `<` or `>` makes a part too many for the skeleton, so that a text is never taken for a tag.
    """
    return text.replace("<", f"{MARK}<").replace(">", f">{MARK}")


def skeleton_of(tags: Sequence[str], layout: Layout) -> Skeleton | None:
    """The skeleton of a bill with these tags; None where they are not plain, or anything is wrong with their order.

    A bill whose texts are the numbers of their own places is read as every other is, so that there is one way to read.
    """
    if len(tags) > TAGS_MAX or not all(map(_TAG.fullmatch, tags)):
        return None
    numbered = (f"{2 * at}{tag}" for at, tag in enumerate(tags))
    try:
        element = etree.fromstring(f"<_>{''.join(numbered)}</_>")[0]
    except etree.LxmlError:
        return None
    unknown = Unknown()
    raw = RawReader(layout, unknown).read(element)
    if raw.mistakes:
        return None
    return Skeleton(
        2 * len(tags) - 1,
        _places(raw.texts),
        tuple(map(_places, raw.lines)),
        tuple(map(_places, raw.meters)),
        tuple(unknown.items()),
    )


def _places(texts: Texts) -> Places:
    return tuple((field, int(place)) for field, place in texts.items() if place)
