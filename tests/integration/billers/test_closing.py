"""A biller's day has one close, on every day of the year, in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.billers.closing import next_close

ZONES = ["America/New_York", "America/Phoenix", "America/St_Johns", "Pacific/Honolulu", "Australia/Lord_Howe", "UTC"]
NEW_YORK = ZoneInfo("America/New_York")
DAYS = 365
HOUR = timedelta(hours=1)


def closes_of_a_year(closes, zone, after):
    found = []
    while len(found) < DAYS:
        after = next_close(closes, zone, after)
        found.append(after)
    return found


@pytest.mark.parametrize("closes", [time(0, 0), time(1, 30), time(2, 30), time(20, 0), time(23, 59)])
@pytest.mark.parametrize("zone", ZONES)
def test_a_year_has_one_close_a_day(zone, closes):
    wall = ZoneInfo(zone)
    found = closes_of_a_year(closes, wall, datetime(2026, 1, 1, tzinfo=wall) - timedelta(seconds=1))
    days = [close.astimezone(wall).date() for close in found]
    assert days == [date(2026, 1, 1) + timedelta(days=number) for number in range(DAYS)]
    assert {after - before for before, after in pairwise(found)} <= {
        23 * HOUR,
        23.5 * HOUR,
        24 * HOUR,
        24.5 * HOUR,
        25 * HOUR,
    }
    moved = [close for close in found if close.astimezone(wall).time() != closes]
    assert len(moved) <= 1  # the day whose clocks skip it


@given(
    st.sampled_from(ZONES),
    st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - st wants them so
    st.integers(0, 90_000),
)
def test_the_next_close_is_the_next_one_from_wherever_it_is_asked(zone, closes, after, later_s):
    wall = ZoneInfo(zone)
    found = next_close(closes, wall, after)
    assert timedelta(0) < found - after <= 25 * HOUR
    between = after + timedelta(seconds=later_s)
    assert (next_close(closes, wall, between) == found) is (between < found)


@pytest.mark.parametrize(
    ("closes", "after", "expected"),
    [
        (time(20, 0), "2026-11-20T15:05", "2026-11-21T01:00"),
        (time(20, 0), "2026-11-21T01:00", "2026-11-22T01:00"),  # strictly after
        (time(2, 30), "2026-03-08T05:00", "2026-03-08T07:30"),  # 02:30 is skipped: 03:30 EDT
        (time(1, 30), "2026-11-01T04:00", "2026-11-01T05:30"),  # 01:30 comes twice: the first, EDT …
        (time(1, 30), "2026-11-01T05:30", "2026-11-02T06:30"),  # … and not the second
        (time(0, 0), "2028-02-29T04:59", "2028-02-29T05:00"),
    ],
)
def test_new_york(closes, after, expected):
    at, then = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (after, expected))
    assert next_close(closes, NEW_YORK, at) == then


def test_a_day_that_a_country_left_out_has_no_close_of_its_own():
    apia = ZoneInfo("Pacific/Apia")  # there was no 30 December 2011
    first = next_close(time(20, 0), apia, datetime(2011, 12, 29, 20, tzinfo=apia))
    assert first.astimezone(apia).isoformat() == "2011-12-31T20:00:00+14:00"
    assert next_close(time(20, 0), apia, first) - first == 24 * HOUR
