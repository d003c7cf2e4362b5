"""The kinds of value in a biller's file. Strict: "yes" is not true, "22" is not a number, 20 is not eight o'clock."""

import re
from collections.abc import Callable
from datetime import time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, WithJsonSchema

from integration.billers.hours import Hours, wall_time
from integration.model import CHARGED_WAYS, Way
from integration.money import Money

_E164 = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
_BID = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
_SIP = re.compile(r"sips?:[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?", re.ASCII)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}", re.ASCII)
_CONSTANT = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]{0,200}")
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}", re.ASCII)


def _money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    if not isinstance(value, str):
        raise ValueError(f'found {value!r}; expected money in quotes, like "2.50"')  # noqa: TRY004 - pydantic collects ValueError
    return Money.parse(value)


def _hours(value: Any) -> Hours:
    if isinstance(value, Hours):
        return value
    if not isinstance(value, str):
        raise ValueError(f'found {value!r}; expected hours like "Mon-Fri 08:00-17:00" or "always"')  # noqa: TRY004 - as above
    return Hours.parse(value)


def _wall_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    found = wall_time(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'found {value!r}; expected a time from "00:00" to "23:59"')
    return found


def _zone(value: Any) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError, TypeError):
        raise ValueError(f"found {value!r}; expected a time zone like America/New_York") from None


def _written(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"found {value!r}; expected {expected}")
        return value

    return check


def _charged(value: Any) -> Any:
    if value not in CHARGED_WAYS:
        raise ValueError(f"found {value!r}; expected {' or '.join(repr(way.value) for way in CHARGED_WAYS)}")
    return value


def _finite(value: Any) -> Any:
    if type(value) not in (int, float):
        raise ValueError(f"found {value!r}; expected a number without quotes")
    return value


Flag = StrictBool
ChargedWay = Annotated[Way, BeforeValidator(_charged)]
Whole = StrictInt
MoneyText = Annotated[Money, BeforeValidator(_money), WithJsonSchema({"type": "string", "examples": ["2.50"]})]
HoursText = Annotated[
    Hours, BeforeValidator(_hours), WithJsonSchema({"type": "string", "examples": ["Mon-Fri 08:00-17:00", "always"]})
]
WallTime = Annotated[time, BeforeValidator(_wall_time)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Phone = Annotated[str, AfterValidator(_written(_E164, "a number like +17705550100"))]
SipAddress = Annotated[str, AfterValidator(_written(_SIP, "an address like sip:line@pbx.example"))]
Bid = Annotated[str, AfterValidator(_written(_BID, "1 to 40 letters, digits or hyphens"))]
Version = Annotated[str, AfterValidator(_written(_VERSION, 'a version like "7.9.4"'))]
MailAddress = Annotated[str, AfterValidator(_written(_MAIL, "a mail address like billing@clayton.example"))]
XmlName = Annotated[str, AfterValidator(_written(_XML_NAME, "the name of an XML element, like CUR_BAL"))]
ConstantText = Annotated[str, AfterValidator(_written(_CONSTANT, "one line of at most 200 printable characters"))]
Number = Annotated[float, BeforeValidator(_finite), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(ge=0, le=1)]
