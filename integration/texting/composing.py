"""A text as it leaves: its words in its language, with the biller's own name and numbers, and our mark at the end."""

from collections.abc import Mapping
from types import MappingProxyType

from integration.billers import Biller
from integration.billers.spoken import spoken
from integration.ledger.text_sends import Waiting
from integration.texting.marks import marked
from integration.texting.words import Words
from integration.texting.written import Value

NOTHING: Mapping[str, Value] = MappingProxyType({})
LINK_ID, PAGE = "link_id", "page"  # a text that has the first is told the second as it leaves
HIDDEN = "…"  # in place of what a text tells and we do not keep


def body_of(words: Words, biller: Biller, row: Waiting, told: Mapping[str, Value] = NOTHING) -> str:
    """The whole of it; a language that the biller does not speak any more gives way to his first.

    `told` is said too, and stands in no row. ValueError names a text or a value that is not there.
    """
    values = of_biller(biller) | dict(row.text.values) | dict(told)
    return marked(words.write(spoken(biller, row.text.language), row.text.words, values), row.text_id)


def of_biller(biller: Biller) -> dict[str, Value]:
    """What every text may say of the biller."""
    return {"biller": biller.name, "line": biller.lines[0], "person": biller.agent.number}
