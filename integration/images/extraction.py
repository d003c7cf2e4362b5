"""PDF extraction: each page of a batch belongs to the bill whose number stands on it, and to no other.

A page goes to nobody where no number that we know stands on it, or two do: half a bill is a nuisance, another person's
is a breach. A number that we do not know yet may be the page's own, and the one that we know that of the bill before:
so a word that looks like a bill's number counts as one. Such pages are reported by their numbers.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from integration.errors import Garbled
from integration.images.batch import Batch
from integration.images.document import checked
from integration.images.numbers import are_alike, numbers_on
from integration.images.shelf import ImageKey, Shelf

Known = Callable[[Collection[str]], Mapping[str, ImageKey | None]]


@dataclass(slots=True)
class CutReport:
    """What became of a batch. Pages are counted from 1.

    `twofold` names each page with several bills' numbers, or what looks like them; `kept_before` counts the bills that
    had an image already: a batch never replaces one.
    """

    file: str
    pages: int = 0
    bills: int = 0
    kept_before: int = 0
    nameless: list[int] = field(default_factory=list)
    twofold: list[int] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every page went to a bill."""
        return not (self.nameless or self.twofold or self.damaged)

    def sentence(self) -> str:
        """The same for a person."""
        given = self.pages - len(self.nameless) - len(self.twofold)
        stays = f"; {self.kept_before} had an image already, which stays" if self.kept_before else ""
        return f"{self.file}: {self.bills} bills kept of {given} of {self.pages} pages{stays}"

    def as_json(self) -> dict[str, Any]:
        """The document of `images extract --json`."""
        return {
            "file": self.file,
            "pages": self.pages,
            "bills": self.bills,
            "kept_before": self.kept_before,
            "nameless_pages": self.nameless,
            "twofold_pages": self.twofold,
            "damaged": self.damaged,
        }


def extract(batch: Batch, name: str, shelf: Shelf, known: Known, number_after: str = "") -> CutReport:
    """Keep every bill of the batch that has no image yet.

    `known` gives the bills among words, None for a number that two accounts have.
    """
    report = CutReport(name, pages=batch.pages)
    words = [frozenset(numbers_on(text, number_after)) for text in batch.texts()]
    bills = known(frozenset().union(*words))
    for key, pages in _pages_of(words, bills, report, number_after).items():
        if shelf.has(key):
            report.kept_before += 1
            continue
        try:
            shelf.put(key, checked(batch.cut(pages), f"{name}, page {pages[0] + 1}"))
        except Garbled as garbled:
            report.damaged.append(str(garbled))
        else:
            report.bills += 1
    return report


def _pages_of(
    words: Iterable[Collection[str]], bills: Mapping[str, ImageKey | None], report: CutReport, number_after: str
) -> Mapping[ImageKey, list[int]]:
    pages: dict[ImageKey, list[int]] = {}
    for number, tokens in enumerate(words):
        found = [token for token in tokens if token in bills]
        key = bills[found[0]] if found else None
        if not found:
            report.nameless.append(number + 1)
        elif key is None or len(found) > 1 or _has_another(tokens, key, number_after):
            report.twofold.append(number + 1)
        else:
            pages.setdefault(key, []).append(number)
    return pages


def _has_another(tokens: Collection[str], key: ImageKey, number_after: str) -> bool:
    """Whether a page of this bill has a word that may be the number of a bill that we do not know yet."""
    if number_after:
        return len(tokens) > 1
    own = (key.invoice_number, key.account_number)
    return any(token not in own and are_alike(token, key.invoice_number) for token in tokens)
