"""Everything that is wrong with a return file is told: its line, the field and its positions, both sides."""

import io

import pytest

from integration.nacha.findings import FINDINGS_KEPT_MAX
from integration.nacha.reading import Reading
from tests.integration.nacha.samples import Sheet, changed, entry, file_header, good, returned, written


def told(raw):
    reading = Reading(io.BytesIO(raw))
    list(reading)
    return list(reading.findings.sentences())


def lines(raw=None):
    return (raw or good()).decode().splitlines()


def with_line(number, text):
    """The good file with one line changed."""
    changed_lines = lines()
    changed_lines[number - 1] = text(changed_lines[number - 1])
    return written(changed_lines)


def put(first, text):
    return lambda line: line[: first - 1] + text + line[first - 1 + len(text) :]


@pytest.mark.parametrize(
    ("line", "first", "text", "sentence"),
    [
        (1, 2, "02", "priority code (2-3): found 99, expected 01"),
        (1, 24, "261131", "file creation date (24-29): found 999999, expected a day as YYMMDD"),
        (1, 35, "106", "record size (35-37): found 999, expected 094"),
        (1, 38, "20", "blocking factor (38-39): found 99, expected 10"),
        (1, 40, "2", "format code (40): found 9, expected 1"),
        (2, 2, "280", "service class (2-4): found 999, expected 200 (mixed), 220 (credits) or 225 (debits)"),
        (
            2,
            51,
            "IAT",
            "entry class (51-53): found AAA, expected three letters, not IAT and not ADV: laid out otherwise",
        ),
        (2, 88, "000000x", "batch number (88-94): found 999999A, expected 7 digits"),
        (3, 2, "25", "transaction code (2-3): found 99, expected a return's (21, 26, 31, 36 …) or the entry's own"),
        (3, 12, "5", "check digit (12): found 9, expected the check digit of the receiving bank's routing number"),
        (3, 30, "    12.354", "amount (30-39): found ____99?999, expected 10 digits"),
        (3, 79, "0", "addenda indicator (79): found 9, expected 1: a return has its reason in an addenda record"),
        (3, 80, " " * 15, "trace number (80-94): found blanks, expected 15 digits"),
        (4, 2, "05", "addenda type (2-3): found 99, expected 98 (correction) or 99 (return)"),
        (4, 4, "C01", "return reason code (4-6): found A99, expected R and two digits"),
        (4, 7, " ", "original trace number (7-21): found _99999999999999, expected 15 digits"),
        (4, 94, "3", "trace number (80-94): found 999999999999999, expected the trace number of its entry, line 3"),
        (7, 10, "5", "entry and addenda count (5-10): found 5, expected 4, as counted in the batch"),
        (7, 20, "9", "entry hash (11-20): found …0069, expected …0062, what the entries of the batch add up to"),
        (7, 32, "8", "total debits (21-32): found 16918, expected 16919, as counted in the batch"),
        (7, 44, "1", "total credits (33-44): found 1, expected 0, as counted in the batch"),
        (7, 45, "c", "company identification (45-54): found AAAAAAAAAA, expected what the batch header of line 2 says"),
        (7, 2, "200", "service class (2-4): found 999, expected what the batch header of line 2 says"),
        (7, 80, "1", "originating bank (80-87): found 99999999, expected what the batch header of line 2 says"),
        (7, 94, "9", "batch number (88-94): found 9999999, expected what the batch header of line 2 says"),
        (7, 74, "x", "reserved (74-79): found A_____, expected blanks"),
        (10, 4, "R01", "change code (4-6): found A99, expected C and two digits"),
        (12, 7, "3", "batch count (2-7): found 3, expected 2, as counted in the file"),
        (12, 13, "1", "block count (8-13): found 1, expected 2, as counted in the file"),
        (12, 21, "7", "entry and addenda count (14-21): found 7, expected 6, as counted in the file"),
        (12, 31, "0", "entry hash (22-31): found …0120, expected …0122, what the entries of the file add up to"),
        (12, 43, "8", "total debits (32-43): found 16918, expected 16919, as counted in the file"),
        (12, 55, "9", "total credits (44-55): found 9, expected 0, as counted in the file"),
        (12, 56, "x", f"reserved (56-94): found A{'_' * 38}, expected blanks"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_else(line, first, text, sentence):
    assert told(with_line(line, put(first, text))) == [f"line {line}: {sentence}"]


@pytest.mark.parametrize(
    ("code", "data", "sentence"),
    [
        ("C01", "", "corrected account number (36-52): found blanks, expected an account number"),
        ("C02", "123456789", "corrected routing number (36-44): found 999999999, expected nine digits that pass"),
        ("C03", "322271627", "corrected account number (48-64): found blanks, expected an account number"),
        ("C05", "26", "corrected transaction code (36-37): found 99, expected a transaction code: 22-24"),
        ("C06", "640295771820537", "corrected transaction code (56-57): found blanks, expected a transaction code"),
        ("C07", "322271627 640295", "corrected transaction code (62-63): found blanks, expected a transaction code"),
    ],
)
def test_corrected_data_that_cannot_be_what_its_code_says(code, data, sentence):
    (only,) = told(Sheet().batch((entry(0), changed(code, data)), entry_class="COR").end())
    assert only.startswith(f"line 4: {sentence}")


def test_a_correction_moves_no_money():
    (only,) = told(Sheet().batch((entry(7), changed()), entry_class="COR").end())
    assert only == "line 3: amount (30-39): found 9999999999, expected zeros: a correction moves no money"


def test_a_day_of_death_that_no_calendar_has():
    (only,) = told(Sheet().batch((entry(), returned("R15", death="260230"))).end())
    assert only == "line 4: date of death (22-27): found 999999, expected YYMMDD or blanks"


@pytest.mark.parametrize(
    ("line", "text", "sentence"),
    [
        (3, lambda line: line[:-1], "line 3: record: found 93 characters, expected 94 characters"),
        (3, lambda line: line + " ", "line 3: record: found 95 characters, expected 94 characters"),
        (3, lambda line: line * 100, "line 3: record: found 9400 characters, expected 94 characters and a line end"),
        (3, put(60, "\xe9"), "line 3: record (60): found byte 0xe9, expected printable ASCII"),
        (3, put(60, "\t"), "line 3: record (60): found byte 0x09, expected printable ASCII"),
        (13, lambda line: line[:-5], "line 13: record: found 89 characters, expected 94 characters"),
        (20, lambda _: "", "line 20: record: found 0 characters, expected 94 characters"),
    ],
)
def test_a_record_is_94_printable_characters(line, text, sentence):
    assert told(with_line(line, text)) == [sentence]


def test_a_byte_order_mark_is_told_once_and_the_rest_is_read():
    (only,) = told(b"\xef\xbb\xbf" + good())
    assert only.startswith("line 1: file: found a byte order mark, expected 1 as the very first byte")


@pytest.mark.parametrize(
    ("gone", "sentences"),
    [
        (1, ["line 1: record type (1): found a batch header (5), expected a file header (1)"]),
        (2, ["line 2: record type (1): found an entry (6), expected a batch header (5) or a file control (9)"]),
        (4, ["line 4: record type (1): found an entry (6), expected an addenda record (7)"]),
        (7, ["line 7: record type (1): found a batch header (5), expected an entry (6) or a batch control (8)"]),
        (11, ["line 11: record type (1): found a file control (9), expected an entry (6) or a batch control (8)"]),
    ],
)
def test_a_record_that_is_missing(gone, sentences):
    without = lines()
    del without[gone - 1]
    found = told(written(without))
    assert found[: len(sentences)] == sentences
    assert "line 20: file: found 19 records, expected a multiple of 10, filled up with lines of nines" in found


@pytest.mark.parametrize(
    ("before", "added", "sentence"),
    [
        (2, file_header(), "found a file header (1), expected a batch header (5) or a file control (9)"),
        (5, returned(), "found an addenda record (7), expected an entry (6) or a batch control (8)"),
        (4, "4" * 94, "found an unknown record type (9), expected an addenda record (7)"),
        (4, "x" * 94, "found an unknown record type (A), expected an addenda record (7)"),
        (13, "x" * 94, "found an unknown record type (A), expected filler (94 nines) or the end"),
        (13, entry(), "found an entry (6), expected filler (94 nines) or the end"),
    ],
)
def test_a_record_where_it_may_not_be(before, added, sentence):
    more = lines()
    more.insert(before - 1, added)
    del more[-1]
    assert f"line {before}: record type (1): {sentence}" in told(written(more))


@pytest.mark.parametrize("kept", range(12))
def test_a_file_that_was_cut_off(kept):
    found = told(written(lines()[:kept]))
    assert any(f"line {kept + 1}: record type (1): found the end of the file" in sentence for sentence in found)


def test_an_unfilled_block():
    only = told(Sheet().batch((entry(), returned())).end(filled=False))
    assert only == ["line 7: file: found 6 records, expected a multiple of 10, filled up with lines of nines"]


def test_many_faults_are_all_told_in_the_order_of_the_file():
    raw = written([put(2, "02")(lines()[0]), put(2, "25")(lines()[2]), *lines()[3:6], put(10, "5")(lines()[6])])
    assert [sentence.split(":")[0] for sentence in told(raw)] == [
        "line 1",
        "line 2",
        "line 2",
        "line 6",
        "line 7",
        "line 7",
    ]


def test_a_file_that_is_wrong_throughout_does_not_fill_the_memory():
    found = told(b"\n" * (FINDINGS_KEPT_MAX + 7))
    assert len(found) == FINDINGS_KEPT_MAX + 1
    assert found[-1] == "and 9 more"
