"""Our values in the types of a biller's WSDL. What a type cannot surely hold is refused, never guessed.

zeep asks nothing of a text: an xs:boolean takes "F" for true, an xs:int writes it as it stands. So each value is
turned into its type here, and a text is let through only where the type holds any text, or where it reads as one of
the type's own (XML Schema 1.0 part 2, section 3).
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from zeep import xsd
from zeep.xsd.types.collection import UnionType

from integration.cayenta.methods import Value
from integration.cayenta.texts import Dates, Flags, date_text, flag_text
from integration.money import Money

NUMBERS = (xsd.Decimal, xsd.Float, xsd.Double)  # whole numbers are Decimals to zeep
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_DAYS = (xsd.Date, xsd.DateTime, xsd.Time, xsd.Duration, xsd.gYear, xsd.gYearMonth, xsd.gMonthDay, xsd.gMonth, xsd.gDay)
_NO_TEXTS = (xsd.Boolean, xsd.ComplexType, xsd.Base64Binary, xsd.HexBinary, *_DAYS)
_CONTENT = "_value_1"  # zeep's name for the text of an element that has attributes


def plain_of(kind: Any) -> Any:
    """The type of an element's text, where the element may have attributes besides."""
    if isinstance(kind, xsd.ComplexType) and [name for name, _ in kind.elements] == [_CONTENT]:
        return kind.elements[0][1].type
    return kind


def is_number(kind: Any) -> bool:
    """Whether this type holds numbers alone, which have no leading zeros to keep."""
    return isinstance(plain_of(kind), NUMBERS)


def typed(value: Value, kind: Any, dates: Dates, flags: Flags) -> object:
    """A value as the WSDL's type wants it; a type of texts gets the biller's text forms.

    ValueError says what was found and what the type takes.
    """
    kind = plain_of(kind)
    if isinstance(kind, UnionType):
        return _of_a_union(kind, lambda member: typed(value, member, dates, flags))
    if isinstance(value, bool):
        return _flag(value, kind, flags)
    if isinstance(value, Money):
        return _money(value, kind)
    if isinstance(value, date):
        return _day(value, kind, dates)
    return _text(value, kind)


def _of_a_union(kind: Any, by: Callable[[Any], object]) -> str:
    """As the first of its members that takes the value writes it."""
    for member in kind.item_types:
        try:
            written: str = member.xmlvalue(by(member))
        except ValueError:
            continue
        return written
    raise ValueError("found a union of types of which none takes it; expected one that does")


def _flag(value: bool, kind: Any, flags: Flags) -> object:  # noqa: FBT001 - it is the value
    if isinstance(kind, xsd.Boolean):
        return value
    return str(int(value)) if isinstance(kind, xsd.Decimal) else _text(flag_text(value, flags), kind)


def _money(value: Money, kind: Any) -> object:
    if isinstance(kind, xsd.Integer):  # of dollars or of cents: nobody can tell
        raise ValueError(f"found an amount for {_name(kind)}; expected a type with decimals")  # noqa: TRY004 - of the value, as all here
    return Decimal(value.plain()) if isinstance(kind, xsd.Decimal) else _text(value.plain(), kind)


def _day(value: date, kind: Any, dates: Dates) -> object:
    if isinstance(kind, xsd.DateTime):
        return datetime.combine(value, time())
    return value if isinstance(kind, xsd.Date) else _text(date_text(value, dates), kind)


def _text(text: str, kind: Any) -> object:
    if isinstance(kind, xsd.Boolean) and text in _BOOLEANS:
        return _BOOLEANS[text]
    reads = _WHOLE if isinstance(kind, xsd.Integer) else _NUMBER if isinstance(kind, NUMBERS) else None
    # Any type but these is one of texts where it writes a text as it is: a list does not.
    fits = reads.fullmatch(text) if reads else not isinstance(kind, _NO_TEXTS) and kind.xmlvalue(text) == text
    if not fits:
        raise ValueError(f"found {text[:40]!r}; expected what {_name(kind)} takes")
    return text


def _name(kind: Any) -> str:
    return getattr(getattr(kind, "qname", None), "localname", None) or type(kind).__name__
