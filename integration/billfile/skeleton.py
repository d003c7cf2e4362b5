"""The skeleton of a plain bill: its tags in their order, and where among them each value stands.

A bill is tag, text, tag, … tag. Two bills with the same tags, whose texts hold no `<`, `>`, `&` or control, are the
same tree with other texts. So libxml2 looks at each skeleton once; after that a bill is split, or, where one skeleton
comes again and again, a pattern that spells its tags takes the texts.
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from lxml import etree

from integration.billfile.layouts import Layout
from integration.billfile.raw import RawReader, Texts, Unknown

TAGS_MAX = 1000  # of a skeleton that is remembered
SPACE = "[ \\t\\n]*+"  # before a bill; line ends are those of XML by now
TEXT = "[^<>&\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]*+"  # without the controls that XML has not

_MARKS = b"<>&" + bytes(set(range(32)) - set(b"\t\n\r"))
_UNMARKED = bytes(set(range(256)) - set(_MARKS))  # in a plain bill is no mark but `<` and `>` in turn
_TAG = re.compile(r"/?[A-Za-z_][A-Za-z0-9_.-]*|[A-Za-z_][A-Za-z0-9_.-]*/", re.ASCII)

Places = tuple[tuple[str, int], ...]  # a field, and the number of its text
Take = Callable[[Sequence[Any]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Of the texts behind its `tags`, which are told without their brackets, `used` are those that fill a field.

    Each field has the number of its text among those; `unknown` counts the elements that the layout does not have.
    """

    tags: tuple[str, ...]
    used: tuple[int, ...]
    take: Take  # those that are used from all
    fields: Places
    lines: tuple[Places, ...]
    meters: tuple[Places, ...]
    unknown: tuple[tuple[str, int], ...]


def parted(piece: str) -> tuple[tuple[str, ...], list[str]] | None:
    """The tags of a bill, and the text behind each; None where it is not plain."""
    marks = piece.encode().translate(None, _UNMARKED)
    if marks != b"<>" * (len(marks) // 2):
        return None
    parts = piece.replace(">", "<").split("<")
    return tuple(parts[1::2]), parts[2::2]


def skeleton_of(tags: Sequence[str], layout: Layout) -> Skeleton | None:
    """The skeleton of a bill with these tags; None where they are not plain, or anything is wrong with their order.

    A bill whose texts are the numbers of their own places is read as every other is, so that there is one way to read.
    """
    if len(tags) > TAGS_MAX or not all(map(_TAG.fullmatch, tags)):
        return None
    numbered = (f"<{tag}>{place}" for place, tag in enumerate(tags[:-1]))
    try:
        element = etree.fromstring(f"<_>{''.join(numbered)}<{tags[-1]}></_>")[0]
    except etree.LxmlError:
        return None
    unknown = Unknown()
    raw = RawReader(layout, unknown).read(element)
    if raw.mistakes:
        return None
    used = sorted({int(place) for texts in (raw.texts, *raw.lines, *raw.meters) for place in texts.values() if place})
    group = {str(place): number for number, place in enumerate(used)}
    return Skeleton(
        tuple(map(sys.intern, tags)),
        tuple(used),
        taker(used),
        _places(raw.texts, group),
        tuple(_places(line, group) for line in raw.lines),
        tuple(_places(meter, group) for meter in raw.meters),
        tuple(unknown.items()),
    )


def pattern_of(skeleton: Skeleton) -> re.Pattern[str]:
    """What matches a bill of it and the space before; its groups are the texts that are used."""
    used, tags = frozenset(skeleton.used), skeleton.tags
    texts = (f"({TEXT})" if place in used else TEXT for place in range(len(tags) - 1))
    spelled = "".join(f"<{re.escape(tag)}>{text}" for tag, text in zip(tags, (*texts, ""), strict=True))
    return re.compile(SPACE + spelled)


def taker(places: Sequence[int]) -> Take:
    """What takes these of many, however many these are."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda texts: tuple(texts[place] for place in places)


def _places(texts: Texts, group: Mapping[str, int]) -> Places:
    return tuple((field, group[place]) for field, place in texts.items() if place)
