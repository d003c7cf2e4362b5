"""Bill images from a real SSH server: linked by name, batches polled and cut, each fetched once and kept."""

import os
import time

import pytest
import structlog
from sqlalchemy import select

from integration.errors import Garbled, Misconfigured, Refused, Unavailable
from integration.images import linking
from integration.images.finding import find, shelf_of
from integration.images.poll import poll
from integration.images.shelf import ImageKey
from integration.ledger.bills import find_bill
from integration.ledger.tables import bills
from integration.sandbox.pdfs import pdf_of
from integration.sftp import folder as sftp
from tests.integration.images.dripping import dripping
from tests.ivr.line import ACCOUNT, House, open_line

pytestmark = pytest.mark.servers
NUMBER = f"B-{ACCOUNT}"
NAME = f"{NUMBER}.pdf"
PDF = pdf_of([[f"Bill number: {NUMBER}"]])


class Books:
    """Books that have the bill's PDF."""

    def statement(self, account_number, invoice_number):
        assert (account_number, invoice_number) == (ACCOUNT, NUMBER)
        return PDF


def raising(trouble):
    def raised(*_args):
        raise trouble

    return raised


@pytest.fixture
def house(ssh, clock):
    """`house(feature)`: the site and the biller of one account whose PDF folder is the server's."""
    lines = []

    def opened(feature, **images):
        server = {"billfile": {"sftp": ssh.access}, "images": {"folder": ssh.access["folder"], **images}}
        line = open_line(clock, terms={"features": {feature: True}, **server}, houses=(House(), House("0012345679")))
        lines.append(line)
        box = line.__enter__().box
        return box.site, box.biller

    yield opened
    for line in lines:
        line.__exit__(None, None, None)


def bill_of(site, pdf_name=NAME):
    with site.database.write() as connection:
        connection.execute(bills.update().values(pdf_name=pdf_name))
        assert connection.scalar(select(bills.c.pdf_name)) == pdf_name
        return find_bill(connection, "1368", "ACCOUNT_NO", ACCOUNT).bill


def test_a_linked_pdf_is_fetched_by_its_name_once_and_kept(ssh, house):
    (ssh.root / NAME).write_bytes(PDF)
    site, biller = house("pdf_linking")
    found = [find(site, biller, bill_of(site)) for _ in range(2)]
    assert [image.source for image in found] == ["linked", "kept"]
    assert {image.content for image in found} == {PDF}
    assert ssh.fetched() == [NAME]


@pytest.mark.parametrize("name", ["gone.pdf", "../key.pdf", "page.pdf", "long.pdf", ""])
def test_what_the_folder_does_not_have_is_asked_of_the_books_where_both_ways_are_on(ssh, house, name):
    (ssh.root / "page.pdf").write_text("<html>Sign in</html>")
    (ssh.root / "long.pdf").write_bytes(PDF + b"\0" * 1024 * 1024)
    site, biller = house("pdf_linking", pdf_mb_max=1)
    biller.features["pdf_remote_link"] = True
    site._books["1368"] = Books()
    found = find(site, biller, bill_of(site, name))
    assert (found.content, found.source) == (PDF, "remote")


def test_a_server_that_is_not_the_billers_or_does_not_answer_is_no_missing_file(house, monkeypatch):
    site, biller = house("pdf_linking")
    biller.features["pdf_remote_link"] = True
    site._books["1368"] = Books()
    for code in ("host_key", "login"):
        monkeypatch.setattr(linking, "linked", raising(Refused("no", code=code)))
        with pytest.raises(Refused, match="no"):
            find(site, biller, bill_of(site))
    monkeypatch.setattr(linking, "linked", raising(Unavailable("away")))
    with pytest.raises(Unavailable, match="away"):
        find(site, biller, bill_of(site))


@pytest.mark.parametrize(
    ("name", "trouble", "says"),
    [
        ("gone.pdf", Refused, "there is no such file"),
        ("../key", Refused, "expected a plain name"),
        ("/etc/passwd.pdf", Refused, "expected a plain name"),
        (".hidden.pdf", Refused, "expected a plain name"),
        ("B1.xml", Refused, "expected a plain name"),
        ("link.pdf", Refused, "there is no such file"),
        ("page.pdf", Garbled, "do not begin as a PDF"),
    ],
)
def test_what_is_not_the_bills_pdf_is_neither_fetched_nor_kept(ssh, house, name, trouble, says):
    (ssh.root / "link.pdf").symlink_to("/etc/hostname")
    (ssh.root / "page.pdf").write_text("<html>Sign in</html>")
    site, biller = house("pdf_linking")
    bill = bill_of(site, name)
    with pytest.raises(trouble, match=says):
        find(site, biller, bill)
    assert not shelf_of(site).has(ImageKey.of(bill))


@pytest.mark.parametrize("after_bytes", [100, 6000], ids=["while_connecting", "while_fetching"])
def test_a_server_that_drips_is_given_up_in_time(ssh, house, monkeypatch, after_bytes):
    """No read of ours times out, for something comes each time: the whole has a deadline."""
    monkeypatch.setattr(linking, "WITHIN_S", 1.5)
    (ssh.root / NAME).write_bytes(pdf_of([[NUMBER] * 2000]))
    with dripping(ssh.access["port"], after_bytes) as port:
        monkeypatch.setitem(ssh.access, "port", port)
        site, biller = house("pdf_linking")
        bill = bill_of(site)
        began = time.monotonic()
        with pytest.raises(Unavailable, match=r"took longer than 1\.5 s"):
            find(site, biller, bill)
    assert 1.0 < time.monotonic() - began < 5.0
    assert not shelf_of(site).has(ImageKey.of(bill))


def test_a_line_that_is_lost_leaves_no_half_bill(ssh, house, monkeypatch):
    """The marks of a PDF's end may stand in its midst, where it was written in two goes."""
    (ssh.root / NAME).write_bytes(PDF * 2)
    really = sftp.Folder.read
    monkeypatch.setattr(sftp.Folder, "read", lambda folder, file: really(folder, file)[: len(PDF)])
    site, biller = house("pdf_linking")
    bill = bill_of(site)
    with pytest.raises(Unavailable, match="ended after"):
        find(site, biller, bill)
    assert not shelf_of(site).has(ImageKey.of(bill))


def test_a_batch_is_found_among_more_files_than_are_listed(ssh, house, monkeypatch):
    monkeypatch.setattr(sftp, "ENTRIES_MAX", 3)
    for number in range(40):
        (ssh.root / f"B{number:06d}.pdf").write_bytes(PDF)
    (ssh.root / "zbatch.pdf").write_bytes(pdf_of([[NUMBER]]))
    site, biller = house("pdf_extraction", batches="z*.pdf")
    with structlog.testing.capture_logs() as logs:
        assert [report.file for report in poll(site, biller)] == ["zbatch.pdf"]
        assert poll(site, biller) == []
    assert logs == []


def test_more_batches_than_are_taken_at_once_are_told_and_taken_the_next_time(ssh, house, monkeypatch):
    monkeypatch.setattr(sftp, "ENTRIES_MAX", 2)
    for number in range(3):
        path = ssh.root / f"batch{number}.pdf"
        path.write_bytes(pdf_of([[NUMBER]]))
        os.utime(path, (1_760_000_000 + number,) * 2)
    site, biller = house("pdf_extraction")
    with structlog.testing.capture_logs() as logs:
        assert {report.file for report in poll(site, biller)} == {"batch1.pdf", "batch2.pdf"}
    assert [(log["event"], log["log_level"], log["files"], log["taken"]) for log in logs] == [
        ("folder_crowded", "warning", 3, 2)
    ]
    assert [report.file for report in poll(site, biller)] == ["batch0.pdf"]
    assert poll(site, biller) == []


def test_a_marker_counts_however_many_files_there_are(ssh, house, clock, monkeypatch):
    monkeypatch.setattr(sftp, "ENTRIES_MAX", 4)
    for name in ("batch.pdf", "batch.pdf.done", "batch2.pdf.txt", *(f"{number}.txt.done" for number in range(9))):
        (ssh.root / name).write_bytes(pdf_of([[NUMBER]]))
    site, biller = house("pdf_extraction")
    assert [report.file for report in poll(site, biller)] == ["batch.pdf"]
    assert clock.tick() == 0.0, "marked as whole, so looked at once"


def test_a_batch_is_polled_cut_and_not_fetched_again(ssh, house):
    (ssh.root / "batch.pdf").write_bytes(pdf_of([[NUMBER], ["B-0012345679"]]))
    (ssh.root / "batch.pdf.part").write_bytes(PDF)
    site, biller = house("pdf_extraction")
    assert [report.sentence() for report in poll(site, biller)] == ["batch.pdf: 2 bills kept of 2 of 2 pages"]
    assert poll(site, biller) == []
    assert ssh.fetched() == ["batch.pdf"]
    assert find(site, biller, bill_of(site)).source == "kept"


def test_a_batch_that_came_before_its_bills_is_cut_again_when_they_are_there(ssh, house, clock):
    (ssh.root / "batch.pdf").write_bytes(pdf_of([["B-0012345670"]]))
    os.utime(ssh.root / "batch.pdf", times=(clock.now().timestamp(),) * 2)
    site, biller = house("pdf_extraction")
    assert [report.nameless for report in poll(site, biller)] == [[1]]
    assert poll(site, biller) == [], "nothing new is known"
    with site.database.write() as connection:
        mine = bills.c.account_number == "0012345679"
        connection.execute(bills.update().where(mine).values(invoice_number="B-0012345670"))
    (receipt,) = (site.settings.data / "batches" / "1368").glob("*.cut")
    receipt.write_text("0 left")  # as before the version that brought the bill
    assert [report.bills for report in poll(site, biller)] == [1]
    assert poll(site, biller) == []


def test_only_batches_are_taken_and_a_damaged_one_is_told_once(ssh, house):
    (ssh.root / "batch_1.pdf").write_bytes(b"%PDF-1.4 no more")
    (ssh.root / "letter.pdf").write_bytes(PDF)
    site, biller = house("pdf_extraction", batches="batch_*.pdf")
    (report,) = poll(site, biller)
    assert "found no PDF that can be read" in report.damaged[0]
    assert poll(site, biller) == []


def test_without_a_server_there_is_no_folder(clock):
    with open_line(clock, terms={"features": {"pdf_extraction": True}}) as line, pytest.raises(Misconfigured):
        poll(line.box.site, line.box.biller)
