"""integration/calling/places: where the called may be, and the guard for numbers that have no place."""

from zoneinfo import ZoneInfo, available_timezones

import pytest

from integration.calling.numbers import facts_of
from integration.calling.places import Place, place_of, places_of, whole_country
from integration.calling.regions import regions

EAST, CENTRAL = "America/New_York", "America/Chicago"
GEORGIA = Place("US-GA", frozenset({EAST}))


@pytest.mark.parametrize(
    ("state", "region"), [("GA", "US-GA"), (" ga ", "US-GA"), ("ON", "CA-ON"), ("CA", "US-CA"), ("PR", "US-PR")]
)
def test_a_bill_s_state_is_a_region(state, region):
    place = place_of(state)
    assert (place.region, place.zones) == (region, regions()[region].zones)


@pytest.mark.parametrize("state", ["", "XX", "Georgia", "JAL"])
def test_what_is_no_state_is_no_place(state):
    assert place_of(state) is None


def test_all_zones_of_a_state_count_unless_the_address_s_own_is_known():
    assert place_of("TN").zones == {EAST, CENTRAL}
    assert place_of("TN", CENTRAL).zones == {CENTRAL}


def test_the_address_and_the_number_both_count():
    pensacola = facts_of("+18502001234")
    assert places_of(pensacola, GEORGIA) == {GEORGIA, Place("US-FL", frozenset({CENTRAL}))}
    assert places_of(pensacola, None) == {Place("US-FL", frozenset({CENTRAL}))}


def test_the_guess_for_an_unknown_exchange_is_cut_with_the_address():
    unknown = facts_of("+14485551234")
    assert places_of(unknown, GEORGIA) == {GEORGIA, Place("US-FL", frozenset({EAST, CENTRAL}))}


@pytest.mark.parametrize("number", ["+18005550199", "+15005550006"])
def test_a_number_without_a_place_is_where_the_address_is_or_anywhere(number):
    assert places_of(facts_of(number), GEORGIA) == {GEORGIA}
    assert places_of(facts_of(number), None) == whole_country("US")


def test_an_unknown_exchange_without_an_address_may_be_anywhere_in_its_country():
    assert places_of(facts_of("+17705550134"), None) >= whole_country("US")
    assert places_of(facts_of("+14165550123"), None) >= whole_country("CA")


def test_the_whole_country_is_every_state_and_province():
    assert {place.region for place in whole_country("US")} == {
        region for region in regions() if region.startswith("US-")
    } - {"US-GU", "US-MP"}
    assert len(whole_country("US")) == 51 + 3
    assert len(whole_country("CA")) == 13


def test_every_zone_of_every_region_is_one_of_the_zone_database():
    zones = {zone for region in regions().values() for zone in region.zones}
    assert zones <= available_timezones()
    assert ZoneInfo(EAST).key in zones
