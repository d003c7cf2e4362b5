"""Days on which nobody is rung: federal, of three states, of the provinces, and the biller's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from holidays import country_holidays

from integration.calling.law import rules
from integration.calling.regions import CANADA, UNITED_STATES

FEDERAL, PROVINCE, BILLERS = "federal_holidays", "province_holidays", "biller_holidays"
STATES = {"US-AL": "holidays_AL", "US-LA": "holidays_LA", "US-PA": "holidays_PA"}
PROVINCE_KINDS = ("public", "optional")  # strictest: where only some of a province rest, none of it is rung


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Which rules about holidays hold, by id, and the biller's own days."""

    kept: frozenset[str]
    of_biller: tuple[date, ...]

    def of(self, region: str, year: int) -> Mapping[date, str]:
        """Each day off of a year in a region, with the rule that closes it. Days when one is observed count too."""
        found: dict[date, str] = {}
        for rule, days in self._sources(region, year):
            if rule in self.kept and rules()[rule].holds_in(region):
                found = dict.fromkeys(days, rule) | found
        return found

    def _sources(self, region: str, year: int) -> Iterator[tuple[str, tuple[date, ...]]]:
        country, state = region.split("-")
        yield BILLERS, self.of_biller
        if country == UNITED_STATES:
            yield FEDERAL, _days(country, None, year, ("public",))
        if region in STATES:
            yield STATES[region], _days(country, state, year, ("public",))
        if country == CANADA:
            yield PROVINCE, _days(country, state, year, PROVINCE_KINDS)


@cache
def _days(country: str, part: str | None, year: int, kinds: tuple[str, ...]) -> tuple[date, ...]:
    return tuple(country_holidays(country, subdiv=part, years=year, categories=kinds))
