"""A conversion file, CSV or XML, as records: read strictly, every mistake with its line.

    account_number,autopay,paperless,since,token,ending
    0012345678,yes,no,2024-03-01,tok_9f2c,1111

In XML the same by Cayenta's names, an element a record: `<ENROLMENTS><ENROLMENT><ACCOUNT_NO>0012345678</ACCOUNT_NO>
<AUTOPAY_YN>T</AUTOPAY_YN>…`. Either spelling of a name is read in either form. What is left out is not changed.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from integration.conversion import csv_rows, xml_rows
from integration.conversion.rows import Row, Rows, ours, wrong_names, wrong_values

RECORDS_MAX = 20_000  # one transaction writes them all, and callers wait meanwhile
YES_NO = {"yes": True, "y": True, "t": True, "1": True, "no": False, "n": False, "f": False, "0": False}
_ACCOUNT = re.compile(r"[0-9A-Za-z._/-]{1,30}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{8,120}", re.ASCII)
_ENDING = re.compile(r"[0-9]{4}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", re.ASCII)
_SHOWN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


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
    try:
        text = content.decode("utf-8-sig")
        rows = xml_rows.rows_of(content) if text.lstrip().startswith("<") else csv_rows.rows_of(text)
    except (ValueError, csv.Error) as error:
        return ReadFile(findings=[f"1: {error}"])
    if len(rows.rows) > RECORDS_MAX:
        return ReadFile(findings=[f"1: found {len(rows.rows)} records; expected at most {RECORDS_MAX} in a file"])
    if not rows.rows and not rows.findings:  # nobody sends a file to say nothing: most likely it is the wrong one
        return ReadFile(findings=["1: found no record; expected at least one"])
    return _records(rows)


def _records(rows: Rows) -> ReadFile:
    found = ReadFile(findings=rows.findings)
    seen: dict[str, int] = {}
    for row in rows.rows:
        wrong = [*wrong_names([name for name, _ in row.fields]), *wrong_values(row)]
        if not wrong:
            try:
                found.records.append(_once(_record(row), seen))
            except ValueError as error:
                wrong = [str(error)]
        found.findings += [f"{row.line}: {sentence}" for sentence in wrong]
    return found


def _record(row: Row) -> Record:
    told = {ours(name): value.strip() for name, value in row.fields if value.strip()}
    account = _fitting(told, "account_number", _ACCOUNT, "1 to 30 letters, digits and . _ / -")
    if not account:
        raise ValueError("account_number: found nothing; expected whose enrolment it is")
    record = Record(
        row.line,
        account,
        _flag(told, "autopay"),
        _flag(told, "paperless"),
        _day(told.get("since", "")),
        _token(told),
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


def _token(told: Mapping[str | None, str]) -> str:
    """It holds a letter: digits and signs alone may be a bank account's number, with its routing number or without."""
    token = _fitting(told, "token", _TOKEN, "a token of the gateway's, 8 to 120 letters and digits")
    if token and not any(map(str.isalpha, token)):
        raise ValueError(
            f"token: found no letter in {len(token)} characters, not shown: digits alone may be a bank account's; "
            "expected a token of the gateway's, which holds a letter"
        )
    return token


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
    # Eight digits could be a bank's account, and anything else a password: only what is written as a day is shown.
    told = repr(text) if _SHOWN_DAY.fullmatch(text) else f"{len(text)} characters that do not fit, not shown"
    raise ValueError(f"since: found {told}; expected a day as 2024-03-01 or 20240301")
