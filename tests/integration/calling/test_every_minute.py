"""integration/calling/openings: every minute of a year, in every zone of every region, and every pair of zones.

The engine's year is a row of steps; laid out as a byte a minute it is compared, whole, with `other_law.py`, which knows
nothing of the engine. Not one minute may be open that the other law shuts, and by day the two agree.
"""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from integration.calling.clocks import clock
from integration.calling.limits import limits_of
from integration.calling.numbers import facts_of
from integration.calling.places import Place, place_of, places_of, whole_country
from integration.calling.regions import regions
from tests.integration.calling.other_law import CLOCKS, DAY, DAYS, YEAR, hours_on, in_utc, on_the_wall

START = datetime(YEAR, 1, 1, tzinfo=UTC)
START_S = int(START.timestamp())
MINUTES = DAYS * DAY
REASON = {"reason": "Order 41-B of the state's commission"}
USUAL = limits_of({})
BARE = limits_of(
    {"usual_hours": {"is": "Mon-Sun 08:00-21:30", **REASON}}
    | {
        rule: {"is": False, **REASON}
        for rule in ("federal_holidays", "province_holidays", "holidays_AL", "holidays_LA", "holidays_PA")
    }
)
EVERYWHERE = [Place(region.id, frozenset({zone})) for region in regions().values() for zone in sorted(region.zones)]
ONE_A_ZONE = list({min(place.zones): place for place in EVERYWHERE}.values())
PENSACOLA = facts_of("+18502001234")  # its clock is central, and its hours Florida's
PAIR = places_of(PENSACOLA, place_of("RI"))
CLOCK_CHANGES = [datetime(YEAR, 3, 8, tzinfo=UTC), datetime(YEAR, 11, 1, tzinfo=UTC)]


def engine(limits, places):
    """The engine's year as a byte for each minute of UTC."""
    year, edges = bytearray(MINUTES), limits.openings.steps(frozenset(places), YEAR)
    for opens, shuts in zip(edges[::2], edges[1::2], strict=True):
        first, last = (min(max(0, (edge - START_S) // 60), MINUTES) for edge in (opens, shuts))
        year[first:last] = b"\1" * (last - first)
    return bytes(year)


def law(place, *, usual=True):
    (zone,) = place.zones
    return in_utc(on_the_wall(place.region, usual=usual), zone)


def outside(rung, allowed):
    """The minutes that are rung and not allowed."""
    return (int.from_bytes(rung) & ~int.from_bytes(allowed)).bit_count()


def test_every_zone_has_a_clock_of_the_other_law():
    assert {zone for region in regions().values() for zone in region.zones} <= CLOCKS.keys()


@pytest.mark.parametrize("place", EVERYWHERE, ids=lambda place: f"{place.region} {min(place.zones)}")
def test_no_minute_of_a_year_is_rung_outside_the_law_of_any_region(place):
    rung = engine(USUAL, [place])
    assert outside(rung, law(place)) == 0
    assert sum(rung) > 60 * 1000  # and it is rung: a thousand hours a year and more


@pytest.mark.parametrize("place", EVERYWHERE, ids=lambda place: f"{place.region} {min(place.zones)}")
def test_without_usual_hours_and_holidays_the_year_is_the_law_s_to_the_minute(place):
    assert engine(BARE, [place]) == law(place, usual=False)


def test_no_minute_is_rung_that_either_zone_of_any_pair_shuts():
    shut = {place: ~int.from_bytes(law(place)) for place in ONE_A_ZONE}
    pairs = list(combinations(ONE_A_ZONE, 2))
    assert len(pairs) > 500
    for number, address in pairs:
        rung = int.from_bytes(engine(USUAL, (number, address)))
        assert not rung & (shut[number] | shut[address])


@pytest.mark.parametrize("country", ["US", "CA"])
def test_a_number_that_may_be_anywhere_is_rung_only_when_it_is_open_everywhere(country):
    rung = engine(USUAL, whole_country(country))
    assert sum(rung) > 60 * 400
    for place in whole_country(country):
        for zone in place.zones:
            assert outside(rung, law(Place(place.region, frozenset({zone})))) == 0


@pytest.mark.parametrize("day", CLOCK_CHANGES, ids=["spring", "autumn"])
def test_each_minute_of_the_days_when_clocks_change_is_asked_for_itself(day):
    offset = int((day - START).total_seconds()) // 60
    for place in EVERYWHERE:
        allowed, places = law(place, usual=False), frozenset({place})
        asked = [BARE.openings.is_open(places, day + timedelta(minutes=each)) for each in range(DAY)]
        assert outside(bytes(asked), allowed[offset : offset + DAY]) == 0


@pytest.mark.parametrize("month", [3, 11])
def test_asking_minute_by_minute_gives_what_the_steps_say(month):
    """So the layout above is the engine's answer, not this file's."""
    first = (datetime(YEAR, month, 1, tzinfo=UTC) - START).days * DAY
    asked = bytes(USUAL.openings.is_open(PAIR, START + timedelta(minutes=first + each)) for each in range(30 * DAY))
    assert asked == engine(USUAL, PAIR)[first : first + 30 * DAY]


@pytest.mark.parametrize("day", CLOCK_CHANGES, ids=["spring", "autumn"])
def test_the_whole_function_rings_on_the_days_when_clocks_change_as_the_law_says(answered, day):
    first = (day - START).days * DAY
    instants = [day + timedelta(minutes=each) for each in range(2 * DAY)]
    rung = [answered(at=at, number=PENSACOLA, address=place_of("RI"), limits=BARE).yes for at in instants]
    assert bytes(rung) == engine(BARE, PAIR)[first : first + 2 * DAY]
    assert sum(rung) == 2 * 9 * 60  # nine to six in Rhode Island, and central eight o'clock has come by then


def test_a_clock_is_of_the_pinned_data_not_of_the_machine_s():
    december = datetime(YEAR, 12, 1, tzinfo=UTC)
    assert december.astimezone(clock("America/Winnipeg")).utcoffset() == timedelta(hours=-5)


def test_the_other_law_is_no_empty_year():
    assert hours_on("US-RI", 0, usual=False) == (9, 18)
    assert hours_on("CA-ON", 6, usual=False) == (10, 18)
    assert hours_on("US-AL", 6, usual=False) == (0, 0)
    assert sum(on_the_wall("US-GA")) == 60 * (251 * 11 + 51 * 8)  # working days with that before, and Saturdays
