"""A layout that a biller's file writes down itself: the table `[billfile.own_layout]`, for `layout = "own"`."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from integration.billers.kinds import XmlName
from integration.billers.strict import Strict
from integration.billfile.layouts import DEFAULT, LAYOUTS, Layout, Rows, Trailer
from integration.billfile.shape import MANDATORY

OWN = "own"
Dates = Literal["yyyyMMdd", "MM/dd/yyyy", "yyyy-MM-dd"]  # forms.DAYS
Amounts = Literal["decimal", "implied"]  # forms.MONEYS
Encoding = Literal["utf-8", "us-ascii", "iso-8859-1", "windows-1252"]

_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}(/[A-Za-z_][A-Za-z0-9_.-]{0,63}){0,7}", re.ASCII)


def _path(value: str) -> str:
    if not _PATH.fullmatch(value):
        raise ValueError(f"found {value!r}; expected names of XML elements joined by /, like Amounts/Due")
    return value


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
    """One form of bill file, as `integration/billfile/layouts.py` has them; `fields` are path = BIF field."""

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

    @model_validator(mode="after")
    def _fits_the_bif(self) -> Self:
        mistakes = [
            *_names("fields", self.fields.values(), DEFAULT.fields.values(), MANDATORY),
            *_names("lines.fields", self.lines.fields.values() if self.lines else (), DEFAULT.lines.fields.values()),
            *_names(
                "meters.fields", self.meters.fields.values() if self.meters else (), DEFAULT.meters.fields.values()
            ),
            *_in_one_place(self._paths()),
        ]
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    def _paths(self) -> list[str]:
        groups = [rows.group for rows in (self.lines, self.meters) if rows]
        return [*self.fields, *self.unkept, *groups]

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


def _names(where: str, found: Iterable[str], known: Iterable[str], wanted: Iterable[str] = ()) -> Iterator[str]:
    """What is wrong with the fields that elements fill: each is one of the BIF's, and filled by one."""
    told, expected = list(found), sorted(set(known))
    for name in sorted(set(told)):
        if name not in expected:
            yield f"{where}: found {name!r}; expected one of {', '.join(expected)}"
        elif told.count(name) > 1:
            yield f"{where}: found {name!r} for {told.count(name)} elements; expected it for one"
    missing = [name for name in wanted if name not in told]
    if missing:
        yield f"{where}: found nothing for {', '.join(missing)}; expected an element for each: they are mandatory"


def _in_one_place(paths: list[str]) -> Iterator[str]:
    """An element holds text or elements, and has one meaning."""
    for path in sorted(set(paths)):
        if paths.count(path) > 1:
            yield f"found {path!r} twice; expected one meaning of an element"
        for other in paths:
            if other.startswith(f"{path}/"):
                yield f"found {path!r} and {other!r}; expected text or elements inside, not both"
