"""What became of each file goes back to the biller's server, whole, at least once, and never in the way of a load."""

import json
import shutil

import pytest

from integration.billfile.findings import Finding
from integration.billfile.load import load_file
from integration.billfile.names import MARKER
from integration.billfile.polling import arrived, reports_back
from integration.billfile.polling.papers import Papers
from integration.billfile.polling.poll import id_of, poll_all
from integration.billfile.report import CheckReport, FileState, LoadReport
from integration.ledger import held_files
from integration.ledger.let_in import LetIn
from integration.sftp import folder as sftp
from integration.sftp.folder import RemoteFile
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing
from tests.integration.billfile.zips import ZIP, zipped

pytestmark = pytest.mark.servers
NAME = "billheader_20261101.xml"


@pytest.fixture
def reports(ssh):
    """The biller's folder for them; it does not have to be below the other."""
    folder = ssh.root.with_name(f"{ssh.root.name}_reports")
    folder.mkdir()
    return folder


@pytest.fixture
def look(ssh, reports, sqlite_database, tmp_path, clock):
    """One round: the states, and the trouble of the biller in words."""

    def looked(**settings):
        biller = biller_with(sftp=ssh.access, **{"reports_folder": reports.name} | settings)
        polled = poll_all([biller], sqlite_database, tmp_path, clock)
        states = [str(report.state) for report in polled.reports.get("1368", [])]
        return states, str(polled.troubles.get("1368", ""))

    return looked


def put(ssh, content, name=NAME):
    path = ssh.root / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (ssh.root / f"{name}{MARKER}").touch()
    found = path.stat()
    our_id = id_of(RemoteFile(name, found.st_size, int(found.st_mtime), is_regular=True))
    return our_id, f"{name}.{our_id[:8]}.report.json"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_new_file_is_reported_once_under_a_name_of_its_own(ssh, reports, look):
    _, name = put(ssh, file_xml(bill_xml(), bill_xml(ACCOUNT_NO="2", BILL_NO="B2", DUE_DT="soon"), total="168.40"))
    assert look() == (["live"], "")
    assert names(reports) == [name]
    told = json.loads((reports / name).read_text())
    assert {key: told[key] for key in ("polled", "file", "state", "why", "bills", "loaded", "version")} == {
        "polled": NAME,
        "file": NAME,
        "state": "live",
        "why": "",
        "bills": 2,
        "loaded": 1,
        "version": 1,
    }
    assert [(one["account"], one["field"], one["found"]) for one in told["rejected"]] == [("2", "DUE_DT", "'soon'")]
    (reports / name).unlink()
    assert look() == ([], "")
    assert names(reports) == [], "told once"


def test_what_is_refused_kept_and_skipped_is_reported_too(ssh, reports, look):
    expected = {
        put(ssh, file_xml(bill_xml(), created="20261103"), "billheader_20261103.xml")[1]: "live",
    }
    assert look()[0] == ["live"]
    expected |= {
        put(ssh, file_xml(bill_xml()) + "<!-- older -->", "billheader_20261101.xml")[1]: "kept",
        put(ssh, file_xml(bill_xml(), created="20261103"), "billheader_20261103_1.xml")[1]: "skipped",
        put(ssh, "<BILLFILE>", "billheader_20261104.xml")[1]: "refused",
        put(ssh, zipped(b""), ZIP)[1]: "refused",
    }
    look()
    assert {path.name: json.loads(path.read_text())["state"] for path in reports.iterdir()} == expected


def test_what_was_found_as_a_payers_name_is_not_told(tmp_path):
    checked = CheckReport(NAME)
    checked.reject(Finding(9, "0012345678", "V_NAME", "'PAYER NAME'", "fewer characters"))
    checked.warn(Finding(9, "0012345678", "V_NAME", "'PAYER NAME'", "fewer characters"))
    papers = Papers(tmp_path, "0" * 32)
    file = RemoteFile(NAME, 1, 1, is_regular=True)
    reports_back.keep(LoadReport(checked, FileState.LIVE, 1), file, papers, biller_with(reports_folder="reports"))
    assert "PAYER" not in papers.report.read_text()
    assert json.loads(papers.report.read_text())["rejected"][0]["account"] == "0012345678"


def test_without_the_setting_nothing_is_written(ssh, reports, look, tmp_path):
    put(ssh, file_xml(bill_xml()))
    assert look(reports_folder=None) == (["live"], "")
    assert names(reports) == []
    assert list((tmp_path / "1368").glob("*.json")) == []


def test_a_report_that_could_not_be_written_is_told_and_tried_again_and_stops_no_load(ssh, reports, look, tmp_path):
    our_id, name = put(ssh, file_xml(bill_xml()))
    reports.rmdir()
    states, trouble = look()
    assert states == ["live"]
    assert reports.name in trouble
    waiting = Papers(tmp_path / "1368", our_id).report
    content = waiting.read_bytes()
    assert look()[1] == trouble, "as long as it lasts"
    reports.mkdir()
    assert look() == ([], "")
    assert (reports / name).read_bytes() == content
    assert not waiting.exists()


def test_a_kill_between_the_writing_and_its_note_writes_the_same_again(ssh, reports, look, tmp_path):
    our_id, name = put(ssh, file_xml(bill_xml()))
    look()
    content = (reports / name).read_bytes()
    Papers(tmp_path / "1368", our_id).report.write_bytes(content)
    assert look() == ([], "")
    assert names(reports) == [name]
    assert (reports / name).read_bytes() == content


def test_a_kill_right_behind_the_load_reports_the_load(ssh, reports, look, monkeypatch, tmp_path):
    our_id, name = put(ssh, file_xml(bill_xml()))

    def killed(*words, keep=reports_back.keep):
        keep(*words)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(arrived.reports_back, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            look()
    assert Papers(tmp_path / "1368", our_id).report.exists()
    assert look() == (["skipped"], "")
    assert json.loads((reports / name).read_text())["state"] == "live"


def test_a_report_that_cannot_be_read_here_hides_no_load(ssh, look, tmp_path):
    (tmp_path / "1368").mkdir()
    Papers(tmp_path / "1368", "0" * 32).report.write_bytes(b"")
    put(ssh, file_xml(bill_xml()))
    states, trouble = look()
    assert states == ["live"]
    assert "the reports back: JSONDecodeError" in trouble


def test_whoever_looks_meanwhile_sees_no_half_report(ssh, reports, look, monkeypatch):
    _, name = put(ssh, file_xml(bill_xml()))
    seen = []
    really = sftp.Folder._rename

    def rename(self, before, after):
        seen.append(names(reports))
        really(self, before, after)

    monkeypatch.setattr(sftp.Folder, "_rename", rename)
    look()
    assert seen == [[f"{name}.part"]]
    assert names(reports) == [name]


def test_a_report_made_while_the_server_was_away_keeps_what_it_told(ssh, reports, look, monkeypatch, tmp_path):
    put(ssh, file_xml(bill_xml()))
    with monkeypatch.context() as patch:
        patch.setattr(sftp.Folder, "write", lambda *_words: (_ for _ in ()).throw(sftp.Unavailable("cut")))
        assert look() == (["live"], "cut")
    (waiting,) = (tmp_path / "1368").glob("*.report.json")
    told = waiting.read_bytes()
    assert look() == ([], "")
    assert [path.read_bytes() for path in reports.iterdir()] == [told]


def of_thirty(cents, day):
    bills = [owing(f"{cents / 100:.2f}", ACCOUNT_NO=str(n), BILL_NO=f"{day}-{n}", BILL_DT=day) for n in range(30)]
    return file_xml(*bills, total=f"{cents * 30 / 100:.2f}", created=day)


def test_what_another_machine_has_loaded_or_held_is_told_by_its_report(ssh, reports, look, sqlite_database, tmp_path):
    """Each machine has an inbox of its own; the ledger and the biller's server are the same."""
    put(ssh, of_thirty(100, "20261101"))
    assert look() == (["live"], "")
    _, held = put(ssh, of_thirty(1000, "20261102"), "billheader_20261102.xml")
    assert look() == (["held"], "")
    before = {path.name: path.read_bytes() for path in reports.iterdir()}
    shutil.rmtree(tmp_path / "1368")
    assert look() == (["skipped", "skipped"], "")
    assert {path.name: path.read_bytes() for path in reports.iterdir()} == before
    with sqlite_database.read() as connection:
        (waiting,) = held_files.waiting(connection, ["1368"])
    assert waiting.version == json.loads(before[held])["version"]
    assert look() == ([], "")


HELD = file_xml(bill_xml(), bill_xml(ACCOUNT_NO="2", BILL_NO="B2", TOTAL_DUE_AMT="1.O0"))


@pytest.fixture
def let_in(ssh, reports, sqlite_database, tmp_path, clock):
    """`let_in(id)`: as `ivr bills release` does it."""

    def done(our_id):
        papers = Papers(tmp_path / "1368", our_id)
        biller = biller_with(sftp=ssh.access, reports_folder=reports.name)
        report = load_file(papers.xml, biller, sqlite_database, clock, name=NAME, person=LetIn("ann"))
        reports_back.keep_anew(report, papers, biller)

    return done


def told_of(path):
    told = json.loads(path.read_text())
    return told["polled"], told["state"], [one["field"] for one in told["warnings"]]


@pytest.mark.parametrize(("content", "polled"), [(HELD, NAME), (zipped(HELD.encode()), ZIP)], ids=["xml", "zip"])
def test_a_file_that_was_let_in_is_reported_in_place_of_the_held_one(ssh, reports, look, let_in, content, polled):
    our_id, name = put(ssh, content, polled)
    assert look(zip=True) == (["held"], "")
    assert told_of(reports / name)[:2] == (polled, "held")
    let_in(our_id)
    assert look(zip=True) == ([], "")
    assert names(reports) == [name]
    assert told_of(reports / name) == (polled, "live", ["held"])


def test_a_held_report_that_the_server_never_got_is_not_sent_behind_the_release(ssh, reports, look, let_in):
    our_id, name = put(ssh, HELD)
    reports.rmdir()
    assert look()[0] == ["held"]
    let_in(our_id)
    reports.mkdir()
    assert look() == ([], "")
    assert told_of(reports / name) == (NAME, "live", ["held"])


def test_a_release_while_the_held_report_is_on_its_way_is_told_by_the_next_poll(
    ssh, reports, look, let_in, monkeypatch
):
    our_id, name = put(ssh, HELD)
    really = sftp.Folder.write

    def write(self, to, content):
        really(self, to, content)
        let_in(our_id)

    with monkeypatch.context() as patch:
        patch.setattr(sftp.Folder, "write", write)
        assert look() == (["held"], "")
    assert told_of(reports / name)[1] == "held"
    look()
    assert told_of(reports / name)[1] == "live"


def test_what_another_has_loaded_meanwhile_is_not_told_as_skipped(ssh, reports, look, let_in):
    our_id, name = put(ssh, HELD)
    look()
    let_in(our_id)
    let_in(our_id)
    look()
    assert told_of(reports / name)[1] == "live"
