"""A day as a person means it: the biller's own date, from its midnight to the next."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_

Zones = Mapping[str, ZoneInfo]  # by biller's id


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From (inclusive) and until (exclusive), aware UTC; 23 to 25 hours apart where clocks change."""
    begins, ends = (datetime.combine(date_, time.min, zone).astimezone(UTC) for date_ in (day, day + timedelta(1)))
    return begins, ends


def on_day(bid: ColumnElement[str], at: ColumnElement[Any], day: date, zones: Zones) -> ColumnElement[bool]:
    """Rows whose instant `at` lies in that day of their own biller; billers without a zone have none."""
    each = []
    for one, zone in zones.items():
        begins, ends = bounds(day, zone)
        each.append(and_(bid == one, at >= begins, at < ends))
    return or_(False, *each)
