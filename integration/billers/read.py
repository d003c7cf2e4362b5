"""A table of a biller's file, key by key, so that one mistake never hides another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError, create_model

from integration.billers.biller import Biller
from integration.billers.findings import Path, dotted, names_of, sentence, shape_at, unknown_key
from integration.billers.reading import Reading
from integration.billers.strict import Strict


@dataclass(frozen=True, slots=True)
class Read:
    """Values by the file's own names; the dotted keys that could not be read; a sentence for each mistake."""

    values: dict[str, Any] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)


def read_table(shape: type[BaseModel], table: Mapping[str, Any], reading: Reading, before: Path = ()) -> Read:
    """Each key by itself, tables within tables likewise; `before` is the path of this table in the file."""
    known = names_of(shape)
    read = Read()
    read.findings.extend(f"{dotted(path)}: {unknown_key(path, Biller)}" for path in _others(table, known, before))
    for name in known:
        inner, value = shape_at(shape, (name,)), table.get(name)
        if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, BaseModel):
            _take_in(read, name, inner, read_table(inner, value, reading, (*before, name)))
        else:
            _read_key(read, shape, name, table, reading, before)
    return read


def _others(table: Mapping[str, Any], known: list[str], before: Path) -> list[Path]:
    return [(*before, name) for name in table if name not in known]


def _take_in(read: Read, name: str, inner: type[BaseModel], found: Read) -> None:
    read.values[name] = inner.model_construct(**found.values)
    read.broken.update(found.broken)
    read.findings.extend(found.findings)


def _read_key(
    read: Read, shape: type[BaseModel], name: str, table: Mapping[str, Any], reading: Reading, before: Path
) -> None:
    try:
        found = _alone(shape, name).model_validate({name: table[name]} if name in table else {}, context=reading)
    except ValidationError as error:
        read.broken.add(dotted((*before, name)))
        read.findings.extend(sentence(each, before, Biller) for each in error.errors(include_url=False))
    else:
        if name in table:
            (read.values[name],) = (getattr(found, field_name) for field_name in type(found).model_fields)


@cache
def _alone(shape: type[BaseModel], name: str) -> type[BaseModel]:
    """A table with this one key."""
    fields = {field_name: each for field_name, each in shape.model_fields.items() if name in (field_name, each.alias)}
    definitions: dict[str, Any] = {field_name: (each.annotation, each) for field_name, each in fields.items()}
    return create_model(f"{shape.__name__}_{name}", __base__=Strict, **definitions)
