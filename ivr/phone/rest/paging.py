"""A list in pages, in the shape that the client walks through."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

PAGE_DEFAULT = 50
PAGE_MAX = 1000


def page(
    name: str, rows: Sequence[Mapping[str, object]], path: str, asked: "MultiDict[str, str]"
) -> Mapping[str, object]:
    """One page of the rows, with the addresses of the first, the next and the one before."""
    size = min(_whole(asked, "PageSize", PAGE_DEFAULT) or PAGE_DEFAULT, PAGE_MAX)
    number = _whole(asked, "Page", 0)
    start = number * size
    shown = rows[start : start + size]

    def uri(wanted: int) -> str:
        kept = {key: value for key, value in asked.items(multi=True) if key not in {"Page", "PageSize", "PageToken"}}
        return f"{path}?{urlencode({**kept, 'PageSize': size, 'Page': wanted})}"

    return {
        name: list(shown),
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": uri(number),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1) if start + size < len(rows) else None,
        "previous_page_uri": uri(number - 1) if number else None,
    }


def _whole(asked: "MultiDict[str, str]", name: str, default: int) -> int:
    given = asked.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() else default
