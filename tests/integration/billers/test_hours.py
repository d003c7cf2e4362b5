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
