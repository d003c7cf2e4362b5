"""Where the called may be: at the address that is served, and where his number is from; all of them count."""

from dataclasses import dataclass
from functools import cache, lru_cache

from integration.calling.numbers import NumberFacts
from integration.calling.regions import CANADA, UNITED_STATES, regions

TOMORROW_ALREADY = frozenset({"US-GU", "US-MP"})  # no minute of a week is open there and in Rhode Island

SETS_KEPT_MAX = 65_536  # a million numbers are from some hundred area codes


@dataclass(frozen=True, slots=True)
class Place:
    """A region whose rules hold, and the zones whose clocks count in it: every one must be open."""

    region: str
    zones: frozenset[str]


def place_of(state: str, zone: str | None = None) -> Place | None:
    """Of a bill's state or province (`GA`, `ON`); None where there is no such one.

    Without the `zone` of the address itself, all zones of the state count.
    """
    for country in (UNITED_STATES, CANADA):
        region = regions().get(f"{country}-{state.strip().upper()}")
        if region is not None:
            return Place(region.id, region.zones if zone is None else frozenset({zone}))
    return None


def places_of(number: NumberFacts, address: Place | None) -> frozenset[Place]:
    """Every place that must be open for this number to be rung.

    A toll-free number, or one whose exchange nobody names, has no place of its own: the address decides, and its
    area's regions with it. Without an address it is rung only when its whole country is open at once.
    """
    guarded = address is None and not number.placed
    return _places(number.regions, number.zones, address, whole_country(number.country) if guarded else frozenset())


@lru_cache(SETS_KEPT_MAX)
def _places(
    own: frozenset[str], zones: frozenset[str], address: Place | None, guard: frozenset[Place]
) -> frozenset[Place]:
    return guard.union(Place(region, zones) for region in own) | ({address} if address else frozenset())


@cache
def whole_country(country: str) -> frozenset[Place]:
    """Every province, or every state and territory but Guam and the Northern Marianas, where it is tomorrow already."""
    wanted = CANADA if country == CANADA else UNITED_STATES
    return frozenset(
        Place(region.id, region.zones)
        for region in regions().values()
        if region.country == wanted and region.id not in TOMORROW_ALREADY
    )
