"""The rules of billfile.md, each with the smallest file that meets or breaks it."""

from datetime import date

import pytest

from integration.billfile import report as report_module
from integration.billfile.reading import Reading, Withdrawn
from integration.model import Bill, Line, Meter
from integration.money import Money
from tests.integration.billfile.samples import BILL, bill_xml, biller_with, check_file, file_xml, owing, terms_of

WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<BILLFILE BILLER_CD="1368" CREATED_DT="20261101">
  <BILLHEADER>
    <ACCOUNT_NO>0012345678</ACCOUNT_NO> <ACCOUNT_NO_CUSTOM>77-1</ACCOUNT_NO_CUSTOM> <PERSON_NO/> <LOCATION_NO/>
    <BILL_NO>B20261101-000001</BILL_NO> <BILL_TP>REGULAR</BILL_TP>
    <BILL_DT>20261101</BILL_DT> <DUE_DT>20261121</DUE_DT> <BILL_FROM_DT/> <BILL_TO_DT/>
    <V_NAME>PAYER NAME</V_NAME> <V_ADDRESS>250 SYCAMORE STREET EAST</V_ADDRESS> <CITY>Morrow</CITY>
    <PROVINCE_CD>GA</PROVINCE_CD> <POSTAL_CODE>30236</POSTAL_CODE>
    <PHONE_NO>770-555-0134</PHONE_NO> <EMAIL>a@example.org</EMAIL> <LANGUAGE_CD>EN</LANGUAGE_CD>
    <PREV_BALANCE_AMT>20.00</PREV_BALANCE_AMT> <PAYMENTS_AMT>15.00</PAYMENTS_AMT> <ADJUSTMENT_AMT>-1.00</ADJUSTMENT_AMT>
    <CURRENT_CHARGES_AMT>80.20</CURRENT_CHARGES_AMT> <PASTDUE_AMT>4.00</PASTDUE_AMT>
    <TOTAL_DUE_AMT>84.20</TOTAL_DUE_AMT>
    <MIN_DUE_AMT>10.00</MIN_DUE_AMT> <DISCONNECT_DT>20261205</DISCONNECT_DT> <EXPIRE_DT>20270101</EXPIRE_DT>
    <AUTOPAY_YN>T</AUTOPAY_YN> <AUTOPAY_DT>20261119</AUTOPAY_DT> <PAPERLESS_YN>Y</PAPERLESS_YN>
    <BLOCK_EFT_CD>N</BLOCK_EFT_CD> <PDF_NAME>B20261101-000001.pdf</PDF_NAME> <MESSAGE>Thank you</MESSAGE>
    <LINES><LINE><SEQ>1</SEQ><SERVICE_CD>WATER</SERVICE_CD><DESC>Water</DESC><QTY>7</QTY><UOM>CCF</UOM><RATE>4.10</RATE>
      <AMT>28.70</AMT></LINE></LINES>
    <METERS><METER><SERIAL_NO>1000123</SERIAL_NO><PREV_READ>412</PREV_READ><CURR_READ>419</CURR_READ>
      <ESTIMATED_YN>T</ESTIMATED_YN></METER></METERS>
  </BILLHEADER>
  <TRAILER><BILL_COUNT>1</BILL_COUNT><TOTAL_DUE_AMT>84.20</TOTAL_DUE_AMT></TRAILER>
</BILLFILE>
"""


@pytest.fixture
def read(write, biller):
    """Give what stands at the end (by account), and the report."""

    def done(content, biller=biller):
        reading = Reading(write(content), terms_of(biller))
        standing = {}
        for given in reading:
            if isinstance(given, Withdrawn):
                del standing[given.account_number]
            else:
                assert given.account_number not in standing, "given twice and never withdrawn"
                standing[given.account_number] = given
        if not (reading.report.refused or reading.report.held):
            assert len(standing) == reading.report.loadable
        return standing, reading.report

    return done


def places(findings):
    return [(finding.line, finding.account, finding.field, finding.found) for finding in findings]


def test_every_element_of_the_default_layout_has_its_place_in_the_bif(read):
    standing, report = read(WHOLE)
    assert standing["0012345678"] == Bill(
        bid="1368",
        account_number="0012345678",
        account_number_custom="77-1",
        invoice_number="B20261101-000001",
        invoice_type="REGULAR",
        bill_date=date(2026, 11, 1),
        due_date=date(2026, 11, 21),
        name="PAYER NAME",
        service_address="250 SYCAMORE STREET EAST",
        city="Morrow",
        state="GA",
        postal_code="30236",
        phone="770-555-0134",
        email="a@example.org",
        language="en",
        previous_balance=Money(2000),
        payments=Money(1500),
        adjustments=Money(-100),
        current_charges=Money(8020),
        past_due=Money(400),
        balance_due=Money(8420),
        minimum_due=Money(1000),
        disconnect_date=date(2026, 12, 5),
        expire_date=date(2027, 1, 1),
        autopay=True,
        autopay_date=date(2026, 11, 19),
        paperless=True,
        block_code="N",
        pdf_name="B20261101-000001.pdf",
        message="Thank you",
        lines=(Line(1, "WATER", "Water", "7", "CCF", "4.10", Money(2870)),),
        meters=(Meter("1000123", "412", "419", estimated=True),),
    )
    assert report.as_json() == {
        "file": "billheader_20261101.xml",
        "bills": 1,
        "loadable": 1,
        "rejected": [],
        "warnings": [],
        "unknown_elements": {},
        "held": None,
    }


def test_only_the_mandatory_elements_are_needed(read):
    mandatory = ("ACCOUNT_NO", "BILL_NO", "BILL_DT", "DUE_DT", "TOTAL_DUE_AMT")
    standing, report = read(file_xml(bill_xml(**{name: None for name in BILL if name not in mandatory})))
    assert standing["0012345678"].balance_due == Money(8420)
    assert not report.warnings


@pytest.mark.parametrize("name", ["ACCOUNT_NO", "BILL_NO", "BILL_DT", "DUE_DT"])
@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_bill_without_a_mandatory_element_is_rejected_and_the_others_load(read, name, text):
    bad = bill_xml(**{name: text})
    standing, report = read(file_xml(bad, bill_xml(ACCOUNT_NO="2", BILL_NO="B2"), total="168.40"))
    assert set(standing) == {"2"}
    assert [finding.field for finding in report.rejected] == [name]
    assert report.rejected[0].found == "nothing"


def test_every_mistake_of_a_bill_is_told_with_its_own_line(read):
    _, report = read(file_xml(bill_xml(BILL_DT="1 Nov", DUE_DT="20260231", AUTOPAY_YN="maybe")))
    assert places(report.rejected) == [
        (7, "0012345678", "BILL_DT", "'1 Nov'"),
        (8, "0012345678", "DUE_DT", "'20260231'"),
        (17, "0012345678", "AUTOPAY_YN", "'maybe'"),
    ]
    assert report.rejected[1].expected == "a day as yyyyMMdd"
    assert report.rejected_bills == 1


@pytest.mark.parametrize(
    ("text", "cents"),
    [("84.20", 8420), ("-84.20", -8420), ("84.20-", -8420), ("84.20CR", -8420), ("84.20 CR", -8420), ("0.00", 0)],
)
def test_money_forms(read, text, cents):
    told = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    standing, _ = read(file_xml(owing(text), total=told))
    assert standing["0012345678"].balance_due == Money(cents)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "84",
            "84.2",
            "84.200",
            "1,084.20",
            "1.084,20",
            "(84.20)",
            "-84.20CR",
            "--84.20",
            "+84.20",
            "$84.20",
            "12 34.00",
        ),
        *("NaN", "Infinity", "8e1", "8_4.20", "1234567890.00", "\uff18\uff14.20", "84\uff0e20", "\u0663.00"),
    ],
)
def test_money_in_any_other_form_is_not_guessed_at(read, text):
    standing, report = read(
        file_xml(owing("84.20"), bill_xml(ACCOUNT_NO="2", BILL_NO="B2", MIN_DUE_AMT=text), total="168.40")
    )
    assert set(standing) == {"0012345678"}
    assert [finding.field for finding in report.rejected] == ["MIN_DUE_AMT"]


def test_an_amount_that_cannot_be_read_holds_the_file_for_a_person(read):
    _, report = read(file_xml(owing("84.2O"), bill_xml(ACCOUNT_NO="2", BILL_NO="B2"), total="168.40"))
    assert report.held
    assert "168.40" in report.held
    assert "84.20" in report.held
    assert (report.loadable, report.bills, report.rejected_bills) == (0, 2, 1)


def test_an_amount_left_out_holds_the_file_unless_the_total_balances_without_it(read):
    bills = (bill_xml(TOTAL_DUE_AMT=""), bill_xml(ACCOUNT_NO="2", BILL_NO="B2"))
    assert read(file_xml(*bills, total="168.40"))[1].held
    standing, report = read(file_xml(*bills, total="84.20"))
    assert set(standing) == {"2"}
    assert report.held is None


def test_arithmetic_that_is_off_is_a_warning_with_both_numbers(read):
    standing, report = read(file_xml(bill_xml(PREV_BALANCE_AMT="10.00", ADJUSTMENT_AMT="-1.00")))
    assert len(standing) == 1
    assert report.warnings[0].found == "84.20"
    assert report.warnings[0].expected.startswith("93.20")


def test_arithmetic_may_be_off_by_a_cent(read):
    assert not read(file_xml(bill_xml(CURRENT_CHARGES_AMT="84.21")))[1].warnings
    assert read(file_xml(bill_xml(CURRENT_CHARGES_AMT="84.22")))[1].warnings


def test_past_due_is_at_most_the_total(read):
    assert read(file_xml(bill_xml(PASTDUE_AMT="84.20")))[1].loadable == 1
    report = read(file_xml(bill_xml(PASTDUE_AMT="84.21")))[1]
    assert [(finding.field, finding.found) for finding in report.rejected] == [("PASTDUE_AMT", "84.21")]


def test_an_account_in_credit_is_not_past_due_and_loads(read):
    assert read(file_xml(owing("-5.00", PASTDUE_AMT="0.00"), total="-5.00"))[1].loadable == 1


@pytest.mark.parametrize(("due", "loads"), [("20241105", 1), ("20241020", 0), ("20271101", 1), ("20271105", 0)])
def test_a_due_date_is_within_two_years_back_and_one_year_on(read, due, loads):
    assert read(file_xml(bill_xml(DUE_DT=due)))[1].loadable == loads


def test_the_same_bill_again_is_skipped(read):
    standing, report = read(file_xml(bill_xml(), bill_xml(), total="168.40"))
    assert len(standing) == 1
    assert (report.skipped, report.rejected_bills, report.superseded) == (1, 0, 0)


def test_a_correction_takes_the_place_of_the_bill_that_has_its_number(read):
    standing, report = read(file_xml(bill_xml(), owing("90.00"), total="174.20"))
    assert standing["0012345678"].balance_due == Money(9000)
    assert report.superseded == 1


def test_a_correction_moves_a_bill_to_the_account_it_belongs_to(read):
    standing, report = read(file_xml(bill_xml(), bill_xml(ACCOUNT_NO="2"), total="168.40"))
    assert set(standing) == {"2"}
    assert report.superseded == 1


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_newest_bill_of_an_account_stands_wherever_it_is_in_the_file(read, order):
    dated = {
        1: bill_xml(BILL_NO="B1", BILL_DT="20261001"),
        2: owing("90.00", BILL_NO="B2", BILL_DT="20261101"),
    }
    standing, report = read(file_xml(*(dated[number] for number in order), total="174.20"))
    assert standing["0012345678"].balance_due == Money(9000)
    assert report.superseded == 1


def test_two_bills_of_an_account_and_a_day_are_both_rejected(read):
    bills = (bill_xml(), owing("90.00", BILL_NO="B2"), owing("10.00", BILL_NO="B3", ACCOUNT_NO="2"))
    standing, report = read(file_xml(*bills, total="184.20"))
    assert set(standing) == {"2"}
    assert [(finding.line, finding.field) for finding in report.rejected] == [(3, "BILL_DT"), (18, "BILL_DT")]
    assert report.rejected_bills == 2


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_older_bill_does_not_come_back_when_the_newest_are_rejected(read, place):
    bills = [bill_xml(), owing("90.00", BILL_NO="B2")]
    bills.insert(place, owing("10.00", BILL_NO="B0", BILL_DT="20261001"))
    standing, report = read(file_xml(*bills, total="184.20"))
    assert not standing
    assert (report.rejected_bills, report.superseded) == (2, 1)


def test_a_correction_that_would_bring_back_an_older_bill_is_rejected(read):
    bills = (
        bill_xml(BILL_NO="B0", BILL_DT="20261001"),
        bill_xml(BILL_NO="B1", BILL_DT="20261101"),
        bill_xml(BILL_NO="B1", ACCOUNT_NO="2"),
    )
    standing, report = read(file_xml(*bills, total="252.60"))
    assert not standing
    assert (report.rejected_bills, report.superseded) == (1, 2)
    assert "brings back" in report.rejected[0].found


@pytest.mark.parametrize(("count", "total"), [(2, "84.20"), (0, "84.20"), (1, "84.21"), ("one", "84.20"), (1, "84")])
def test_a_file_that_does_not_balance_is_refused_whole(read, count, total):
    _, report = read(file_xml(bill_xml(), count=count, total=total))
    assert report.refused
    assert report.loadable == 0
    assert report.rejected[0].field.startswith("TRAILER/")


def test_a_file_without_its_trailer_is_refused(read):
    assert "TRAILER" in read(file_xml(bill_xml(), trailer=False))[1].refused


def test_the_trailer_counts_rejected_and_skipped_bills_too(read):
    bills = (bill_xml(), bill_xml(), bill_xml(BILL_NO="B2", DUE_DT="soon"))
    standing, report = read(file_xml(*bills, total="252.60"))
    assert report.refused is None
    assert len(standing) == 1


def test_a_sum_may_be_larger_than_any_bill(read):
    bills = [owing("999999999.99", ACCOUNT_NO=str(number), BILL_NO=f"B{number}") for number in range(3)]
    assert read(file_xml(*bills, total="2999999999.97"))[1].loadable == 3


def test_words_that_grow_in_small_letters_fit_the_ledger(read):
    (bill,) = read(file_xml(bill_xml(LANGUAGE_CD="\u0130" * 10)))[0].values()
    assert len(bill.language) == 10


def test_past_its_share_of_bad_bills_the_file_is_refused(read):
    bills = [bill_xml(ACCOUNT_NO=str(number), BILL_NO=f"B{number}") for number in range(49)]
    total = f"{84.20 * 50:.2f}"
    bad = bill_xml(ACCOUNT_NO="bad account", BILL_NO="B50")
    assert read(file_xml(*bills, bad, total=total), biller_with(reject_share_max=0.02))[1].loadable == 49
    _, report = read(file_xml(*bills, bad, total=total), biller_with(reject_share_max=0.019))
    assert "1 of 50 bills rejected" in report.refused
    assert report.loadable == 0


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (file_xml(bill_xml(), biller="1369"), "BILLER_CD"),
        (file_xml(bill_xml(), created="yesterday"), "CREATED_DT"),
        (file_xml(bill_xml(), created="20261104"), "CREATED_DT"),  # in two days
        (file_xml(bill_xml(), created="99991231"), "CREATED_DT"),
        (file_xml(bill_xml(), created="00010101"), "CREATED_DT"),
        ("<BILLFILE/>", "BILLER_CD"),
        ("<BILLS><BILLHEADER/></BILLS>", "root element"),
        ('<BILLFILE xmlns="urn:x" BILLER_CD="1368" CREATED_DT="20261101"/>', "root element"),
        ('<X><BILLFILE BILLER_CD="1368" CREATED_DT="20261101"/></X>', "root element"),
    ],
)
def test_a_file_of_somebody_else_or_of_no_day_is_refused(read, file, field):
    standing, report = read(file)
    assert not standing
    assert report.rejected[0].field == field


def test_a_file_that_is_dated_a_day_ahead_is_read(read):
    assert read(file_xml(bill_xml(), created="20261103"))[1].loadable == 1


@pytest.mark.parametrize(
    ("found", "put", "sentence"),
    [
        ("<BILL_COUNT>", "<BILL_COUNT>7</BILL_COUNT><BILL_COUNT>", "TRAILER/BILL_COUNT: found elements inside, or"),
        (
            "</BILL_COUNT>",
            "<b/></BILL_COUNT>",
            "TRAILER/BILL_COUNT: found elements inside, or twice, expected one text",
        ),
        ("<TRAILER>", "<TRAILER><TOTAL_DUE_AMT>1.00</TOTAL_DUE_AMT>", "TRAILER/TOTAL_DUE_AMT: found elements inside"),
    ],
)
def test_a_trailer_that_is_told_in_two_ways_is_refused(read, found, put, sentence):
    assert sentence in read(WHOLE.replace(found, put))[1].refused


def test_what_else_a_trailer_holds_is_counted(read):
    _, report = read(WHOLE.replace("<TRAILER>", "<TRAILER><HASH>1</HASH>"))
    assert (report.loadable, report.unknown_elements) == (1, {"TRAILER/HASH": 1})


@pytest.mark.parametrize(
    "name",
    [
        "bills.xml",
        "billheader_20261301.xml",
        "billheader_20261101.xml.part",
        "billheader_20261101_a.xml",
        "Billheader_20261101.xml",
        "billheader_2026110\uff11.xml",
        "billheader_20261101.xml\n",
    ],
)
def test_a_file_is_known_by_its_name(write, biller, name):
    report = check_file(write(WHOLE), biller, name=name)
    assert report.rejected[0].field == "file name"
    assert report.bills == 0


def test_a_name_of_another_day_than_the_files_own_is_a_warning(write, biller):
    report = check_file(write(WHOLE, "billheader_20261102_2.xml"), biller)
    assert [(finding.field, finding.found) for finding in report.warnings] == [("CREATED_DT", "2026-11-01")]
    assert report.loadable == 1


def test_unknown_elements_are_counted_once_for_the_file(read):
    bills = [
        bill_xml(ACCOUNT_NO=str(n), BILL_NO=f"B{n}", PET="cat", LINES="<LINE><COLOUR/></LINE><X/>") for n in range(3)
    ]
    body = file_xml("<NOTE/>", *bills, "<NOTE/>", count=3, total="252.60").replace("</BILLFILE>", "<LATE/></BILLFILE>")
    _, report = read(body)
    assert report.as_json()["unknown_elements"] == {
        "LATE": 1,
        "LINES/LINE/COLOUR": 3,
        "LINES/X": 3,
        "NOTE": 2,
        "PET": 3,
    }
    assert report.loadable == 3


def test_text_is_fit_to_be_said(read):
    fields = {"V_NAME": "  JOSE\u0301\u202e\u0085 \u200bNU\u00d1EZ\n ", "MESSAGE": "m" * 600, "V_ADDRESS": "a" * 200}
    standing, _ = read(file_xml(bill_xml(**fields)))
    bill = standing["0012345678"]
    assert bill.name == "JOS\u00c9 NU\u00d1EZ"
    assert (len(bill.message), len(bill.service_address)) == (500, 100)


def test_a_number_that_names_something_is_never_cut_short(read):
    assert read(file_xml(bill_xml(ACCOUNT_NO="1" * 30)))[1].loadable == 1
    assert read(file_xml(bill_xml(ACCOUNT_NO="1" * 31)))[1].rejected[0].field == "ACCOUNT_NO"
    assert read(file_xml(bill_xml(ACCOUNT_NO="\uff11\uff12\uff13")))[1].rejected[0].field == "ACCOUNT_NO"


def test_a_field_given_twice_is_not_chosen_between(read):
    twice = bill_xml().replace("<TOTAL_DUE_AMT>", "<TOTAL_DUE_AMT>1.00</TOTAL_DUE_AMT><TOTAL_DUE_AMT>")
    _, report = read(file_xml(twice, total="1.00"))
    assert [(finding.field, finding.found) for finding in report.rejected] == [("TOTAL_DUE_AMT", "given twice")]


def test_a_type_of_bill_that_nobody_told_us_of_is_a_warning(read):
    _, report = read(file_xml(bill_xml(BILL_TP="BUDGET")))
    assert [(finding.field, finding.found) for finding in report.warnings] == [("BILL_TP", "BUDGET")]
    assert report.loadable == 1


def test_of_more_mistakes_than_are_kept_the_rest_is_counted(read, monkeypatch):
    monkeypatch.setattr(report_module, "FINDINGS_KEPT_MAX", 3)
    bad = [bill_xml(ACCOUNT_NO=f"no {number}", BILL_NO=f"B{number}") for number in range(5)]
    _, report = read(file_xml(*bad, total="421.00"))
    told = report.as_json()["rejected"]
    assert (report.rejected_bills, len(report.rejected), report.rejected_more) == (5, 3, 2)
    assert [one["found"] for one in told[3:]] == ["2 more"]
