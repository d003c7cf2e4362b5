"""`ivr returns check`: everything of a file is told, masked, and nothing is loaded."""

import json

import pytest
from click.testing import CliRunner

from ivr import cli
from tests.integration.nacha.samples import ACCOUNT, NEW_ACCOUNT, good


@pytest.fixture
def check(tmp_path):
    """Without a site: a file can be checked where no biller is set up."""

    def typed(raw, *words):
        file = tmp_path / "R1119.ach"
        file.write_bytes(raw)
        return CliRunner().invoke(cli.ivr, ["returns", "check", str(file), *words])

    return typed


def test_a_good_file_is_told_line_by_line(check):
    done = check(good())
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "line 3: R01     123.54  payment …6789  insufficient funds",
        "line 5: R02      45.65  payment …4321  account closed",
        "line 9: C01 corrects account number  payment …5555  the account number is wrong",
        "R1119.ach: returns 2, corrections 1, batches 2, debits 169.19, credits 0.00, errors 0",
    ]


def test_errors_go_to_standard_error_and_end_with_one(check):
    done = check(good().replace(b"0000012354", b"0000012355"))
    assert done.exit_code == 1
    assert done.stdout.endswith("errors 2\n")
    assert done.stderr.splitlines() == [
        "R1119.ach: line 7: total debits (21-32): found 16919, expected 16920, as counted in the batch",
        "R1119.ach: line 12: total debits (32-43): found 16919, expected 16920, as counted in the file",
    ]


def test_json_is_one_document(check):
    done = check(good(), "--json")
    told = json.loads(done.stdout)
    assert (told["created_on"], told["debits_cents"], told["errors"], told["error_count"]) == (
        "2026-11-19",
        16919,
        [],
        0,
    )
    assert told["returns"][0] == {
        "line": 3,
        "code": "R01",
        "meaning": "insufficient funds",
        "amount_cents": 12354,
        "payment_ending": "…6789",
        "trace": "091000017611242",
        "original_trace": "091400600000001",
    }
    assert told["corrections"][0]["corrects"] == ["account number"]


@pytest.mark.parametrize("words", [(), ("--json",)])
@pytest.mark.parametrize("spoilt", [b"", b"09140060NSF", b"C01", b"0000012354"])
def test_no_bank_account_is_ever_told(check, caplog, words, spoilt):
    with caplog.at_level("DEBUG"):
        done = check(good().replace(spoilt, b"x" * len(spoilt)), *words)
    for account in (ACCOUNT, NEW_ACCOUNT):
        assert account not in done.stdout + done.stderr + caplog.text
    assert "123456789" not in done.stdout + done.stderr


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 500, b"not a return file\n"])
def test_whatever_else_a_file_is(check, raw):
    done = check(raw)
    assert done.exit_code == 1
    assert done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_file_without_end_is_refused(check, monkeypatch):
    monkeypatch.setattr("integration.nacha.check.FILE_BYTES_MAX", 100)
    done = check(good())
    assert done.exit_code == 1
    assert done.stderr == (
        "R1119.ach: line 1: file: found more than 100 bytes, expected a return file of at most as many\n"
    )


def test_a_file_that_is_not_there_is_wrong_use():
    assert CliRunner().invoke(cli.ivr, ["returns", "check", "/nowhere/at/all.ach"]).exit_code == 2
