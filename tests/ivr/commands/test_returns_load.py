"""`ivr returns load` and `ivr returns list`: files and folders, one document on standard output, the exit codes."""

import json

import pytest

from tests.integration.nacha.samples import ACCOUNT, NEW_ACCOUNT, good

UNKNOWN = "unknown: no payment of this biller has this confirmation number"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()
    return folder


def put(folder, name, raw=None):
    (folder / name).write_bytes(good() if raw is None else raw)
    return str(folder / name)


def test_a_file_is_loaded_once(run, folder):
    file = put(folder, "a.ach")
    done = run("returns", "load", file, "--bid", "1368")
    assert (done.exit_code, done.stdout) == (0, "a.ach: loaded: unknown 2, correction 1\n"), done.stderr
    again = run("returns", "load", file, "--bid", "1368")
    assert (again.exit_code, again.stdout) == (0, "a.ach: skipped: the same file was loaded before\n")


def test_a_wrong_file_of_a_folder_does_not_stop_the_rest(run, folder):
    put(folder, "a.ach", good()[:-400])
    put(folder, "b.ach")
    done = run("returns", "load", str(folder), "--bid", "1368")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "a.ach: refused: 2 errors, nothing was loaded",
        "b.ach: loaded: unknown 2, correction 1",
    ]
    assert "a.ach: line 16: record: found 75 characters, expected 94 characters\n" in done.stderr


def test_json_is_one_document_for_all_files(run, folder):
    put(folder, "a.ach")
    put(folder, "b.ach", b"x")
    done = run("returns", "load", str(folder), "--bid", "1368", "--json")
    first, second = json.loads(done.stdout)["files"]
    assert (first["outcome"], first["decisions"]["unknown"], first["error_count"]) == ("loaded", 2, 0)
    assert (second["outcome"], second["decisions"]["unknown"]) == ("refused", 0)
    assert second["errors"]
    assert done.exit_code == 1


def test_what_came_back_is_listed_with_its_reason(run, folder):
    run("returns", "load", put(folder, "a.ach"), "--bid", "1368")
    done = run("returns", "list", "--bid", "1368")
    assert done.stdout.splitlines() == [
        f"2026-11-20  a.ach:3  R01      123.54  123456789  {UNKNOWN}",
        f"2026-11-20  a.ach:5  R02       45.65  987654321  {UNKNOWN}",
        "2026-11-20  a.ach:9  C01        0.00  555555555  correction: the account number is wrong; the payment stands",
    ]
    assert done.stderr == "3 items\n"


def test_a_list_of_one_decision_and_no_longer_than_asked(run, folder):
    run("returns", "load", put(folder, "a.ach"), "--bid", "1368")
    done = run("returns", "list", "--bid", "1368", "--decision", "correction", "--json")
    (only,) = json.loads(done.stdout)["returns"]
    assert (only["code"], only["line"], only["file"], only["amount_cents"]) == ("C01", 9, "a.ach", 0)
    done = run("returns", "list", "--bid", "1368", "--limit", "2")
    assert done.stderr == "2 items and perhaps more: --limit\n"


def test_no_bank_account_is_ever_told(run, folder, caplog):
    with caplog.at_level("DEBUG"):
        told = [
            run("returns", *words, "--bid", "1368", *more)
            for words in (("load", put(folder, "a.ach")), ("list",))
            for more in ((), ("--json",))
        ]
    text = caplog.text + "".join(done.stdout + done.stderr for done in told)
    assert ACCOUNT not in text
    assert NEW_ACCOUNT not in text


def test_a_poll_of_billers_without_a_server(run):
    """Asked for by name it is a mistake; in a round over all billers it is none."""
    done = run("returns", "poll", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"billers": {}, "troubles": {}})
    done = run("returns", "poll", "--bid", "1368")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "1368: biller 1368 names no server for return files: [returns] sftp is missing\n"


@pytest.mark.parametrize("words", [("load", "/nowhere/at/all.ach", "--bid", "1368"), ("load", "/tmp"), ("list",)])
def test_wrong_use(run, words):
    assert run("returns", *words).exit_code == 2


def test_a_biller_that_is_not_there(run, folder):
    assert run("returns", "load", put(folder, "a.ach"), "--bid", "9").exit_code == 1
    assert run("returns", "list", "--bid", "9").exit_code == 1
