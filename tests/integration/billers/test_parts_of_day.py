"""integration/billers/parts_of_day.py: the next morning or afternoon in which somebody may be called back."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from integration.billers.hours import Hours
from integration.billers.parts_of_day import Part, next_day_of

ATLANTA = ZoneInfo("America/New_York")
OFFICE = "Mon-Fri 08:00-17:00"
EARLY, EVENING = "Mon-Fri 06:00-11:30", "Mon-Fri 18:00-22:00"


@pytest.mark.parametrize(
    ("hours", "wall", "morning", "afternoon"),
    [
        (OFFICE, "2026-11-20 07:00", "2026-11-20", "2026-11-20"),  # a Friday
        (OFFICE, "2026-11-20 11:30", "2026-11-20", "2026-11-20"),  # half an hour is enough
        (OFFICE, "2026-11-20 11:31", "2026-11-23", "2026-11-20"),
        (OFFICE, "2026-11-20 16:45", "2026-11-23", "2026-11-23"),
        (OFFICE, "2026-11-21 12:00", "2026-11-23", "2026-11-23"),
        ("Fri 08:00-17:00", "2026-11-20 17:30", "2026-11-27", "2026-11-27"),
        (EARLY, "2026-11-20 11:00", "2026-11-20", None),
        (EARLY, "2026-11-20 11:01", "2026-11-23", None),
        (EVENING, "2026-11-20 19:00", None, None),
        ("Mon-Fri 10:00-24:00", "2026-11-20 16:30", "2026-11-23", "2026-11-20"),
        ("always", "2026-11-20 03:00", "2026-11-20", "2026-11-20"),
        ("always", "2026-11-20 22:00", "2026-11-21", "2026-11-21"),
    ],
)
def test_the_next_day_of_each_part(hours, wall, morning, afternoon):
    now = datetime.fromisoformat(wall).replace(tzinfo=ATLANTA).astimezone(UTC)
    found = [next_day_of(part, Hours.parse(hours), now, ATLANTA) for part in (Part.MORNING, Part.AFTERNOON)]
    assert found == [day and date.fromisoformat(day) for day in (morning, afternoon)]
