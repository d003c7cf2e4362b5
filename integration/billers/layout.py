"""A layout that a biller's file writes down itself: the table `[billfile.own_layout]`, for `layout = "own"`."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator

from integration.billers.kinds import XmlName
from integration.billers.strict import Strict
from integration.billfile.layouts import LAYOUTS, Layout, Rows, Trailer

OWN = "own"
Dates = Literal["yyyyMMdd", "MM/dd/yyyy", "yyyy-MM-dd"]  # forms.DAYS
Amounts = Literal["decimal", "implied"]  # forms.MONEYS
_Encoding = Literal["utf-8", "us-ascii", "iso-8859-1", "windows-1252"]  # cut.ENCODINGS

_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}(/[A-Za-z_][A-Za-z0-9_.-]{0,63}){0,7}", re.ASCII)


def _path(value: str) -> str:
    if not _PATH.fullmatch(value):
        raise ValueError(f"found {value!r}; expected names of XML elements joined by /, like Amounts/Due")
    return value


def _encoding(value: Any) -> Any:
    """By its first name, where a file could declare it by this one; what is none stays as it was found."""
    from integration.billfile.stream import ALIASES  # noqa: PLC0415 - it brings lxml

    if not isinstance(value, str):
        return value
    name = ALIASES.get(value.lower(), value.lower())
    return name if name in get_args(_Encoding) else value


Encoding = Annotated[_Encoding, BeforeValidator(_encoding)]
ElementPath = Annotated[str, AfterValidator(_path)]


class OwnRows(Strict):
    """`row` elements inside `group`; `fields` are theirs, element = ours."""

    group: XmlName
    row: XmlName
    fields: dict[XmlName, str]


class OwnTrailer(Strict):
    """The file's own count of bills and total, in `element` below the root."""

    element: XmlName
    count: XmlName
    total: XmlName


class OwnLayout(Strict):
    """One form of bill file, as `integration/billfile/layouts.py` has them; `fields` are path = BIF field.

    What only several of its keys together can show to be wrong is for `layout_checks.py`.
    """

    root: XmlName
    biller: XmlName  # attribute of the root
    created: XmlName  # attribute of the root
    bill: XmlName
    dates: Dates = "yyyyMMdd"
    money: Amounts = "decimal"
    fields: dict[ElementPath, str]
    unkept: tuple[ElementPath, ...] = ()
    lines: OwnRows | None = None
    meters: OwnRows | None = None
    trailer: OwnTrailer | None = None

    def as_layout(self) -> Layout:
        """The layout by which files are read."""
        return Layout(
            name=OWN,
            root=self.root,
            biller=self.biller,
            created=self.created,
            bill=self.bill,
            fields=self.fields,
            unkept=frozenset(self.unkept),
            lines=_rows(self.lines),
            meters=_rows(self.meters),
            trailer=Trailer(self.trailer.element, self.trailer.count, self.trailer.total) if self.trailer else None,
            dates=self.dates,
            money=self.money,
        )


def layouts_told() -> str:
    """What `layout` may be."""
    return " or ".join(f'"{name}"' for name in (*LAYOUTS, OWN))


def _rows(own: OwnRows | None) -> Rows:
    return Rows(own.group, own.row, own.fields) if own else Rows("", "", {})
