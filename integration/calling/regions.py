"""States, territories and provinces: their zones and area codes, from `regions.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent / "regions.toml"
UNITED_STATES, CANADA = "US", "CA"


@dataclass(frozen=True, slots=True)
class Region:
    """`id` is of ISO 3166-2, `US-GA`; `zones` are all that are kept in it, `areas` its area codes."""

    id: str
    name: str
    zones: frozenset[str]
    areas: frozenset[str]

    @property
    def country(self) -> str:
        """`US`, territories too, or `CA`."""
        return self.id[:2]


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its id."""
    tables = tomllib.loads(FILE.read_text("utf-8"))
    return MappingProxyType({id_: _region(id_, **table) for id_, table in tables.items()})


@cache
def by_area() -> Mapping[str, frozenset[str]]:
    """The ids of the regions in which an area code lies: 867 is shared by three."""
    found: dict[str, frozenset[str]] = {}
    for region in regions().values():
        for area in region.areas:
            found[area] = found.get(area, frozenset()) | {region.id}
    return MappingProxyType(found)


def _region(id_: str, *, name: str, zones: list[str], areas: str) -> Region:
    return Region(id_, name, frozenset(zones), frozenset(areas.split()))
