"""`ivr bills held`, `release` and `load --although-held`: what a person does with the words of the mail."""

import hashlib
import json

import pytest
from sqlalchemy import select

from integration.billfile.load import load_file
from integration.ledger import held_files
from integration.ledger.bills import find_bill
from integration.ledger.tables import audit
from tests.integration.billfile.samples import bill_xml, file_xml, owing
from workers.held_files import _notice

DAY, NEXT = "20261118", "20261119"
NAME = f"billheader_{DAY}.xml"
GOOD = owing("84.20", BILL_DT=DAY)
UNREAD = file_xml(GOOD, bill_xml(ACCOUNT_NO="2", BILL_NO="B2", TOTAL_DUE_AMT="1.O0"), created=DAY)
BEFORE = 14_250  # cents, by the file that the line begins with
LENIENT = {"reject_share_max": 0.5}


@pytest.fixture
def site(line):
    biller = line.box.biller
    billfile = biller.billfile.model_copy(update=LENIENT)
    line.box.site.billers["1368"] = biller.model_copy(update={"billfile": billfile})
    return line.box.site


@pytest.fixture
def inbox(site):
    folder = site.settings.data / "inbox" / "1368"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def hold(site, inbox):
    """As a poll leaves it: our own name, a receipt, a row."""

    def held(content=UNREAD, name=NAME):
        path = inbox / f"{name.encode().hex()[:32]}.xml"
        path.write_text(content)
        path.with_suffix(".sha256").write_text(hashlib.sha256(content.encode()).hexdigest())
        report = load_file(path, site.biller("1368"), site.database, site.clock, name=name)
        assert report.state == "held"
        return path, report

    return held


def heard(site, account="0012345678"):
    with site.database.read() as connection:
        found = find_bill(connection, "1368", "ACCOUNT_NO", account)
    return found and found.bill.balance_due.cents


def audited(site):
    with site.database.read() as connection:
        return connection.execute(select(audit)).all()


def test_what_waits_is_listed_with_the_words_that_let_it_in(run, site, hold):
    path, report = hold()
    told = json.loads(run("bills", "held", "--json").stdout)
    assert told == {
        "held": [
            {
                "version": report.version,
                "bid": "1368",
                "file": NAME,
                "bills": 2,
                "held_at": site.clock.now().isoformat(),
                "why": report.why,
                "path": str(path),
            }
        ]
    }
    listed = run("bills", "held", "--bid", "1368")
    assert (listed.exit_code, "1 files wait" in listed.stderr) == (0, True)
    assert f"ivr bills release {report.version} --who YOUR-NAME" in listed.stdout
    assert report.why in listed.stdout
    assert run("bills", "held", "--bid", "9999").exit_code == 1


def test_the_words_of_the_mail_let_the_file_in(run, site, hold):
    _, report = hold()
    with site.database.read() as connection:
        (file,) = held_files.untold(connection, "1368", "mail")
    with site.database.write() as connection:
        held_files.told(connection, file.version, "mail", site.clock.now())  # as is so when somebody reads the mail
    (words,) = (
        line.split() for line in _notice(site.biller("1368"), file, file.held_at).text.splitlines() if "release" in line
    )
    assert words == ["ivr", "bills", "release", str(report.version), "--who", "YOUR-NAME", "--why", "WHY"]
    done = run(*words[1:-3], "ann", "--why", "asked the office", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["loaded"], told["held"], told["file"]) == (0, 1, None, NAME)
    assert heard(site) == 8420
    (row,) = audited(site)
    assert (row.who, row.bid, row.subject, row.at) == ("ann", "1368", NAME, site.clock.now())
    assert row.what == "bill file let in although held"
    assert row.detail == f"version {told['version']}; held: {report.why}; why: asked the office"
    assert json.loads(run("bills", "held", "--json").stdout) == {"held": []}
    again = run("bills", "release", str(report.version), "--who", "ann")
    assert (again.exit_code, f"no bill file of version {report.version} is held" in again.stderr) == (1, True)


@pytest.mark.parametrize("waiting", [None, "", '{"polled": "billheader_20261118.zip", "state": "held"}'])
def test_a_release_has_a_new_report_wait_for_the_billers_server(run, site, hold, waiting):
    path, report = hold()
    document = path.with_suffix(".report.json")
    if waiting is not None:
        document.write_text(waiting)
    reporting = site.biller("1368").billfile.model_copy(update={"reports_folder": "reports"})
    site.billers["1368"] = site.biller("1368").model_copy(update={"billfile": reporting})
    assert run("bills", "release", str(report.version), "--who", "ann").exit_code == 0
    told = json.loads(document.read_text())
    assert (told["polled"], told["state"]) == ("billheader_20261118.zip" if waiting else NAME, "live")
    assert told["warnings"][-1] == {
        "line": None,
        "account": None,
        "field": "held",
        "found": report.why,
        "expected": "nothing that holds a file; ann let it in",
    }


def test_a_fetched_file_that_is_let_in_from_elsewhere_is_reported_too(run, site, hold, tmp_path):
    path, _ = hold()
    reporting = site.biller("1368").billfile.model_copy(update={"reports_folder": "reports"})
    site.billers["1368"] = site.biller("1368").model_copy(update={"billfile": reporting})
    (tmp_path / NAME).write_text(UNREAD)
    words = ("bills", "load", str(tmp_path / NAME), "--bid", "1368", "--although-held", "--who", "ann")
    assert run(*words).exit_code == 0
    assert json.loads(path.with_suffix(".report.json").read_text())["state"] == "live"


def test_a_file_that_was_not_fetched_is_let_in_from_where_it_lies(run, site, tmp_path):
    path = tmp_path / NAME
    path.write_text(UNREAD)
    assert run("bills", "load", str(path), "--bid", "1368").exit_code == 1
    told = json.loads(run("bills", "held", "--json").stdout)["held"][0]
    assert told["path"] is None
    words = f"ivr bills load PATH/{NAME} --bid 1368 --although-held --who YOUR-NAME"
    assert words in run("bills", "held").stdout
    refused = run("bills", "release", str(told["version"]), "--who", "ann")
    assert (refused.exit_code, words in refused.stderr) == (1, True)
    done = run("bills", "load", str(path), "--bid", "1368", "--although-held", "--who", "ann")
    assert (done.exit_code, heard(site), audited(site)[0].who) == (0, 8420, "ann")


def test_a_file_in_the_inbox_that_is_another_by_now_is_not_loaded(run, site, hold):
    path, report = hold()
    path.write_text(file_xml(owing("1.00"), total="1.00"))
    assert run("bills", "release", str(report.version), "--who", "ann").exit_code == 1
    assert heard(site) == BEFORE


def test_what_refuses_a_file_is_passed_over_by_nobody(run, site, hold):
    bad = [bill_xml(ACCOUNT_NO=str(number), BILL_NO=f"X{number}", TOTAL_DUE_AMT="1.O0") for number in range(2)]
    _, report = hold(file_xml(GOOD, *bad, created=DAY))
    done = run("bills", "release", str(report.version), "--who", "ann")
    assert (done.exit_code, "refused" in done.stdout, heard(site), audited(site)) == (1, True, BEFORE, [])


def later(tmp_path, name=f"billheader_{NEXT}.xml", created=NEXT):
    """A file that is made no earlier, and loads."""
    path = tmp_path / name
    path.write_text(file_xml(owing("5.00", BILL_DT=created), total="5.00", created=created))
    return path


def test_a_file_that_nothing_holds_may_be_let_in_too(run, site, tmp_path):
    assert run("bills", "load", str(later(tmp_path)), "--bid", "1368", "--although-held").exit_code == 0
    assert "held: nothing holds it any more" in audited(site)[0].detail


@pytest.mark.parametrize(("name", "created"), [(f"billheader_{NEXT}.xml", NEXT), (NAME, DAY)])
def test_a_file_that_a_later_or_a_corrected_one_has_overtaken_waits_no_more(run, site, hold, tmp_path, name, created):
    _, report = hold()
    assert load_file(later(tmp_path, name, created), site.biller("1368"), site.database, site.clock).loaded == 1
    assert json.loads(run("bills", "held", "--json").stdout) == {"held": []}
    with site.database.read() as connection:
        assert held_files.untold(connection, "1368", "mail") == []
    done = run("bills", "release", str(report.version), "--who", "ann")
    assert (done.exit_code, done.stdout, heard(site), audited(site)) == (1, "", 500, [])
    assert f"{NAME} waits no more: {name}, which is not older, is live; nothing was done" in done.stderr


def test_a_held_file_has_the_day_that_it_says_and_not_that_of_its_name(run, site, hold, tmp_path):
    _, report = hold(UNREAD.replace(f'CREATED_DT="{DAY}"', 'CREATED_DT="20261120"'))
    assert load_file(later(tmp_path), site.biller("1368"), site.database, site.clock).state == "live"
    (waits,) = json.loads(run("bills", "held", "--json").stdout)["held"]
    assert waits["version"] == report.version
    assert run("bills", "release", str(report.version), "--who", "ann").exit_code == 0
    assert heard(site) == 8420


def test_why_it_was_held_stays_where_nothing_holds_it_any_more(run, site, inbox, tmp_path):
    bad = bill_xml(ACCOUNT_NO="2", BILL_NO="B2", DUE_DT="soon")
    path = tmp_path / NAME
    path.write_text(file_xml(GOOD, bad, total="168.40", created=DAY))
    path.rename(path := inbox / f"{'0' * 32}.xml")
    path.with_suffix(".sha256").write_text(hashlib.sha256(path.read_bytes()).hexdigest())
    biller = site.biller("1368")
    strict = biller.model_copy(update={"billfile": biller.billfile.model_copy(update={"reject_share_held": 0.2})})
    report = load_file(path, strict, site.database, site.clock, name=NAME)
    assert report.state == "held"
    done = run("bills", "release", str(report.version), "--who", "ann", "--json")
    told = json.loads(done.stdout)
    reasons = f"{report.why}; nothing holds it any more"
    assert audited(site)[0].detail == f"version {told['version']}; held: {reasons}"
    assert told["warnings"][-1]["found"] == reasons


@pytest.mark.parametrize("words", [("--who", "ann"), ("--why", "because")])
def test_who_and_why_go_with_letting_in(run, tmp_path, words):
    path = tmp_path / NAME
    path.write_text(UNREAD)
    assert run("bills", "load", str(path), "--bid", "1368", *words).exit_code == 2
