"""The words that payers hear, row by row: `tables/` holds them for each language, typed by hand."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from integration.money import Money
from ivr.speech.kinds import KINDS

FOLDER = Path(__file__).parent / "tables"
TABLES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
ROWS_MIN = 150  # of amounts and dates, in each language
HARD = {
    "money": "0.00 0.01 0.02 1.00 1.01 21.00 31.00 71.00 80.00 81.00 91.00 100.00 101.00 200.00 999.99 1000.00 1001.00"
    " 1100.00 2000.00 1000000.00 2000000.00",
    "date": "2028-02-29 2026-12-31",
}
VALUE = {
    "money": lambda written: Money.parse(written).cents,
    "credit": lambda written: Money.parse(written).cents,
    "number": int,
}


def rows():
    return [
        pytest.param(language, kind, written, words, id=f"{language}-{kind}-{written}")
        for language, table in TABLES.items()
        for kind, lines in table.items()
        for written, words in lines.items()
    ]


@pytest.mark.parametrize(("language", "kind", "written", "words"), rows())
def test_a_row(say, language, kind, written, words):
    assert say(language, kind, VALUE.get(kind, str)(written)) == words


def test_every_language_has_its_table():
    assert TABLES.keys() == KINDS.keys()


@pytest.mark.parametrize("language", TABLES)
def test_a_table_is_long_enough_and_holds_the_hard_ones(language):
    table = TABLES[language]
    assert len(table["money"]) + len(table["date"]) + len(table["date_year"]) >= ROWS_MIN
    for kind, written in HARD.items():
        assert set(written.split()) <= table[kind].keys()
    days = [date.fromisoformat(written) for written in table["date"]]
    assert {day.month for day in days if day.day == 1} == set(range(1, 13))
    assert {day.day for day in days} == set(range(1, 32))
    assert {day.weekday() for day in days} == set(range(7))


@pytest.mark.parametrize("language", TABLES)
def test_no_row_is_in_one_language_only(language):
    first = next(iter(TABLES.values()))
    assert {kind: list(lines) for kind, lines in TABLES[language].items()} == {
        kind: list(lines) for kind, lines in first.items()
    }
