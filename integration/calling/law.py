"""The law of calls that we start, read from the folder `rules`: each rule a setting with its source and date."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from integration.calling.kinds import KINDS, Value

FOLDER = Path(__file__).parent / "rules"
ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as the head of `rules/1_number.toml` tells its keys; None is a key that it has not."""

    id: str
    says: str
    kind: str
    source: str
    date: date
    value: Value | None = None
    loosest: Value | None = None
    where: str = ""
    span_h: int = 0

    def holds_in(self, region: str) -> bool:
        """Whether it is a rule of this region (`US-GA`), of its country, or of everywhere."""
        return self.where in ("", region, region[:2])


@dataclass(frozen=True, slots=True)
class Topic:
    """What a call is about; `asks_for` is the amount that must be owed, '' for calls that are not about money."""

    id: str
    consent: Literal["none", "related", "explicit"]
    asks_for: Literal["", "balance", "past_due"] = ""


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order in which they are asked."""
    tables = [table for path in sorted(FOLDER.glob("[0-9]_*.toml")) for table in _toml(path)["rule"]]
    return MappingProxyType({table["id"]: _rule(table) for table in tables})


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by its id."""
    return MappingProxyType({table["id"]: Topic(**table) for table in _toml(FOLDER / "topics.toml")["topic"]})


def topic_of(name: str) -> Topic:
    """The topic; one that the law does not know is held to the strictest of all: a yes of its own, and a balance."""
    return topics().get(name) or Topic(name, "explicit", "balance")


def _rule(table: dict[str, Any]) -> Rule:
    if table["kind"] != ALWAYS:
        read = KINDS[table["kind"]].read
        table |= {key: read(table[key]) for key in ("value", "loosest") if key in table}
    return Rule(**table)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
