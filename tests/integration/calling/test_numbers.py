"""integration/calling/numbers: what a number is, and where it may ring."""

import pytest
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA

from integration.calling.numbers import Line, facts_of
from integration.calling.regions import by_area, regions

EAST, CENTRAL, MOUNTAIN = "America/New_York", "America/Chicago", "America/Denver"


@pytest.mark.parametrize("text", ["+17705550134", "7705550134", "(770) 555-0134", "1 770-555-0134"])
def test_a_number_is_read_as_bills_write_it(text):
    facts = facts_of(text)
    assert (facts.number, facts.exists, facts.country, facts.regions) == ("+17705550134", True, "US", {"US-GA"})


@pytest.mark.parametrize("text", ["", "nobody", "911", "12345", "770555013", "+1770555013", "+17705550134x12", "+15"])
def test_what_is_no_whole_number_does_not_exist(text):
    facts = facts_of(text)
    assert (facts.number, facts.exists, facts.zones, facts.regions) == (text, False, frozenset(), frozenset())


@pytest.mark.parametrize(
    ("number", "line", "country"),
    [
        ("+17705550134", Line.UNKNOWN, "US"),  # mobile and fixed look alike in North America
        ("+14165550123", Line.UNKNOWN, "CA"),
        ("+18005550199", Line.TOLL_FREE, "US"),
        ("+18885550199", Line.TOLL_FREE, "US"),
        ("+19005551234", Line.PREMIUM, "US"),
        ("+12129761234", Line.PREMIUM, "US"),
        ("+15005550006", Line.UNKNOWN, "US"),
        ("+17875551234", Line.UNKNOWN, "US"),  # Puerto Rico
        ("+16846331234", Line.FIXED, "US"),  # American Samoa
        ("+18765551234", Line.MOBILE, "JM"),  # +1 too, and abroad
        ("+442079460000", Line.FIXED, "GB"),
        ("+447911123456", Line.MOBILE, "GG"),
        ("+445601234567", Line.VOIP, "GB"),
    ],
)
def test_the_line_and_the_country(number, line, country):
    facts = facts_of(number)
    assert (facts.exists, facts.line, facts.country) == (True, line, country)


def test_what_a_carrier_told_of_a_line_is_believed_except_of_a_premium_one():
    assert facts_of("+17705550134", Line.FIXED).line is Line.FIXED
    assert facts_of("+19005551234", Line.FIXED).line is Line.PREMIUM


@pytest.mark.parametrize(
    ("number", "placed", "zones"),
    [
        ("+18502001234", True, {CENTRAL}),  # Pensacola, by its exchange
        ("+18505551234", False, {EAST, CENTRAL}),  # an exchange that nobody names: the library guesses one zone
        ("+14485551234", False, {EAST, CENTRAL}),  # the same area's second code: guessed to be eastern
        ("+12195551234", False, {EAST, CENTRAL}),  # every named exchange is central, and the guess is eastern
        ("+19282831234", True, {"America/Phoenix", MOUNTAIN}),
        ("+17705550134", False, {EAST}),
        ("+18085551234", False, {"Pacific/Honolulu"}),
        ("+18005550199", False, set()),
        ("+15005550006", False, set()),
        ("+19005551234", False, set()),
    ],
)
def test_every_zone_in_which_a_number_may_ring(number, placed, zones):
    facts = facts_of(number)
    assert (facts.placed, set(facts.zones)) == (placed, zones)


def test_an_area_code_that_regions_share_counts_in_each():
    assert facts_of("+18675551234").regions == {"CA-YT", "CA-NT", "CA-NU"}
    assert facts_of("+19025551234").regions == {"CA-NS", "CA-PE"}


def test_the_area_codes_are_those_of_the_library():
    told = {prefix[1:]: said["en"] for prefix, said in GEOCODE_DATA.items() if len(prefix) == 4 and prefix[0] == "1"}
    assert len(told) > 300
    assert not told.keys() - by_area().keys()
    names = {region.id: region.name for region in regions().values()}
    for area, said in told.items():
        for place in said.split("/"):
            ids = by_area()[area]
            state = place.rpartition(", ")[2]  # `Chicago, IL` or `Illinois`
            assert any(state in (each[3:], names[each]) for each in ids) or place.startswith(("Washington", "British"))


def test_every_area_code_that_the_library_gives_a_zone_has_a_region():
    areas = {prefix[1:4] for prefix in TIMEZONE_DATA if prefix[0] == "1" and len(prefix) >= 4}
    here = {area for area in areas if facts_of(f"+1{area}2345678").country in ("US", "CA")}
    assert len(here) > 350
    assert not here - by_area().keys()
