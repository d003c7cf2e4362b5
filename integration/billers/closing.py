"""When a biller's batch closes next: a time on its wall, whatever the clocks do that day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_AROUND = range(-1, 3)  # days beside the wall's own: a close that clocks move may fall into the day after


def next_close(closes: time, zone: ZoneInfo, after: datetime) -> datetime:
    """The first close after an instant, aware UTC; one a day, 23 to 25 hours apart where clocks change.

    A time that the clocks show twice is its first showing. One that they skip is as late as it would have been without
    the change (02:30 is 03:30 that day), so that the day is a whole one.
    """
    wall = after.astimezone(zone).date()
    days = (wall + timedelta(days) for days in _AROUND)
    return min(close for close in (_close(day, closes, zone) for day in days) if close > after)


def _close(day: date, closes: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, closes.replace(fold=0), zone).astimezone(UTC)
