"""What no single key of `[billfile.own_layout]` can show to be wrong: each element and field has one meaning.

Each check names the keys that it reads, below the table, as those of `checks.py` do.
"""

from collections.abc import Callable, Iterable, Iterator

from integration.billers.biller import Biller
from integration.billers.layout import OwnLayout, OwnRows
from integration.billfile.layouts import DEFAULT
from integration.billfile.shape import MANDATORY

TABLE = "billfile.own_layout"

OwnCheck = Callable[[OwnLayout], Iterator[str]]


def _fields(own: OwnLayout) -> Iterator[str]:
    yield from _filled("fields", own.fields.values(), DEFAULT.fields.values())
    missing = [name for name in MANDATORY if name not in own.fields.values()]
    if missing:
        names = ", ".join(missing)
        yield f"{TABLE}.fields: found nothing for {names}; expected an element for each: they are mandatory"


def _filled(key: str, found: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Each field that elements fill is one of the BIF's, and filled by one of them."""
    told, expected = list(found), sorted(set(known))
    for name in sorted(set(told)):
        if name not in expected:
            yield f"{TABLE}.{key}: found {name!r}; expected one of {', '.join(expected)}"
        elif told.count(name) > 1:
            yield f"{TABLE}.{key}: found {name!r} for {told.count(name)} elements; expected it for one"


def _rows(key: str, rows: OwnRows | None, known: Iterable[str]) -> Iterator[str]:
    if rows is not None:
        yield from _filled(f"{key}.fields", rows.fields.values(), known)


def _in_one_place(own: OwnLayout) -> Iterator[str]:
    """An element of the bill holds text or elements, and has one meaning."""
    paths = [*own.fields, *own.unkept, *(rows.group for rows in (own.lines, own.meters) if rows)]
    for path in sorted(set(paths)):
        if paths.count(path) > 1:
            yield f"{TABLE}: found {path!r} twice; expected one meaning of an element"
        inside = sorted({repr(other) for other in paths if other.startswith(f"{path}/")})
        if inside:
            yield f"{TABLE}: found {path!r} and {', '.join(inside)}; expected text or elements inside, not both"


def _bill_in_root(own: OwnLayout) -> Iterator[str]:
    """XML would allow it; whoever reads the file, or a finding about it, would take one for the other."""
    if own.bill == own.root:
        yield f"{TABLE}.bill: found {own.bill!r}, which is the root; expected another element, inside it"


def _attributes(own: OwnLayout) -> Iterator[str]:
    if own.created == own.biller:
        yield f"{TABLE}.created: found {own.created!r}, which is the biller; expected another attribute of the root"


def _trailer(own: OwnLayout) -> Iterator[str]:
    if own.trailer is None:
        return
    for taken, meaning in ((own.bill, "a bill"), (own.root, "the root")):
        if own.trailer.element == taken:
            yield f"{TABLE}.trailer.element: found {taken!r}, which is {meaning}; expected an element of its own"
            break
    if own.trailer.count == own.trailer.total:
        yield f"{TABLE}.trailer.total: found {own.trailer.total!r}, which is the count; expected another element"


OWN_CHECKS: tuple[tuple[tuple[str, ...], OwnCheck], ...] = (
    (("fields",), _fields),
    (("lines",), lambda own: _rows("lines", own.lines, DEFAULT.lines.fields.values())),
    (("meters",), lambda own: _rows("meters", own.meters, DEFAULT.meters.fields.values())),
    (("fields", "unkept", "lines", "meters"), _in_one_place),
    (("bill", "root"), _bill_in_root),
    (("biller", "created"), _attributes),
    (("bill", "root", "trailer"), _trailer),
)


def _of_a_biller(check: OwnCheck) -> Callable[[Biller], Iterator[str]]:
    def told(biller: Biller) -> Iterator[str]:
        if biller.billfile.own_layout is not None:
            yield from check(biller.billfile.own_layout)

    return told


LAYOUT_CHECKS = tuple((tuple(f"{TABLE}.{key}" for key in reads), _of_a_biller(check)) for reads, check in OWN_CHECKS)
