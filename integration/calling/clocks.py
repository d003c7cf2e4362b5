"""Clocks of the called, from the pinned `tzdata`: a machine's own zone files may be older than the law of a province.

In 2026 British Columbia, Alberta, Manitoba and the Northwest Territories kept their summer clock for good; by files of
2025 they would be rung an hour off. The standard library prefers the machine's files, so they are passed by here.
"""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@cache
def clock(zone: str) -> ZoneInfo:
    """A zone by its name, `America/New_York`; FileNotFoundError when there is none."""
    with files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)
