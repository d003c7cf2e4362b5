"""What a biller's file may say of how its bill files are written: encodings, days, money, and a layout of its own."""

from typing import get_args

import pytest

from integration.billers.layout import Amounts, Dates
from integration.billfile.forms import DAYS, MONEYS
from integration.billfile.reading import Reading
from integration.billfile.stream import ALIASES
from integration.ledger.rows import PLACE
from tests.integration.billfile.samples import bill_xml, biller_with, check_file, file_xml, terms_of

OWN = {
    "root": "Export",
    "biller": "utility",
    "created": "on",
    "bill": "Rec",
    "dates": "yyyy-MM-dd",
    "money": "implied",
    "fields": {
        "Acct": "account_number",
        "Doc/No": "invoice_number",
        "Doc/Day": "bill_date",
        "Doc/Due": "due_date",
        "Sum": "balance_due",
    },
    "unkept": ["Route"],
    "lines": {"group": "Parts", "row": "Part", "fields": {"What": "description", "Sum": "amount"}},
    "trailer": {"element": "End", "count": "N", "total": "All"},
}
PARTS = "<Parts><Part><What>Water</What><Sum>8420</Sum></Part></Parts>"
REC = f"<Rec><Acct>7</Acct><Doc><No>B7</No><Day>2026-11-01</Day><Due>2026-11-21</Due></Doc><Sum>8420</Sum>{PARTS}</Rec>"
EXPORT = f'<Export utility="1368" on="2026-11-01">{REC}<End><N>1</N><All>8420</All></End></Export>'


def rows(path, **settings):
    reading = Reading(path, terms_of(biller_with(**settings)))
    return list(reading.rows()), reading.report


@pytest.mark.parametrize("name", ["ISO-8859-1", "latin-1", "windows-1252", "CP1252"])
def test_an_encoding_that_the_biller_names_is_read(write, name):
    wide = file_xml(bill_xml(V_NAME="JOS\u00c9 NU\u00d1EZ")).replace("UTF-8", name).encode("cp1252")
    (row,), _ = rows(write(wide), encodings=["utf-8", "iso-8859-1", "windows-1252"])
    assert row[PLACE["name"]] == "JOS\u00c9 NU\u00d1EZ"
    assert "encoding: found" in check_file(write(wide), biller_with()).refused


@pytest.mark.parametrize("name", ["cp1252", "CP1252", "latin-1", "latin1", "ISO-8859-1"])
def test_the_biller_may_name_it_as_files_do(write, name):
    """An encoding has one name in the end, whichever of its names a file and the biller's file have for it."""
    wide = file_xml(bill_xml(V_NAME="JOS\u00c9")).replace("UTF-8", name).encode("cp1252")
    (row,), _ = rows(write(wide), encodings=[name])
    assert row[PLACE["name"]] == "JOS\u00c9"


def test_every_name_that_files_may_have_for_an_encoding_may_stand_in_the_setting():
    named = biller_with(encodings=list(ALIASES)).billfile.layout_of_files().encodings
    assert named == tuple(ALIASES.values())


def test_a_file_that_declares_no_encoding_is_in_the_billers_first(write):
    bare = file_xml(bill_xml(V_NAME="JOS\u00c9")).partition("?>\n")[2].encode("cp1252")
    (row,), _ = rows(write(bare), encodings=["windows-1252"])
    assert row[PLACE["name"]] == "JOS\u00c9"
    assert check_file(write(bare), biller_with()).refused


def test_days_and_money_may_be_the_billers_own(write):
    bill = bill_xml(BILL_DT="11/01/2026", DUE_DT="11/21/2026", TOTAL_DUE_AMT="8420", CURRENT_CHARGES_AMT="8420")
    zeros = bill.replace("0.00", "0")
    content = file_xml(zeros, total="8420", created="11/01/2026")
    (row,), report = rows(write(content), dates="MM/dd/yyyy", money="implied")
    assert (row[PLACE["balance_due"]], row[PLACE["due_date"]]) == (8420, "2026-11-21")
    assert (report.rejected, report.warnings) == ([], [])


def test_a_layout_of_the_billers_own_is_read(write):
    (row,), report = rows(write(EXPORT), layout="own", own_layout=OWN)
    assert (row[PLACE["account_number"]], row[PLACE["balance_due"]]) == ("7", 8420)
    assert '"Water"' in row[PLACE["detail"]]
    assert (report.rejected, report.warnings, dict(report.unknown_elements)) == ([], [], {})
    wrong = check_file(write(EXPORT.replace("2026-11-21", "11/21/2026")), biller_with(layout="own", own_layout=OWN))
    assert "Doc/Due: found '11/21/2026', expected a day as yyyy-MM-dd" in wrong.rejected[0].sentence()


def test_what_a_biller_may_name_is_what_can_be_read():
    assert (set(get_args(Dates)), set(get_args(Amounts))) == (set(DAYS), set(MONEYS))
