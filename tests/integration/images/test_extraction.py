"""A batch PDF is cut by the numbers on its pages: nothing goes to a bill that is not certainly its own."""

import io
import time

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from integration.errors import Garbled, Refused
from integration.images.batch import Batch
from integration.images.extraction import extract, numbers_on
from integration.images.shelf import FolderShelf, ImageKey
from integration.sandbox.pdfs import pdf_of

FIRST, SECOND, OF_TWO = "B20261101-000001", "B20261101-000002", "B20261101-000009"
KEYS = {number: ImageKey("1368", number[-4:], number) for number in (FIRST, SECOND)} | {OF_TWO: None}
LETTER = ["Dear customer, water is precious.", "Call 770-555-0199"]


def known(words):
    return {number: key for number, key in KEYS.items() if number in words}


@pytest.fixture
def cut(tmp_path):
    """`cut(content)`: the report, and by bill the text of each page that it was given."""

    def done(content, number_after=""):
        path, shelf = tmp_path / "batch.pdf", FolderShelf(tmp_path / "images")
        path.write_bytes(content)
        with Batch(path) as batch:
            report = extract(batch, path.name, shelf, known, number_after)
        kept = {number: shelf.get(key) for number, key in KEYS.items() if key and shelf.has(key)}
        return report, kept

    return done


def texts(content):
    return [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(content)).pages]


def test_each_bill_gets_its_pages_in_their_order(cut):
    pages = [[f"Bill number: {FIRST}", "one"], [f"{SECOND}."], [f"({FIRST})", "two"]]
    report, kept = cut(pdf_of(pages))
    assert texts(kept[FIRST]) == [pages[0], pages[2]]
    assert texts(kept[SECOND]) == [pages[1]]
    assert (report.is_whole, report.sentence()) == (True, "batch.pdf: 2 bills kept of 3 of 3 pages")


@pytest.mark.parametrize(
    ("page", "nameless", "twofold"),
    [
        (LETTER, [2], []),
        ([], [2], []),
        ([f"{SECOND}0"], [2], []),  # another number, which begins alike
        ([f"X{SECOND}"], [2], []),
        (["B20261101-", "000002"], [2], []),
        ([FIRST, SECOND], [], [2]),
        ([OF_TWO], [], [2]),  # two accounts have had it
        ([SECOND, OF_TWO], [], [2]),
        ([SECOND, "B20261128-000002"], [], [2]),  # whose bill file has not come yet: SECOND is the bill before
        (["No:B20261128-000002", f"before:{SECOND}"], [], [2]),
    ],
)
def test_a_page_that_is_not_surely_one_bills_goes_to_nobody(cut, page, nameless, twofold):
    report, kept = cut(pdf_of([[FIRST], page]))
    assert (list(kept), report.nameless, report.twofold) == ([FIRST], nameless, twofold)
    assert len(texts(kept[FIRST])) == 1
    assert not report.is_whole


@pytest.mark.parametrize(
    ("text", "after", "found"),
    [
        ("No. B-17, meter 1000123", "", ["1000123"]),  # B-17 is too short to be believed anywhere
        ("No. B-17, meter 1000123", "No.", ["B-17"]),
        ("Bill number:\nB-17/2 due", "Bill number", ["B-17/2"]),
        ("Bill number: # B-17.", "Bill number", ["B-17"]),
        ("Bill numberB-17", "Bill number", ["B-17"]),  # a reader of PDFs may lose the space
        ("Bill numbers", "Bill number", []),
        ("Bill number is 7 signs long", "Bill number", []),  # a number has a digit
        ("Rebill number 100001", "bill number", []),
        ("Bill number 12,100001", "Bill number", ["12,100001"]),
        ("Bill number " + "7" * 60 + "100001", "Bill number", ["7" * 60 + "100001"]),
        ("", "No.", []),
    ],
)
def test_where_a_number_is_believed(text, after, found):
    assert list(numbers_on(text, after)) == found


@pytest.mark.parametrize(
    "text",
    [
        *("7" * 60 + "100001", "7" * 61 + "-100001", "9100001", "é100001"),
        *(
            "9+100001",
            "12,100001",
            "0012:100001",
            "4=100001",
            "$100,001.00",
            "$100001",
            "100001%",
            "-100001",
            "+100001",
        ),
        *("770-100001", "100001-22", "100001_2", "100001:2", "12:#100001", "A1:100001"),
        *("Account 4111-\n100001", "9100001/\n 100001"),  # broken at the end of the line
    ],
)
def test_a_number_within_a_longer_one_is_not_a_number(text):
    assert "100001" not in set(numbers_on(text, ""))


@pytest.mark.parametrize(
    "text",
    [
        *("100001", "(100001)", "*100001*", "#100001", "100001.", "“100001”,", "No:100001", "Invoice#100001"),
        *("0012 100001 77", "1 100001", "Bill\n100001", "Pay by 11/28 -\n100001", "page 1\u00a0100001"),
    ],
)
def test_a_number_that_is_a_word_of_its_own_counts(text):
    assert "100001" in set(numbers_on(text, ""))


def test_a_long_line_is_read_in_no_time():
    text = "a" * 200_000 + " " + "1." * 100_000 + "é " + "(" * 100_000 + "#:" * 50_000 + " 1-" + "\n" * 100_000
    began = time.process_time()
    assert len(list(numbers_on(text, ""))) < 5
    assert list(numbers_on(text, "a")) == []
    assert time.process_time() - began < 2.0


def test_only_a_number_behind_its_words_counts_where_a_biller_says_so(cut):
    page = [f"Your bill: {FIRST}", f"replaces {SECOND}"]
    assert cut(pdf_of([page]))[0].twofold == [1]
    report, kept = cut(pdf_of([page]), "Your bill")
    assert (list(kept), report.is_whole) == ([FIRST], True)


def test_with_words_before_it_an_unknown_number_counts_like_a_known_one(cut):
    pages = [["Previous Bill number " + FIRST, "Bill number 999999"], ["Bill number " + SECOND] * 2, ["Bill number 77"]]
    report, kept = cut(pdf_of(pages), "Bill number")
    assert (list(kept), report.twofold, report.nameless) == ([SECOND], [1], [3])


def test_words_that_look_like_no_bills_number_do_no_harm(cut):
    page = [FIRST, "0002", "30236-1234", "12345678", "C2026110-000001", "B20261101-00001"]
    assert cut(pdf_of([page]))[0].is_whole


def test_the_accounts_own_number_may_look_like_a_bills(cut, monkeypatch):
    monkeypatch.setitem(KEYS, "0000100001", ImageKey("1368", "0012345678", "0000100001"))
    assert cut(pdf_of([["0000100001", "Account 0012345678"]]))[0].is_whole
    assert cut(pdf_of([["0000100001", "Account 0012345679"]]))[0].twofold == [1]


def test_a_kept_image_is_not_replaced_by_a_later_batch(cut):
    _, before = cut(pdf_of([[FIRST, "of November"]]))
    report, after = cut(pdf_of([[FIRST, "of December"], [SECOND]]))
    assert after[FIRST] == before[FIRST]
    assert (report.bills, report.kept_before, report.is_whole) == (1, 1, True)
    assert report.sentence() == "batch.pdf: 1 bills kept of 2 of 2 pages; 1 had an image already, which stays"
    assert report.as_json()["kept_before"] == 1


def test_nothing_of_anothers_page_hides_in_a_bill(cut):
    """A link leads from page to page, and all pages share one table of pictures, as printers write them."""
    writer = PdfWriter(io.BytesIO(pdf_of([[FIRST], [SECOND]])))
    pictures = DictionaryObject()
    for name in ("Mine", "Theirs"):
        picture = DecodedStreamObject()
        picture.set_data(f"BT ({name} alone) Tj ET".encode())
        picture.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
        pictures[NameObject(f"/{name}")] = writer._add_object(picture)
    for page in writer.pages:
        page["/Resources"][NameObject("/XObject")] = pictures
    drawn = DecodedStreamObject()
    drawn.set_data(writer.pages[0].get_contents().get_data() + b" q /Mine Do Q")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(drawn)
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), target_page_index=1))
    out = io.BytesIO()
    writer.write(out)
    _, kept = cut(out.getvalue())
    everything = b"".join(
        found.get_data() for found in PdfWriter(io.BytesIO(kept[FIRST]))._objects if hasattr(found, "get_data")
    )
    assert FIRST.encode() in everything
    assert b"Mine alone" in everything
    assert b"Theirs alone" not in everything
    assert SECOND.encode() not in everything


def test_what_is_no_pdf_or_is_locked(tmp_path):
    path = tmp_path / "batch.pdf"
    path.write_bytes(b"%PDF-1.4 and then nothing")
    with pytest.raises(Garbled, match="no PDF that can be read"):
        Batch(path)
    writer = PdfWriter(io.BytesIO(pdf_of([[FIRST]])))
    writer.encrypt("secret", algorithm="RC4-128")
    with path.open("wb") as out:
        writer.write(out)
    with pytest.raises(Refused, match="locked"):
        Batch(path)


def test_a_damaged_page_costs_no_other_bill(cut):
    content = pdf_of([[FIRST], [SECOND]]).replace(b"/Contents 5 0 R", b"/Contents 6 0 R")
    report, kept = cut(content)
    assert list(kept) == [SECOND]
    assert report.nameless == [1]
