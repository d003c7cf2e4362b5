"""A conversion file in CSV (RFC 4180): a row of names, then a row for each record, commas between."""

import csv
import io
from collections.abc import Sequence

from integration.conversion.rows import EXPECTED, NAMES, Row, Rows, ours, wrong_names
from integration.conversion.secrets import forbidden_name

OTHERS_BETWEEN = {";": ";", "\t": "tabs", "|": "|"}  # what spreadsheets put where commas are meant


def rows_of(text: str) -> Rows:
    """Its rows; ValueError or csv.Error, which tell nothing of any value, where it is no such file."""
    reader = csv.reader(io.StringIO(text), strict=True)
    names = [name.strip() for name in next((row for row in reader if any(map(str.strip, row))), ())]
    found = Rows(findings=[f"{reader.line_num}: {sentence}" for sentence in _wrong_header(names)])
    if found.findings:
        return found
    for row in reader:
        if row and len(row) != len(names):
            raise ValueError(f"line {reader.line_num} has more or fewer fields than the first; expected as many")
        if row:
            found.rows.append(Row(reader.line_num, list(zip(names, row, strict=True))))
    return found


def _wrong_header(names: Sequence[str]) -> list[str]:
    """A first row without any name of ours is most likely a record, and nothing of it is shown."""
    if any(map(ours, names)) or not names:
        return list(wrong_names(names))
    for sign, told in OTHERS_BETWEEN.items():
        if len(names) == 1 and sign in names[0]:
            return [f"found {told} between the fields; expected commas"]
    forbidden = [name for name in names if forbidden_name(name)]
    return [
        *wrong_names(forbidden),
        f"found no field's name in the first row, not shown; expected names as {EXPECTED} (or {', '.join(NAMES)})",
    ]
