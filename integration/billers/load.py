"""Every biller's file of a folder, strictly read: all mistakes of all files come at once, before a call is taken."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError, create_model

from integration.billers.advice import warnings
from integration.billers.biller import Biller, Strict
from integration.billers.checks import combinations
from integration.billers.findings import names_of, nearest, sentences
from integration.billers.not_yet import refusals, without_what_waits
from integration.billers.places import places
from integration.billers.secret_text import Secrets
from integration.errors import Misconfigured

FILE_BYTES_MAX = 262_144


@dataclass(slots=True)
class Loaded:
    """What a folder holds: the billers without a mistake, and a sentence for each mistake and each warning."""

    billers: dict[str, Biller]
    findings: list[str]
    warnings: list[str]


def load_all(folder: Path, environment: Mapping[str, str], *, sandbox: bool) -> dict[str, Biller]:
    """All billers by their bid, from every `*.toml` of `folder`, with their secrets.

    Raises Misconfigured with one sentence for each mistake: file, key, what was found, what was expected. No sentence
    holds a secret. `sandbox` allows loopback addresses, plain http and test keys.
    """
    loaded = read_all(folder, environment, sandbox=sandbox)
    if loaded.findings:
        raise Misconfigured(loaded.findings)
    return loaded.billers


def read_all(folder: Path, environment: Mapping[str, str], *, sandbox: bool) -> Loaded:
    """The same without raising, for those who show mistakes and warnings to a person."""
    loaded = Loaded({}, [], [])
    tables: dict[str, dict[str, Any]] = {}
    for path in _files(folder, loaded.findings):
        try:
            tables[path.name] = _table(path)
        except ValueError as error:
            loaded.findings.append(f"{path.name}: {error}")
    for name, table in tables.items():
        _read_one(name, table, Secrets(environment, folder), loaded, sandbox=sandbox)
    loaded.findings += _shared(tables)
    return loaded


def _files(folder: Path, findings: list[str]) -> list[Path]:
    found = sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))
    if not found:
        there = "no file *.toml in it" if folder.is_dir() else "no such folder"
        findings.append(f"IVR_BILLERS: found {there} ({folder}); expected a file for each biller")
    return found


def _table(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise ValueError(f"longer than {FILE_BYTES_MAX} bytes; expected a biller's file")
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}") from None


def _read_one(name: str, table: dict[str, Any], secrets: Secrets, loaded: Loaded, *, sandbox: bool) -> None:
    parts, broken, said = _parts(table, secrets)
    biller = Biller.model_construct(**parts, folder=secrets.folder)
    said += combinations(biller, broken)
    said += places(biller, broken, sandbox=sandbox)
    said += refusals(biller, broken)
    loaded.findings += [f"{name}: {sentence}" for sentence in said]
    if not said:
        loaded.warnings += [f"{name}: {sentence}" for sentence in warnings(biller)]
        loaded.billers[biller.bid] = without_what_waits(Biller(**parts, folder=secrets.folder))


def _parts(table: dict[str, Any], secrets: Secrets) -> tuple[dict[str, Any], frozenset[str], list[str]]:
    """Each top-level key read by itself, so that one broken section does not hide the mistakes of the others."""
    parts: dict[str, Any] = {}
    broken: set[str] = set()
    said = [f"{key}: no such key; {nearest(key, (), Biller)}" for key in table if key not in names_of(Biller)]
    for key in names_of(Biller):
        try:
            found = _shape_of(key).model_validate({key: table[key]} if key in table else {}, context=secrets)
        except ValidationError as error:
            broken.add(key)
            said += sentences(error.errors(include_url=False, include_context=False), Biller)
        else:
            if key in table:
                parts[key] = getattr(found, key)
    return parts, frozenset(broken), said


@cache
def _shape_of(key: str) -> type[BaseModel]:
    field = Biller.model_fields[key]
    definitions: dict[str, Any] = {key: (field.annotation, field)}
    return create_model(f"Biller_{key}", __base__=Strict, **definitions)


def _shared(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What only one biller may have: its bid, and each of its lines."""
    owners: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, table in tables.items():
        lines = table.get("lines")
        for line in {str(line) for line in lines} if isinstance(lines, list) else ():
            owners["lines", line].append(name)
        owners["bid", str(table.get("bid", name))].append(name)
    for (key, value), names in sorted(owners.items()):
        if len(names) > 1:
            yield f"{', '.join(names)}: {key}: found {value} in {len(names)} files; expected it in one"
