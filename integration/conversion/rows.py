"""What both forms of a conversion file come to, rows of names and values, and what is wrong with either."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from integration.conversion.secrets import forbidden_beside_accounts, forbidden_name, forbidden_value, shown

NAMES: Mapping[str, str] = {
    "ACCOUNT_NO": "account_number",
    "AUTOPAY_YN": "autopay",
    "PAPERLESS_YN": "paperless",
    "EFFECTIVE_DT": "since",
    "TOKEN": "token",
    "ENDING": "ending",
}
EXPECTED = ", ".join(NAMES.values())


class Row(NamedTuple):
    """One record as it stands at this line: names and values, a name perhaps twice."""

    line: int
    fields: Sequence[tuple[str, str]]


@dataclass(slots=True)
class Rows:
    """A file's rows, and a sentence for each mistake in its form."""

    rows: list[Row] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def ours(name: str) -> str | None:
    """Our name of a field in either spelling; None for a field that we do not know."""
    return NAMES.get(name) or (name if name in NAMES.values() else None)


def wrong_names(names: Sequence[str]) -> Iterator[str]:
    """Names that are forbidden or not known, and those of a field that is there already: either could be meant."""
    firsts: dict[str, str] = {}
    for name in names:
        why, known = forbidden_name(name), ours(name)
        if why:
            yield f"{shown(name)}: {why}"
        elif known is None:
            yield f"{shown(name)}: no such field; expected {EXPECTED}"
        elif firsts.setdefault(known, name) != name:
            yield f"{name}: found beside {firsts[known]}, which is the same field; expected one of the two"
    yield from (f"{name}: found twice; expected each field once" for name in firsts.values() if names.count(name) > 1)


def wrong_values(row: Row) -> Iterator[str]:
    """Values that are forbidden under any name, and those that only an account's number may look like."""
    for name, value in row.fields:
        why = forbidden_value(value)
        if not why and ours(name) != "account_number":
            why = forbidden_beside_accounts(value)
        if why:
            yield f"{shown(name)}: {why}"
