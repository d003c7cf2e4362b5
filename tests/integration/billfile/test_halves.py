"""A file loaded in two halves by two processes: the same rows and report as in one pass, on both databases."""

import sys

import pytest
from sqlalchemy import select

from integration.billfile import halves, load, part
from integration.billfile.chunks import Wanted
from integration.billfile.joined import joined
from integration.billfile.load import load_file
from integration.billfile.part import WHOLE, NotParted, halves_of
from integration.billfile.reading import Reading
from integration.billfile.told import Ended
from integration.errors import Unavailable
from integration.ledger.tables import bill_files, bills
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing, terms_of

TERMS = terms_of(biller_with(reject_share_max=0.5))
NAME = "billheader_20261101.xml"
MANY = [owing("1.00", ACCOUNT_NO=f"{number:06d}", BILL_NO=f"B{number}") for number in range(40)]
WRONG = bill_xml(ACCOUNT_NO="w", BILL_NO="BW", DUE_DT="soon", PET="cat")
WARNED = bill_xml(ACCOUNT_NO="v", BILL_NO="BV", BILL_TP="ODD", PET="cat")


def file_of(*rows, total="40.00", **more):
    return file_xml(*rows, total=total, **more)


def in_halves(path):
    """Rows and report, both parts read here."""
    readings = [Reading(path, TERMS, version=7, part=one) for one in halves_of(path, "BILLHEADER")]
    rows = [row for reading in readings for row in reading.rows()]
    return rows, joined(*map(Ended.of, readings), TERMS)


def whole(path):
    reading = Reading(path, TERMS, version=7)
    return list(reading.rows()), reading.report


@pytest.mark.parametrize(
    "content",
    [
        file_of(*MANY),
        file_of(*MANY).replace("\n", "\r\n"),
        file_of(*MANY).replace("\n", ""),
        file_of(WRONG, WARNED, *MANY, WARNED.replace("BV", "BU").replace(">v<", ">u<"), WRONG.replace("BW", "BX"),
                total="376.80"),
        file_of(*MANY, total="41.00"),
        file_of(*MANY, count=39),
        file_of(*MANY, bill_xml(TOTAL_DUE_AMT="1.0O", BILL_NO="X")),
        file_of(*[WRONG.replace("BW", f"B{number}") for number in range(9)], *MANY[:8], total="765.80"),
        file_of(*MANY)[:-40],
        file_of(*MANY).replace("</BILLFILE>", "<TRAILER/></BILLFILE>"),
        file_of(*MANY, created="20261102"),
        file_of("<!-- -->", *MANY, "<!-- -->"),
        file_of(*MANY, "<!--"),
        file_of(MANY[0], MANY[0], *MANY, MANY[39], total="43.00"),
    ],
)  # fmt: skip
def test_two_halves_are_the_whole(write, content):
    path = write(content, NAME)
    assert in_halves(path) == whole(path)


@pytest.mark.parametrize("put", ["<!--", "<![CDATA[", "</BILLFILE>", "<PET/>", "x"])
def test_what_is_not_cut_to_the_middle_is_not_parted(write, put):
    path = write(file_of(*MANY[:9], put, *MANY[9:]), NAME)
    with pytest.raises(NotParted):
        in_halves(path)


@pytest.mark.parametrize(
    "again",
    [
        MANY[0],  # a copy
        owing("1.00", ACCOUNT_NO="000000", BILL_NO="N", BILL_DT="20261102"),  # newer
        owing("1.00", ACCOUNT_NO="other", BILL_NO="B0"),  # a correction, of another account
    ],
)
def test_a_bill_that_has_a_say_in_the_other_half_is_not_parted(write, again):
    with pytest.raises(NotParted):
        in_halves(write(file_of(*MANY, again, total="41.00"), NAME))


def test_a_file_without_a_bill_behind_the_middle_is_not_parted(write):
    with pytest.raises(NotParted):
        halves_of(write(file_of(), NAME), "BILLHEADER")


@pytest.fixture
def parted(monkeypatch):
    monkeypatch.setattr(load, "HALVES_BYTES_MIN", 0)


def staged(database, version):
    with database.read() as connection:
        found = connection.execute(select(bills).where(bills.c.version == version).order_by(bills.c.account_number))
        return [tuple(row)[2:] for row in found]


@pytest.mark.servers
@pytest.mark.parametrize("again", [None, MANY[0], owing("3.00", ACCOUNT_NO="000000", BILL_NO="N", BILL_DT="20261102")])
def test_both_ways_fill_the_ledger_alike(write, database, clock, monkeypatch, again):
    content = file_of(*MANY, *([again] if again else []), total={None: "40.00", MANY[0]: "41.00"}.get(again, "43.00"))
    one = load_file(write(content, NAME), biller_with(), database, clock)
    alike = staged(database, one.version)
    with database.write() as connection:
        connection.execute(bill_files.update().values(sha256="another"))
    monkeypatch.setattr(load, "HALVES_BYTES_MIN", 0)
    told = []
    two = load_file(
        write(content, NAME), biller_with(), database, clock, progress=lambda *numbers: told.append(numbers)
    )
    assert staged(database, two.version) == alike
    assert two.check == one.check
    assert told


@pytest.mark.servers
@pytest.mark.usefixtures("parted")
def test_a_front_that_is_refused_ends_both(write, sqlite_database, clock):
    report = load_file(write(file_of(*MANY).replace('BILLER_CD="1368"', 'BILLER_CD="9"'), NAME), biller_with(),
                       sqlite_database, clock)  # fmt: skip
    assert (report.state, "BILLER_CD" in report.why) == ("refused", True)
    assert staged(sqlite_database, report.version) == []


@pytest.mark.servers
def test_a_process_that_ends_too_soon_is_unavailable(write, sqlite_database, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    wanted = Wanted(write(file_of(*MANY), NAME), TERMS, NAME, 3, WHOLE)
    with pytest.raises(Unavailable, match="ended with 1"):
        halves.load_in_halves(wanted, sqlite_database.place(), None)


@pytest.mark.servers
def test_a_load_that_was_overtaken_says_so_from_its_half(write, sqlite_database):
    wanted = Wanted(write(file_of(*MANY), NAME), TERMS, NAME, 3, WHOLE)  # no file is staged as version 3
    with pytest.raises(Unavailable, match="taken over"):
        halves.load_in_halves(wanted, sqlite_database.place(), None)


def test_line_numbers_go_on_behind_the_middle(write, monkeypatch):
    monkeypatch.setattr(part, "COUNTED_AT_ONCE_BYTES", 100)
    path = write(file_of(*MANY, WRONG, total="124.20"), NAME)
    assert in_halves(path)[1].rejected == whole(path)[1].rejected
