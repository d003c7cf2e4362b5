"""Mistakes in a biller's file as sentences: which file, which key, what was found, what was expected.

A value is shown only where it cannot be a secret: never for a name that is not known (it may be a misspelt secret),
never for text where a table was expected.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

SHOWN_CHARS_MAX = 60
KINDS = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
EXPECTED = {
    "bool_type": "true or false, without quotes",
    "int_type": "a whole number, without quotes",
    "string_type": "text in quotes",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table",
    "model_type": "a table",
    "missing": "it to be there",
}
OF_A_KEY = "[key]"  # how pydantic ends the place of a mistake in a table's key, and not in its value
HIDING = ("tuple_type", "dict_type", "model_type")

Path = tuple[int | str, ...]


def dotted(path: Path) -> str:
    """`payments.gateway.key`, `lines[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def sentence(error: ErrorDetails, before: Path, shape: type[BaseModel]) -> str:
    """One of pydantic's errors, with the key's path in front; `before` is the path of the table it stands in."""
    where = error["loc"]
    if where[-1:] == (OF_A_KEY,):  # the key is what was found, in the table above it
        where = where[:-2]
    path = (*before, *where)
    return f"{dotted(path)}: {_said(error, path, shape)}"


def unknown_key(path: Path, shape: type[BaseModel]) -> str:
    """What to say of a key that no biller's file has."""
    here = [(*path[:-1], known) for known in names_of(shape_at(shape, path[:-1]))]
    return f"no such key; {meant(path, here, all_paths(shape))}"


def meant(found: Path, here: Sequence[Path], everywhere: Iterable[Path]) -> str:
    """The nearest spelling in the same table, or the same name in another one, or all that the table may hold."""
    close = get_close_matches(str(found[-1]), [str(path[-1]) for path in here], n=1)
    if close:
        return f"did you mean {dotted((*found[:-1], close[0]))}?"
    for path in everywhere:
        if path[-1] == found[-1]:
            return f"did you mean {dotted(path)}?"
    return f"expected one of {', '.join(str(path[-1]) for path in here)}" if here else "expected nothing here"


def names_of(shape: Any) -> list[str]:
    """The keys of a table, as the file spells them."""
    fields = shape.model_fields if isinstance(shape, type) and issubclass(shape, BaseModel) else {}
    return [field.alias or name for name, field in fields.items() if not field.exclude]


def all_paths(shape: Any, before: Path = ()) -> Iterator[Path]:
    """The path of every key of a file."""
    for name in names_of(shape):
        yield (*before, name)
        yield from all_paths(shape_at(shape, (name,)), (*before, name))


def shape_at(shape: Any, path: Path) -> Any:
    """The table's shape at this path; None where there is none."""
    for part in path:
        fields = shape.model_fields if isinstance(shape, type) and issubclass(shape, BaseModel) else {}
        found = next((field.annotation for name, field in fields.items() if part in (name, field.alias)), None)
        shape = next((kind for kind in getattr(found, "__args__", (found,)) if kind is not type(None)), None)
    return shape


def _said(error: ErrorDetails, path: Path, shape: type[BaseModel]) -> str:
    kind, found = error["type"], error["input"]
    if kind == "extra_forbidden":
        return unknown_key(path, shape)
    if kind == "missing":
        return "found nothing; expected it to be there"
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    expected = EXPECTED.get(kind) or error["msg"].removeprefix("Input should be ")
    return f"found {_kind(found) if kind in HIDING else _shown(found)}; expected {expected}"


def _shown(found: Any) -> str:
    return repr(found)[:SHOWN_CHARS_MAX] if isinstance(found, (str, int, float)) else _kind(found)


def _kind(found: Any) -> str:
    return KINDS.get(type(found), f"a {type(found).__name__}")
