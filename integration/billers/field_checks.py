"""What a biller's words for our fields, and what he adds to them, must not do: stand for two things in one message."""

from collections.abc import Iterator
from difflib import get_close_matches

from integration.billers.biller import Biller
from integration.billers.field_names import ANSWERS, FIELD_NAMES, REQUESTS


def fields(biller: Biller) -> Iterator[str]:
    """Names that are not ours, and theirs that another field of the same message has: mapped or not. Swaps are fine."""
    for ours, theirs in biller.cayenta.fields.items():
        if ours not in FIELD_NAMES:
            close = get_close_matches(ours, FIELD_NAMES, n=1)
            hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(sorted(FIELD_NAMES))}"
            yield f"cayenta.fields.{ours}: no such field of ours; {hint}"
        yield from _clash(biller, ours, theirs)


def _clash(biller: Biller, ours: str, theirs: str) -> Iterator[str]:
    names = biller.cayenta.fields
    for message, parts in {**REQUESTS, **ANSWERS}.items():
        others = sorted(other for other in parts - {ours} if ours in parts and names.get(other, other) == theirs)
        if others:
            yield (
                f"cayenta.fields.{ours}: found {theirs!r}, the name of {others[0]} in {message}; "
                "expected a name of its own"
            )
            return


def constants(biller: Biller) -> Iterator[str]:
    """Parameters that are sent with every request, and must not stand in one twice."""
    names = biller.cayenta.fields
    sent = {names.get(ours, ours): ours for parts in REQUESTS.values() for ours in parts}
    for name in biller.cayenta.constants:
        if name in sent:
            yield f"cayenta.constants.{name}: found the name under which {sent[name]} is sent; expected another"
