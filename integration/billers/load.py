"""Every biller's file of a folder, strictly read: all mistakes of all files come at once, before a call is taken."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.billers.advice import warnings
from integration.billers.biller import Biller, Cayenta
from integration.billers.checks import combinations
from integration.billers.not_yet import refusals
from integration.billers.read import read_table
from integration.billers.reading import Reading
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
        read_one(name, table, Reading(environment, folder, sandbox), loaded)
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
        return tomllib.loads(path.read_text("utf-8-sig"))  # editors on Windows write a mark first
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}") from None
    except RecursionError:
        raise ValueError("is nested too deeply; expected a biller's file") from None


def read_one(name: str, table: dict[str, Any], reading: Reading, loaded: Loaded) -> None:
    """Add what one file's table holds: the biller, or every mistake in it; `name` is the file's."""
    read = read_table(Biller, table, reading)
    partial = Biller.model_construct(**read.values, folder=reading.folder)
    said = [*read.findings, *combinations(partial, read.broken), *refusals(partial, read.broken)]
    loaded.findings += [f"{name}: {sentence}" for sentence in said]
    if not said:
        biller = Biller.model_validate(table, context=reading).model_copy(update={"folder": reading.folder})
        loaded.warnings += [f"{name}: {sentence}" for sentence in warnings(biller)]
        loaded.billers[biller.bid] = biller


def read_cayenta(folder: Path, bid: str, environment: Mapping[str, str], *, sandbox: bool) -> Cayenta:
    """How one biller's Cayenta is spoken to, whatever else its file says or lacks: its WSDL may not be there yet.

    Misconfigured when no file is the biller's, or for each mistake in its [cayenta].
    """
    findings: list[str] = []
    for path in _files(folder, findings):
        try:
            table = _table(path)
        except ValueError as error:
            findings.append(f"{path.name}: {error}")
            continue
        if str(table.get("bid")) == bid:
            return _cayenta(path.name, table.get("cayenta"), Reading(environment, folder, sandbox))
    raise Misconfigured([*findings, f"there is no biller {bid!r} in {folder}"])


def _cayenta(name: str, table: Any, reading: Reading) -> Cayenta:
    if not isinstance(table, dict):
        raise Misconfigured([f"{name}: cayenta: found no table; expected it to be there"])
    findings = read_table(Cayenta, table, reading, ("cayenta",)).findings
    if findings:
        raise Misconfigured([f"{name}: {sentence}" for sentence in findings])
    return Cayenta.model_validate(table, context=reading)


def _shared(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What only one biller may have: its bid, each of its lines, and the number that its texts are from."""
    owners: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, table in tables.items():
        lines = table.get("lines")
        for line in {str(line) for line in lines} if isinstance(lines, list) else ():
            owners["lines", line].append(name)
        texts = table.get("texts")
        if isinstance(texts, dict) and "from" in texts:
            number = str(texts["from"])
            owners["texts.from", number].append(name)
            if not isinstance(lines, list) or number not in lines:
                owners["lines", number].append(name)
        owners["bid", str(table.get("bid", name))].append(name)
    for (key, value), names in sorted(owners.items()):
        if len(names) > 1:
            yield f"{', '.join(names)}: {key}: found {value} in {len(names)} files; expected it in one"
