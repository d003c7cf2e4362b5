"""What a bill file's name says: `billheader_yyyyMMdd[_n].xml` (billfile.md). The name is data, never a path."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from integration.billfile.findings import FileRefused, Finding, shown

MARKER = ".done"  # a file of a name with this at its end says that the file of the name is whole
EXPECTED_NAME = "billheader_yyyyMMdd.xml or billheader_yyyyMMdd_n.xml"
_NAME = re.compile(r"billheader_(?P<day>[0-9]{8})(?:_(?P<n>[0-9]{1,4}))?\.xml", re.ASCII)


def is_zip(name: str) -> bool:
    """Whether a file of this name holds a bill file instead of being one."""
    return name.endswith(".zip")


def xml_name_of(name: str) -> str:
    """The bill file's name inside a zip of this name; any other name is its own."""
    return name.removesuffix(".zip") + ".xml" if is_zip(name) else name


@dataclass(frozen=True, slots=True, order=True)
class FileName:
    """The order of files by name: the day, then the file of that day (1 for the plain name, `_n` is n + 1)."""

    day: date
    sequence: int


def file_name_of(name: str) -> FileName:
    """Read a bill file's name; FileRefused says what was found."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise _misnamed(name)
    try:
        day = datetime.strptime(found["day"], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise _misnamed(name) from None
    # Both `_1` and `_2` are written for "a second file that day", so neither may share the plain name's place.
    return FileName(day, 1 if found["n"] is None else int(found["n"]) + 1)


def as_of(created: date, extract_at: time, zone: ZoneInfo, *, not_after: datetime) -> datetime:
    """When a file's balances were true: CREATED_DT at the biller's `extract_at`; aware.

    A file that was there at `not_after` (aware) was made of the books of an extract that had passed by then, whatever
    day it tells: else a payment between that extract and the told one would be taken for one that is in its balances,
    and the payer asked for it twice.
    """
    newest = not_after.astimezone(zone).date()
    if datetime.combine(newest, extract_at, zone) > not_after:
        newest -= timedelta(days=1)
    return datetime.combine(min(created, newest), extract_at, zone)


def _misnamed(name: str) -> FileRefused:
    return FileRefused(Finding(None, None, "file name", shown(name), EXPECTED_NAME))
