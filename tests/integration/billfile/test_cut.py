"""Bills that are cut off the front of a file read as they do in the whole document: values, findings, lines, counts."""

import os
import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.billfile import cut, stream
from integration.billfile.cut import PLAIN_CHARACTERS_MAX, PlainBill
from integration.billfile.layouts import DEFAULT
from integration.billfile.plain import PlainShaper
from integration.billfile.raw import RawBill
from integration.billfile.reading import Reading
from integration.billfile.stream import Stream
from integration.sandbox.billfiles.generator import make_billfile
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing, terms_of

DOCUMENTS = int(os.environ.get("IVR_BILL_DOCUMENTS", "150"))
ENCODINGS = ["utf-8", "us-ascii", "iso-8859-1", "windows-1252"]
TERMS = terms_of(biller_with(encodings=ENCODINGS))
TWO = file_xml(bill_xml(), owing("5.00", ACCOUNT_NO="2", BILL_NO="B2"), total="89.20")
WRONG = file_xml(bill_xml(DUE_DT="soon"), bill_xml(BILL_NO="B2", V_NAME="<b/>"), bill_xml(BILL_NO="B3"), total="252.60")


def outcome(path):
    """Of a file that is refused only why: how many bills were met before differs with what is parsed at once."""
    reading = Reading(path, TERMS, version=7)
    rows = list(reading.rows())
    return ([], reading.report.refused) if reading.report.refused else (rows, reading.report)


def both_ways(path):
    """What comes of a file with and without cutting."""
    cut = outcome(path)
    with pytest.MonkeyPatch.context() as whole:
        whole.setattr(stream, "_begins_below", lambda *_: 0)
        return cut, outcome(path)


def agree(cut, whole):
    """The same outcome; a file that is wrong in two places may be refused for either, by which is met first."""
    are_refused = [isinstance(told, str) for _rows, told in (cut, whole)]
    return all(are_refused) or cut == whole


def test_a_generated_file_is_cut_to_the_end_and_reads_the_same(tmp_path):
    path = tmp_path / "billheader_20261101.xml"
    make_billfile(path, "1368", 300, 7, date(2026, 11, 1))
    with path.open("rb") as file:
        assert all(isinstance(bill, PlainBill) for bills in Stream(file, DEFAULT) for bill in bills)
    cut_up, whole = both_ways(path)
    assert cut_up == whole
    assert len(cut_up[0]) == 300


@pytest.mark.parametrize("content", [TWO, WRONG])
@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("\n", "\r\n"),
        ("\n", ""),
        ("PAYER NAME", "SMITH &amp; SONS"),
        ("PAYER NAME", "JOS\u00c9  NU\u00d1EZ\u202e"),
        ("PAYER NAME", "<![CDATA[</BILLHEADER>]]>"),
        ("PAYER NAME", "a>DUE_DT>20261121>/DUE_DT>b"),
        ("PAYER NAME", "a]]>b"),
        ("PAYER NAME", "A |B"),
        ("00123", "00|123"),
        ("PAYER NAME", "A\x0bB"),
        ("PAYER NAME", "A\x00B"),
        ("PAYER NAME", "A\x85\x7fB"),
        ("</BILLHEADER>", '<METERS><METER><SERIAL_NO>A"1\\</SERIAL_NO></METER></METERS></BILLHEADER>'),
        ("</BILLHEADER>", "<METERS><METER><SERIAL_NO>\u00dc 1</SERIAL_NO></METER></METERS></BILLHEADER>"),
        ("</BILLHEADER>", "<METERS><METER><SERIAL_NO> 1  2 </SERIAL_NO></METER></METERS></BILLHEADER>"),
        ("</BILLHEADER>", f"<METERS><METER><SERIAL_NO>{'7' * 61}</SERIAL_NO></METER></METERS></BILLHEADER>"),
        ("</BILLHEADER>", "<METERS><METER><SERIAL_NO/><PREV_READ>007</PREV_READ></METER></METERS></BILLHEADER>"),
        ("</BILLHEADER>", '<LINES><LINE><SEQ>1</SEQ><DESC>"W"</DESC><AMT>-0.50</AMT></LINE></LINES></BILLHEADER>'),
        ("PAYER NAME", "&x;"),
        ("PAYER NAME", "\ufffe"),
        ("84.20<", "8<!-- c -->4.20<"),
        ("84.20<", " 84.20 <"),
        ("<BILLHEADER>", "<BILLHEADER/><BILLHEADER>"),
        ("<BILLHEADER>", "<BILLHEADER n='1'>"),
        ("<BILLHEADER>", "<!-- <BILLHEADER></BILLHEADER> --><BILLHEADER>"),
        ("<BILLHEADER>", "<PET>x</PET><BILLHEADER><PET/>"),
        ("<BILLHEADER>", "<BILLHEADER><MIN_DUE_AMT/><CITY> </CITY>"),
        ("</BILLHEADER>", "</BILLHEADER >"),
        ("<DUE_DT>", "<DUE_DT a='1'>"),
        ("<TRAILER>", "<TRAILER><TRAILER>"),
        ("<TRAILER>", "<BILLHEADER>"),
        ("</BILLFILE>", "</BILLFILE><x/>"),
        ("<BILLFILE ", "<BILLFILE xmlns:n='urn:n' "),
        ("<BILLFILE ", "<BILLFILE xmlns='urn:n' "),
        ("<BILLFILE ", "<!-- made by\nnobody - - --><BILLFILE "),
        ("<BILLFILE ", "<!-- a < b --><BILLFILE "),
        ("<BILLHEADER>", '<BILLHEADER xml:id="b">'),
        ("PAYER NAME", "xml:id"),
        ("UTF-8", "iso-8859-1"),
        ("UTF-8", "CP1252"),
        ("<BILLFILE ", "<BILLFILE a='>' "),
    ],
)
def test_whatever_stands_in_a_file_reads_the_same(write, content, found, put):
    cut_up, whole = both_ways(write(content.replace(found, put)))
    assert cut_up == whole


@pytest.mark.parametrize("found", ["<DUE_DT>", "<V_NAME>", "<BILLHEADER>"])
def test_a_prefix_that_is_declared_and_used_reads_the_same(write, found):
    declared = TWO.replace("<BILLFILE ", "<BILLFILE xmlns:n='urn:n' ")
    cut_up, whole = both_ways(write(declared.replace(found, f"<n:x/>{found[:-1]} n:nil='true'>")))
    assert cut_up == whole


@pytest.mark.parametrize("encoding", ENCODINGS[2:])
def test_wide_letters_of_one_byte_read_the_same(write, encoding):
    wide = TWO.replace("UTF-8", encoding).replace("PAYER", "JOS\u00c9 \u0178".encode("cp1252").decode("latin-1"))
    cut_up, whole = both_ways(write(wide.encode("latin-1")))
    assert cut_up == whole
    assert len(cut_up[0]) == 2


@pytest.mark.parametrize("above", ["xmlns:n='urn:n' ", "a='1' "])
def test_what_stands_at_the_root_keeps_nothing_from_being_cut(write, above):
    path = write(TWO.replace("<BILLFILE ", f"<!-- of\nthe night --> <BILLFILE {above}"))
    with path.open("rb") as file:
        kinds = [type(bill) for bills in Stream(file, DEFAULT) for bill in bills]
    assert kinds == [PlainBill, PlainBill]


@settings(max_examples=DOCUMENTS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_reads_the_same(write, data):
    content = bytearray(TWO.encode())
    pieces = st.binary(max_size=3) | st.sampled_from([b"<", b">", b"&", b"\r", b"<!--", b"-->", b"<X/>", b"]]>"])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(pieces)
    cut_up, whole = both_ways(write(bytes(content)))
    assert agree(cut_up, whole), (cut_up, whole)


OPTIONAL = {"CITY": "MACON", "EMAIL": "a@example.com", "ACCOUNT_NO_CUSTOM": "C-7", "MIN_DUE_AMT": "5.00", "PET": "cat"}
LINE = "<LINE><SEQ>1</SEQ><DESC>Water</DESC><AMT>12.00</AMT></LINE>\n"
METER = "<METER><SERIAL_NO>700{}</SERIAL_NO><PREV_READ>1</PREV_READ></METER>"


def of_many_forms(count):
    """Bills in streaks of one form, each with some of the fields that a bill may have, some lines and some meters."""
    dice = random.Random(7)
    bills = []
    while len(bills) < count:
        fields = {name: text for name, text in OPTIONAL.items() if dice.random() < 0.5}
        fields |= {"LINES": LINE * dice.randrange(4), "METERS": METER.format(len(bills)) * dice.randrange(3)}
        for _ in range(dice.choice([1, 1, 2, 12])):
            bills.append(bill_xml(ACCOUNT_NO=str(len(bills)), BILL_NO=f"B{len(bills)}", **fields))
    return file_xml(*bills, total=f"{84.2 * len(bills):.2f}")


@pytest.mark.parametrize("limits", [{}, {"SKELETONS_MAX": 9}, {"PATTERNS_MAX": 0}, {"PATTERNS_MAX": 3}, {"STREAK": 1}])
def test_bills_of_many_forms_read_the_same(write, monkeypatch, limits):
    for name, value in limits.items():
        monkeypatch.setattr(cut, name, value)
    cut_up, whole = both_ways(write(of_many_forms(300)))
    assert cut_up == whole
    assert len(cut_up[0]) >= 300


def test_one_bill_that_is_wrong_among_many_keeps_none_of_the_others_from_the_short_way(write):
    bills = [bill_xml(ACCOUNT_NO=str(number), BILL_NO=f"B{number}") for number in range(40)]
    bills[17] = bill_xml(ACCOUNT_NO="17", BILL_NO="B17", DUE_DT="soon")
    path = write(file_xml(*bills, total="3368.00"))
    shaper = PlainShaper("1368", DEFAULT, date(2026, 11, 1), 7)
    with path.open("rb") as file:
        rows = [row for bills in Stream(file, DEFAULT) for row in shaper.rows_of(bills)]
    assert [place for place, row in enumerate(rows) if row is None] == [17]


def test_a_bill_that_is_long_is_not_remembered(write):
    long = bill_xml(ACCOUNT_NO="2", BILL_NO="B2", MESSAGE="long " * PLAIN_CHARACTERS_MAX)
    path = write(file_xml(bill_xml(), long, total="168.40"))
    with path.open("rb") as file:
        assert [type(bill) for bills in Stream(file, DEFAULT) for bill in bills] == [PlainBill, RawBill]
    cut_up, whole = both_ways(path)
    assert cut_up == whole


def test_a_flood_of_skeletons_is_read_and_not_remembered(write, monkeypatch):
    monkeypatch.setattr(cut, "SKELETONS_MAX", 200)
    bills = [bill_xml(ACCOUNT_NO=str(number), BILL_NO=f"B{number}", **{f"PET{number}": "cat"}) for number in range(300)]
    cut_up, whole = both_ways(write(file_xml(*bills, total="25260.00")))
    assert cut_up == whole
    assert cut_up[1].unknown_elements["PET299"] == 1
