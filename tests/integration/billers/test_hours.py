"""integration/billers/hours.py: a door's hours on the biller's own wall."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from integration.billers.hours import ALWAYS, Hours

ATLANTA = ZoneInfo("America/New_York")
WEEK = "Mon-Fri 07:00-22:00, Sat 08:00-18:00"


@pytest.mark.parametrize(
    ("text", "wall", "open_"),
    [
        (WEEK, "2026-11-20 07:00", True),
        (WEEK, "2026-11-20 06:59", False),
        (WEEK, "2026-11-20 21:59", True),
        (WEEK, "2026-11-20 22:00", False),
        (WEEK, "2026-11-21 08:00", True),
        (WEEK, "2026-11-21 18:00", False),
        (WEEK, "2026-11-22 12:00", False),
        ("Fri-Mon 00:00-24:00", "2026-11-23 23:59", True),
        ("Fri-Mon 00:00-24:00", "2026-11-24 00:00", False),
        ("Sun 02:00-04:00", "2026-11-22 03:00", True),
        ("always", "2026-11-22 03:00", True),
    ],
)
def test_open_at(text, wall, open_):
    now = datetime.fromisoformat(wall).replace(tzinfo=ATLANTA).astimezone(UTC)
    assert Hours.parse(text).open_at(now, ATLANTA) == open_


def test_always_is_one_thing():
    assert Hours.parse(" always ") is ALWAYS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "daily",
        "Mon 8:00-17:00",
        "Mon 08:00-08:00",
        "Mon 17:00-08:00",
        "Mon 24:00-24:00",
        "Mon 08:00-24:30",
        "Mon-Fri",
        "Mon 08:00-17:00,",
        "always, Mon 08:00-17:00",
        "Mon 29:00-29:30",
        "Mon 0\uff18:00-17:00",
    ],
)
def test_what_is_no_hours(text):
    with pytest.raises(ValueError, match=r"hours|time"):
        Hours.parse(text)


LINE = Hours.parse(WEEK)


def wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=ATLANTA)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-20 22:00", "2026-11-21 08:00"),  # a Friday night
        ("2026-11-21 18:00", "2026-11-23 07:00"),  # over the Sunday
        ("2026-11-23 06:59", "2026-11-23 07:00"),
        ("2026-11-23 07:00", "2026-11-24 07:00"),  # open already: the next opening is tomorrow's
    ],
)
def test_when_a_closed_door_opens(now, opens):
    assert LINE.opens_after(wall(now), ATLANTA) == wall(opens)


@pytest.mark.parametrize(
    ("now", "closes"),
    [
        ("2026-11-20 10:00", "2026-11-20 22:00"),
        ("2026-11-21 10:00", "2026-11-21 18:00"),
        ("2026-11-22 10:00", None),  # a Sunday: it is closed
    ],
)
def test_when_an_open_door_closes(now, closes):
    assert LINE.closes_after(wall(now), ATLANTA) == (wall(closes) if closes else None)


def test_midnight_at_the_end_is_the_next_day():
    assert Hours.parse("Fri 20:00-24:00").closes_after(wall("2026-11-20 21:00"), ATLANTA) == wall("2026-11-21 00:00")


def test_what_is_always_open_neither_opens_nor_closes():
    now = wall("2026-11-20 10:00")
    assert (ALWAYS.opens_after(now, ATLANTA), ALWAYS.closes_after(now, ATLANTA)) == (None, None)


@pytest.mark.parametrize(
    ("now", "opens_utc"),
    [
        ("2026-03-08 01:00", "2026-03-08 07:30"),  # 02:30 is skipped: it opens when the clocks have skipped it
        ("2026-11-01 00:00", "2026-11-01 07:30"),  # 01:30 comes twice, 02:30 once: in winter time
    ],
)
def test_a_door_that_opens_while_the_clocks_change(now, opens_utc):
    night = Hours.parse("Sun 02:30-04:00")
    opens = night.opens_after(wall(now), ATLANTA)
    assert opens.astimezone(UTC).strftime("%Y-%m-%d %H:%M") == opens_utc
