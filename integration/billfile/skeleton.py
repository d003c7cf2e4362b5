"""The skeleton of a plain bill: its tags in their order, and where among them each value stands.

A bill is text, tag, text, … tag. Two bills with the same tags, whose texts hold no `<`, `>`, `&` or control, are the
same tree with other texts. So libxml2 looks at each skeleton once; after that a pattern that spells the tags takes the
texts.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from integration.billfile.layouts import Layout
from integration.billfile.raw import RawReader, Texts, Unknown

TAGS_MAX = 1000  # of a skeleton that is remembered
SPACE = "[ \\t\\n]*+"  # between bills; line ends are those of XML by now
TEXT = "[^<>&\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]*+"  # without the controls that XML has not

_TAG = re.compile(r"<(?:/?[A-Za-z_][A-Za-z0-9_.-]*|[A-Za-z_][A-Za-z0-9_.-]*/)>", re.ASCII)

Places = tuple[tuple[str, int], ...]  # a field, and the number of its text


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Its pattern matches a bill of it and the space before; each field has the number of its text among the groups.

    `texts` counts the groups, `unknown` the elements that the layout does not have.
    """

    pattern: re.Pattern[str]
    texts: int
    fields: Places
    lines: tuple[Places, ...]
    meters: tuple[Places, ...]
    unknown: tuple[tuple[str, int], ...]


def skeleton_of(tags: Sequence[str], layout: Layout) -> Skeleton | None:
    """The skeleton of a bill with these tags; None where they are not plain, or anything is wrong with their order.

    A bill whose texts are the numbers of their own places is read as every other is, so that there is one way to read.
    """
    if len(tags) > TAGS_MAX or not all(map(_TAG.fullmatch, tags)):
        return None
    numbered = (f"{tag}{place}" for place, tag in enumerate(tags[:-1]))
    try:
        element = etree.fromstring(f"<_>{''.join(numbered)}{tags[-1]}</_>")[0]
    except etree.LxmlError:
        return None
    unknown = Unknown()
    raw = RawReader(layout, unknown).read(element)
    if raw.mistakes:
        return None
    used = sorted({int(place) for texts in (raw.texts, *raw.lines, *raw.meters) for place in texts.values() if place})
    group = {str(place): number for number, place in enumerate(used)}
    return Skeleton(
        _pattern(tags, frozenset(used)),
        len(used),
        _places(raw.texts, group),
        tuple(_places(line, group) for line in raw.lines),
        tuple(_places(meter, group) for meter in raw.meters),
        tuple(unknown.items()),
    )


def _pattern(tags: Sequence[str], used: Container[int]) -> re.Pattern[str]:
    texts = (f"({TEXT})" if place in used else TEXT for place in range(len(tags) - 1))
    spelled = "".join(re.escape(tag) + text for tag, text in zip(tags, (*texts, ""), strict=True))
    return re.compile(SPACE + spelled)


def _places(texts: Texts, group: Mapping[str, int]) -> Places:
    return tuple((field, group[place]) for field, place in texts.items() if place)
