"""Files that lie to the parser, grow in memory, or stop in the middle: reliability.md 3.2."""

import resource
from contextlib import suppress
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.billfile import raw, stream
from integration.billfile.layouts import DEFAULT, LAYOUTS, Layout, Rows
from integration.billfile.names import FileName, as_of, file_name_of
from integration.billfile.stream import Stream
from integration.errors import Garbled, Misconfigured, Refused, Unavailable
from integration.money import Money
from integration.sandbox.billfiles.generator import make_billfile
from tests.integration.billfile.samples import bill_xml, biller_with, check_file, file_xml

GOOD = file_xml(bill_xml())


@pytest.mark.parametrize("inside", ["<!-- c -->", "<?p x?>", "<![CDATA[]]>"])
def test_what_is_no_text_does_not_cut_an_amount_short(write, biller, inside):
    report = check_file(write(GOOD.replace("84.20<", f"8{inside}4.20<")), biller)
    assert report.loadable == 1
    assert report.total_cents == 8420


@pytest.mark.parametrize("name", ["V_NAME", "ACCOUNT_NO", "PASTDUE_AMT"])
def test_an_element_inside_a_field_rejects_the_bill(write, biller, name):
    report = check_file(write(file_xml(bill_xml(**{name: "1<b/>2.00"}))), biller)
    assert [(finding.field, finding.found) for finding in report.rejected] == [(name, "elements inside")]


@pytest.mark.parametrize(
    "dtd",
    [
        "<!DOCTYPE BILLFILE>",
        "<!DOCTYPE BILLFILE [<!ENTITY x '99'>]>",
        "<!DOCTYPE BILLFILE [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>",
        "<!DOCTYPE BILLFILE SYSTEM 'http://127.0.0.1:1/x.dtd'>",
        "<!DOCTYPE BILLFILE [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;'>]>",
    ],
)
def test_a_document_type_is_refused_whatever_it_says(write, biller, dtd):
    report = check_file(write(GOOD.replace("?>\n", f"?>\n{dtd}", 1).replace("PAYER", "&amp;")), biller)
    assert report.rejected[0].field == "DOCTYPE"
    assert report.bills == 0


def test_an_entity_that_nobody_declared_is_refused(write, biller):
    assert "not a whole XML document" in check_file(write(GOOD.replace("84.20", "8&x;4.20")), biller).refused


def test_a_file_cut_anywhere_loads_nothing(write, biller):
    whole = GOOD.encode()
    for end in range(0, len(whole) - len("\n"), 7):
        assert check_file(write(whole[:end]), biller).refused, end


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"not xml",
        b"<" * 300_000,
        GOOD.encode() + b"<more/>",
        *(GOOD.encode().replace(b"PAYER", bad) for bad in (b"\xff\xfe", b"\0", b"&#1;")),
    ],
)
def test_what_is_not_xml_is_refused(write, biller, content):
    assert check_file(write(content), biller).refused


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_an_encoding_that_the_layout_does_not_name_is_refused(write, biller, encoding):
    report = check_file(write(GOOD.encode(encoding)), biller)
    assert report.rejected[0].field == "encoding"


@pytest.mark.parametrize("declared", ["iso-8859-1", "UTF-16", "klingon", "ebcdic-cp-us"])
def test_a_declared_encoding_must_be_one_of_the_layouts(write, biller, declared):
    report = check_file(write(GOOD.replace("UTF-8", declared)), biller)
    assert (report.rejected[0].field, report.rejected[0].found) == ("encoding", declared.lower())


def test_a_byte_order_mark_is_no_harm(write, biller):
    assert check_file(write(b"\xef\xbb\xbf" + GOOD.encode()), biller).loadable == 1


def test_depth_is_limited(write, biller):
    assert check_file(write(file_xml("<a>" * 300 + "</a>" * 300, bill_xml())), biller).refused


@pytest.mark.parametrize("junk", ["<j/>", "<BILLHEADER><j>", "text "])
def test_nothing_goes_on_for_longer_than_a_bill_may(write, biller, junk):
    many = junk * (3 * stream.BILL_BYTES_MAX // len(junk))
    report = check_file(write(file_xml(many)), biller)
    assert report.refused


def test_lines_are_told_rightly_far_down_a_file(write, biller):
    bills = [bill_xml(ACCOUNT_NO=str(n), BILL_NO=f"B{n}") for n in range(6000)]
    bills[5500] = bill_xml(ACCOUNT_NO="5500", BILL_NO="B5500", DUE_DT="soon", BILL_DT=None)
    content = file_xml(*bills, total="505200.00")
    lines = content.splitlines()
    due = lines.index("<DUE_DT>soon</DUE_DT>") + 1
    begins = max(number for number, line in enumerate(lines[:due], 1) if line == "<BILLHEADER>")
    assert due > raw.LINES_EXACT_MAX
    report = check_file(write(content), biller)
    assert {(finding.field, finding.line) for finding in report.rejected} == {("DUE_DT", due), ("BILL_DT", begins)}


def test_memory_stays_flat(tmp_path):
    def peak_kb():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    path = tmp_path / "billheader_20261101.xml"
    make_billfile(path, "1368", 2000, 7, date(2026, 11, 1))
    check_file(path, biller_with())
    before = peak_kb()
    make_billfile(path, "1368", 8000, 7, date(2026, 11, 1))
    check_file(path, biller_with())
    assert peak_kb() - before < path.stat().st_size / 1024


def test_a_file_that_is_not_there_is_unavailable(tmp_path, biller):
    with pytest.raises(Unavailable, match="cannot be read"):
        check_file(tmp_path / "billheader_20261101.xml", biller)


def test_progress_is_told_in_bytes_and_bills(write, biller):
    told = []
    path = write(GOOD)
    check_file(path, biller, progress=lambda *numbers: told.append(numbers))
    assert told[-1] == (path.stat().st_size, path.stat().st_size, 1)


def test_another_layout_is_another_table(write, monkeypatch):
    fields = {"acct": "account_number", "no": "invoice_number", "when/made": "bill_date", "when/due": "due_date"}
    rows = Rows("none", "none", {})
    other = Layout(
        name="other",
        root="bills",
        biller="of",
        created="made",
        bill="bill",
        fields=fields | {"money/total": "balance_due"},
        unkept=frozenset({"skip"}),
        lines=rows,
        meters=rows,
        trailer=None,
        dates="MM/dd/yyyy",
    )
    monkeypatch.setattr("integration.billers.biller.LAYOUTS", {**LAYOUTS, "other": other})
    bill = "<bill><acct>1</acct><no>2</no><skip/><when><made>11/01/2026</made><due>11/21/2026</due><x/></when>"
    content = f'<bills of="1368" made="11/01/2026">{bill}<money><total>5.00</total></money></bill></bills>'
    report = check_file(write(content), biller_with(layout="other"))
    assert report.loadable == 1
    assert report.unknown_elements == {"when/x": 1}
    bad = check_file(write(content.replace("5.00", "5")), biller_with(layout="other"))
    assert bad.rejected[0].field == "money/total"


def test_a_layout_that_there_is_not():
    with pytest.raises(Misconfigured, match="default"):
        biller_with(layout="klingon").billfile.layout_of_files()


def test_files_are_ordered_by_day_and_by_the_file_of_the_day():
    names = [
        "billheader_20261101.xml",
        "billheader_20261101_1.xml",
        "billheader_20261101_2.xml",
        "billheader_20261102.xml",
    ]
    ordered = [file_name_of(name) for name in names]
    assert ordered == sorted(set(ordered))
    assert ordered[0] == FileName(date(2026, 11, 1), 1)
    with pytest.raises(Refused):
        file_name_of("../billheader_20261101.xml")


def test_the_books_are_as_of_the_billers_own_midnight():
    biller = biller_with(extract_at="02:30")
    late = datetime(2026, 12, 1, tzinfo=UTC)
    truth = as_of(date(2026, 11, 2), biller.billfile.extract_at, biller.zone, not_after=late)
    assert truth == datetime(2026, 11, 2, 7, 30, tzinfo=UTC)


TAGS = st.sampled_from(
    [*DEFAULT.fields, "LINES", "LINE", "METERS", "METER", "BILLHEADER", "TRAILER", "BILLFILE", "x", "n:y"]
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["84.20", "20261101", "&x;", "<!--c-->", "]]>"]
)


def _element(children):
    return st.builds(lambda tag, inside: f"<{tag}>{''.join(inside)}</{tag}>", TAGS, st.lists(children, max_size=6))


ELEMENTS = st.recursive(TEXTS, _element, max_leaves=20)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ELEMENTS, max_size=4).map("".join))
def test_random_documents_give_bills_or_a_documented_trouble(inside):
    body = f'<BILLFILE BILLER_CD="1368" CREATED_DT="20261101">{inside}</BILLFILE>'
    with suppress(Refused, Garbled):
        list(Stream(BytesIO(body.encode("utf-8", "surrogatepass")), DEFAULT))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_reported_and_never_raises(write, data):
    content = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    report = check_file(write(bytes(content)), biller_with())
    assert report.loadable in (0, 1)
    if report.loadable:
        assert Money(report.total_cents).plain() in content.decode()
