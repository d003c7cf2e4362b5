"""A conversion file, CSV or XML, as records: read strictly, every mistake with its line.

    account_number,autopay,paperless,since,token,ending
    0012345678,yes,no,2024-03-01,tok_9f2c,1111

In XML the same by Cayenta's names, an element a record: `<ENROLMENTS><ENROLMENT><ACCOUNT_NO>0012345678</ACCOUNT_NO>
<AUTOPAY_YN>T</AUTOPAY_YN>…`. Either spelling of a name is read in either form. What is left out is not changed.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lxml import etree

from integration.conversion.secrets import forbidden_name, forbidden_value

ROOT, RECORD = "ENROLMENTS", "ENROLMENT"
RECORDS_MAX = 20_000  # one transaction writes them all, and callers wait meanwhile
NAMES: Mapping[str, str] = {
    "ACCOUNT_NO": "account_number",
    "AUTOPAY_YN": "autopay",
    "PAPERLESS_YN": "paperless",
    "EFFECTIVE_DT": "since",
    "TOKEN": "token",
    "ENDING": "ending",
}
YES_NO = {"yes": True, "y": True, "t": True, "1": True, "no": False, "n": False, "f": False, "0": False}
_ACCOUNT = re.compile(r"[0-9A-Za-z._/-]{1,30}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{8,120}", re.ASCII)
_ENDING = re.compile(r"[0-9]{4}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Record:
    """One account, as it was enrolled elsewhere; None is "not told". `token` is a reusable one of our gateway's."""

    line: int
    account_number: str
    autopay: bool | None = None
    paperless: bool | None = None
    since: date | None = None
    token: str = field(default="", repr=False)
    ending: str = ""


@dataclass(slots=True)
class ReadFile:
    """A file's records, and a sentence for each mistake; with any mistake none is to be taken over."""

    records: list[Record] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def read(content: bytes) -> ReadFile:
    """CSV, or XML where the first sign is a <."""
    found = ReadFile()
    try:
        text = content.decode("utf-8-sig")
        rows = list(_of_xml(content) if text.lstrip().startswith("<") else _of_csv(text))
    except (ValueError, csv.Error) as error:
        found.findings.append(f"1: {error}")
        return found
    if len(rows) > RECORDS_MAX:
        found.findings.append(f"1: found {len(rows)} records; expected at most {RECORDS_MAX} in a file")
        return found
    seen: dict[str, int] = {}
    for line, row in rows:
        wrong = list(_wrong(row))
        if not wrong:
            try:
                found.records.append(_once(_record(line, row), seen))
            except ValueError as error:
                wrong = [str(error)]
        found.findings += [f"{line}: {sentence}" for sentence in wrong]
    return found


def _wrong(row: Mapping[str, str]) -> Iterator[str]:
    """Names that are forbidden or not known, and values that are forbidden under any name."""
    for name, value in row.items():
        why = forbidden_name(name)
        if why:
            yield f"{name}: {why}"
        elif _ours(name) is None:
            yield f"{name}: no such field; expected {', '.join(NAMES.values())}"
        elif forbidden_value(value):
            yield f"{name}: {forbidden_value(value)}"


def _ours(name: str) -> str | None:
    return NAMES.get(name) or (name if name in NAMES.values() else None)


def _record(line: int, row: Mapping[str, str]) -> Record:
    told = {_ours(name): value.strip() for name, value in row.items() if value.strip()}
    account = _fitting(told, "account_number", _ACCOUNT, "1 to 30 letters, digits and . _ / -")
    if not account:
        raise ValueError("account_number: found nothing; expected whose enrolment it is")
    record = Record(
        line,
        account,
        _flag(told, "autopay"),
        _flag(told, "paperless"),
        _day(told.get("since", "")),
        _fitting(told, "token", _TOKEN, "a token of the gateway's, 8 to 120 letters and digits"),
        _fitting(told, "ending", _ENDING, "the last four digits"),
    )
    if record.autopay is None and record.paperless is None:
        raise ValueError("autopay: found neither autopay nor paperless; expected yes or no for one of them")
    if bool(record.token) != bool(record.ending) or (record.token and not record.autopay):
        raise ValueError("token: found a part of autopay yes, token and ending; expected all three, or no token")
    return record


def _once(record: Record, seen: dict[str, int]) -> Record:
    first = seen.setdefault(record.account_number, record.line)
    if first != record.line:
        raise ValueError(f"account_number: found the account of line {first} again; expected each once")
    return record


def _fitting(told: Mapping[str | None, str], name: str, grammar: re.Pattern[str], expected: str) -> str:
    """The value, '' where there is none. What does not fit is not shown: it may be what must not be here."""
    value = told.get(name, "")
    if value and not grammar.fullmatch(value):
        raise ValueError(f"{name}: found {len(value)} characters that do not fit, not shown; expected {expected}")
    return value


def _flag(told: Mapping[str | None, str], name: str) -> bool | None:
    value = told.get(name, "").lower()
    if value and value not in YES_NO:
        raise ValueError(f"{name}: found {len(value)} characters that do not fit; expected yes or no (T or F)")
    return YES_NO.get(value)


def _day(text: str) -> date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass  # 20260231 has the form and is no day
    raise ValueError(f"since: found {text[:12]!r}; expected a day as 2024-03-01 or 20240301")


def _of_csv(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    names = [str(name).strip() for name in reader.fieldnames or ()]
    wrong = list(_wrong(dict.fromkeys(names, "")))
    if wrong or len(set(names)) != len(names):
        raise ValueError("; ".join(wrong) or "found a column twice; expected each once")
    for row in reader:
        if None in row or None in row.values():
            raise ValueError(f"line {reader.line_num} has more or fewer fields than the first; expected as many")
        yield reader.line_num, {name: str(row[raw]) for name, raw in zip(names, reader.fieldnames or (), strict=True)}


def _of_xml(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root: Any = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"found no whole XML: {error}") from error
    if root.getroottree().docinfo.doctype or root.tag != ROOT:
        raise ValueError(f"found {str(root.tag)[:40]!r}, or a document type; expected {ROOT} and none")
    for record in root.iterchildren(etree.Element):
        if record.tag != RECORD:
            why = forbidden_name(str(record.tag)) or f"expected {RECORD}"
            raise ValueError(f"line {record.sourceline}: found {str(record.tag)[:40]!r}; {why}")
        yield record.sourceline, _fields(record)


def _fields(record: Any) -> dict[str, str]:
    """Attributes too: nothing of a record may be overlooked."""
    fields = {f"@{name}": str(value) for name, value in record.attrib.items()}
    for child in record.iterchildren(etree.Element):
        if child.tag in fields or len(child) or child.attrib:
            raise ValueError(f"line {child.sourceline}: found {str(child.tag)[:40]!r} twice or with parts")
        fields[str(child.tag)] = child.text or ""
    return fields
