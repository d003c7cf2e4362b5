"""The second layout that is shipped: other names, in groups, slashed days, cents without a point; the same bills."""

import json

import pytest

from integration.billfile.layouts import LAYOUTS
from integration.billfile.reading import Reading
from integration.ledger.rows import PLACE
from tests.integration.billfile.samples import biller_with, check_file, file_xml, terms_of

OURS = """<BILLHEADER><ACCOUNT_NO>0012345678</ACCOUNT_NO><BILL_NO>B1</BILL_NO><BILL_TP>FINAL</BILL_TP>
<BILL_DT>20261101</BILL_DT><DUE_DT>20261121</DUE_DT><V_NAME>PAYER NAME</V_NAME><POSTAL_CODE>30236</POSTAL_CODE>
<PREV_BALANCE_AMT>100.00</PREV_BALANCE_AMT><PAYMENTS_AMT>120.05</PAYMENTS_AMT><ADJUSTMENT_AMT>-1.00</ADJUSTMENT_AMT>
<CURRENT_CHARGES_AMT>84.20</CURRENT_CHARGES_AMT><PASTDUE_AMT>0.00</PASTDUE_AMT><TOTAL_DUE_AMT>63.15</TOTAL_DUE_AMT>
<MIN_DUE_AMT>20.00</MIN_DUE_AMT><EXPIRE_DT>20261231</EXPIRE_DT><AUTOPAY_DT>20261119</AUTOPAY_DT>
<PARTIAL_YN>F</PARTIAL_YN><NOTICE_DAYS>10, 3,-5</NOTICE_DAYS><PDF_NAME>B1.pdf</PDF_NAME>
<LINES><LINE><SEQ>1</SEQ><SERVICE_CD>WATER</SERVICE_CD><AMT>28.70</AMT></LINE></LINES>
<METERS><METER><SERIAL_NO>17</SERIAL_NO><ESTIMATED_YN>F</ESTIMATED_YN></METER></METERS></BILLHEADER>"""
INVOICE = """<Invoice><Account><Number>0012345678</Number></Account><Number>B1</Number><Type>FINAL</Type>
<Date>11/01/2026</Date><DueDate>11/21/2026</DueDate><Customer><Name>PAYER NAME</Name><Zip>30236</Zip></Customer>
<Amounts><Previous>0000010000</Previous><Payments>12005</Payments><Adjustments>100-</Adjustments>
<Current>8420</Current><PastDue>0</PastDue><Due>0000006315</Due><Minimum>2000</Minimum></Amounts>
<Terms><LastPayDate>12/31/2026</LastPayDate><AutopayDate>11/19/2026</AutopayDate><Partial>N</Partial>
<NoticeDays>10,3,-5</NoticeDays></Terms><Image>B1.pdf</Image>
<Services><Service><Line>1</Line><Code>WATER</Code><Amount>2870</Amount></Service></Services>
<Readings><Reading><Meter>17</Meter><Estimated>N</Estimated></Reading></Readings></Invoice>"""


def invoices(*bills, total="6315", created="11/01/2026"):
    end = f"<Totals><Invoices>{len(bills)}</Invoices><Due>{total}</Due></Totals>"
    return f'<InvoiceFile Biller="1368" Created="{created}">{"".join(bills)}{end}</InvoiceFile>'


@pytest.fixture
def rows(write):
    def read(content, layout):
        reading = Reading(write(content), terms_of(biller_with(layout=layout)))
        return list(reading.rows()), reading.report

    return read


def test_the_same_bill_in_both_layouts_is_the_same_row(rows):
    (ours,), _ = rows(file_xml(OURS, total="63.15"), "default")
    (theirs,), report = rows(invoices(INVOICE), "implied")
    assert theirs == ours
    assert (report.rejected, report.warnings, dict(report.unknown_elements)) == ([], [], {})
    assert [ours[PLACE[name]] for name in ("balance_due", "minimum_due", "partial", "notice_days")] == [
        6315, 2000, False, "10,3,-5",
    ]  # fmt: skip
    assert json.loads(ours[PLACE["detail"]])["lines"] == [[1, "WATER", "", "", "", "", 2870]]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("0000006315", "63.15", "line 4: account 0012345678: Amounts/Due: found '63.15', expected cents like 8420"),
        ("0000006315", "-6315-", "line 4: account 0012345678: Amounts/Due: found '-6315-', expected cents like 8420"),
        (
            "11/21/2026",
            "20261121",
            "line 2: account 0012345678: DueDate: found '20261121', expected a day as MM/dd/yyyy",
        ),
        ("<DueDate>11/21/2026</DueDate>", "", "DueDate: found nothing, expected a value: it is mandatory"),
        ("10,3,-5", "soon", "Terms/NoticeDays: found 'soon', expected up to ten days to the due date"),
    ],
)
def test_what_is_wrong_is_told_by_the_layouts_own_names(rows, old, new, finding):
    _, report = rows(invoices(INVOICE.replace(old, new, 1)), "implied")
    assert any(finding in found.sentence() for found in report.rejected), [f.sentence() for f in report.rejected]


def test_a_file_of_the_other_layout_is_refused_by_its_root(write):
    report = check_file(write(file_xml(OURS, total="63.15")), biller_with(layout="implied"))
    assert "root element: found 'BILLFILE', expected InvoiceFile" in (report.refused or "")


def test_credits_and_unknown_elements_are_told(rows):
    credit = (
        INVOICE.replace("0000006315", "6315-")
        .replace("12005", "24635")
        .replace("<Minimum>2000</Minimum>", "<Pet>cat</Pet>")
    )
    (row,), report = rows(invoices(credit, total="6315-"), "implied")
    assert (row[PLACE["balance_due"]], dict(report.unknown_elements)) == (-6315, {"Amounts/Pet": 1})


def test_every_layout_fills_the_same_fields():
    default, implied = LAYOUTS["default"], LAYOUTS["implied"]
    for of in (lambda each: each.fields, lambda each: each.lines.fields, lambda each: each.meters.fields):
        assert set(of(default).values()) == set(of(implied).values())
