"""Bills that are cut off the front of a file read as they do in the whole document: values, findings, lines, counts."""

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.billfile import stream
from integration.billfile.cut import PlainBill
from integration.billfile.layouts import DEFAULT
from integration.billfile.reading import Reading, Terms
from integration.billfile.stream import Stream
from integration.sandbox.billfiles.generator import make_billfile
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing

DOCUMENTS = int(os.environ.get("IVR_BILL_DOCUMENTS", "150"))
TERMS = Terms.of(biller_with())
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
    cut, whole = both_ways(path)
    assert cut == whole
    assert len(cut[0]) == 300


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
        ("<BILLFILE ", "<BILLFILE a='>' "),
    ],
)
def test_whatever_stands_in_a_file_reads_the_same(write, content, found, put):
    cut, whole = both_ways(write(content.replace(found, put)))
    assert cut == whole


@settings(max_examples=DOCUMENTS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_reads_the_same(write, data):
    content = bytearray(TWO.encode())
    pieces = st.binary(max_size=3) | st.sampled_from([b"<", b">", b"&", b"\r", b"<!--", b"-->", b"<X/>", b"]]>"])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(pieces)
    cut, whole = both_ways(write(bytes(content)))
    assert agree(cut, whole), (cut, whole)


def test_a_flood_of_skeletons_is_read_and_not_remembered(write):
    bills = [bill_xml(ACCOUNT_NO=str(number), BILL_NO=f"B{number}", **{f"PET{number}": "cat"}) for number in range(300)]
    cut, whole = both_ways(write(file_xml(*bills, total="25260.00")))
    assert cut == whole
    assert cut[1].unknown_elements["PET299"] == 1
