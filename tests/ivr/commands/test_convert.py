"""`convert`: what lived elsewhere comes in once, whole or not at all, and never over what a holder asked of us."""

import json

import pytest
from click.testing import CliRunner

from integration.changes import Change
from integration.ledger import enrolments, orders
from integration.ledger.enrolments import Wish
from ivr import cli
from tests.ivr.line import House, open_line

ON = {"features": {"data_conversion": True, "autopay": True, "paperless": True}}
FILE = """account_number,autopay,paperless,token,ending
0012345678,yes,yes,tok_9f2c7a11,1111
0012345679,yes,,,
"""


@pytest.fixture
def line(clock, request):
    """In memory; on each database where the test asks for one."""
    database = request.getfixturevalue("database") if "database" in request.fixturenames else None
    with open_line(clock, database=database, terms=ON, houses=(House(), House("0012345679"))) as line:
        yield line


@pytest.fixture
def convert(line, tmp_path):
    """`convert(text, *words)`: the result of the command on a file of this text."""

    def typed(text=FILE, *words, source="cayenta"):
        path = tmp_path / "enrolments.csv"
        path.write_text(text, encoding="utf-8")
        command = ["convert", str(path), "--bid", "1368", "--from", source, "--json", *words]
        return CliRunner().invoke(cli.ivr, command, obj=line.box.site)

    return typed


def rows(line):
    return [(row.account_number, row.kind, row.active, row.channel) for row in line.rows("enrolments")]


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(line, convert):
    done = convert(FILE, "--dry-run")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["autopay"], told["paperless"], told["without_card"]) == (0, 2, 1, 1)
    assert rows(line) == []


@pytest.mark.usefixtures("database")
def test_what_lived_in_cayenta_is_kept_and_not_told_to_it_again(line, convert):
    assert convert().exit_code == 0
    assert rows(line) == [
        ("0012345678", "autopay", True, "conversion"),
        ("0012345678", "paperless", True, "conversion"),
        ("0012345679", "autopay", True, "conversion"),
    ]
    assert line.rows("outbox") == []
    first = line.rows("enrolments")[0]
    assert (line.box.site.vault.open(first.token_sealed), first.card_ending) == ("tok_9f2c7a11", "1111")
    assert "tok_9f2c7a11" not in repr(line.rows("enrolments"))
    assert json.loads(first.consent).keys() == {"converted_from", "sha256", "line"}


def test_what_the_biller_brings_is_told_to_his_system(line, convert):
    assert convert(source="biller").exit_code == 0
    assert sorted((row.op, row.account_number, row.active) for row in line.rows("outbox")) == [
        ("autopay", "0012345678", True),
        ("autopay", "0012345679", True),
        ("paperless", "0012345678", True),
    ]


def test_the_same_file_again_changes_nothing(line, convert):
    convert()
    told = json.loads(convert().stdout)
    assert (told["unchanged"], told["autopay"], told["paperless"]) == (3, 0, 0)
    assert len(rows(line)) == 3


def test_who_asked_us_for_something_else_keeps_it(line, convert, clock):
    wish = Wish("1368", "0012345679", Change.AUTOPAY, False, clock.now().date(), "phone", "CA1")
    with line.database.write() as connection:
        enrolments.enrol(connection, wish, clock.now())
    told = json.loads(convert().stdout)
    assert told["kept"] == ["3: autopay: its holder asked us for off"]
    with line.database.read() as connection:
        assert not enrolments.standing(connection, "1368", "0012345679")[Change.AUTOPAY].active


def test_what_was_taken_over_stands_as_told_when_it_was(line, convert, clock):
    convert()
    with line.database.read() as connection:
        found = enrolments.standing(connection, "1368", "0012345678")
    assert {change: one.told_at for change, one in found.items()} == dict.fromkeys(Change, clock.now())


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (FILE + "0099999999,yes,,,\n", "4: account_number: found no bill of this account"),
        (FILE + "4111111111111111,yes,,,\n", "4: account_number: found what looks like a card number, not shown"),
        (FILE.replace("token", "password"), "1: password: passwords are never taken over: payers register again"),
    ],
)
def test_one_mistake_refuses_all_of_it(line, convert, text, finding):
    done = convert(text)
    told = json.loads(done.stdout)
    assert (done.exit_code, told["autopay"]) == (1, 0)
    assert told["refused"][0].startswith(finding)
    assert finding in done.stderr
    assert rows(line) == []


@pytest.mark.usefixtures("database")
def test_orders_of_many_are_put_as_one_by_one(line, convert, monkeypatch):
    monkeypatch.setattr(orders, "REFERENCES_AT_ONCE", 2)
    assert convert(source="biller").exit_code == 0
    put = {row.id: (row.state, row.active, row.reference) for row in line.rows("outbox")}
    events = [(row.outbox_id, row.from_state, row.to_state, row.detail) for row in line.rows("outbox_events")]
    assert sorted(events) == [
        (number, "", "ready", "brought by the biller in a conversion file") for number in sorted(put)
    ]
    assert {row.reference for row in line.rows("enrolments")} == {reference for _, _, reference in put.values()}
    assert len(put) == 3


def test_only_where_the_biller_has_switched_it_on(clock, tmp_path):
    path = tmp_path / "enrolments.csv"
    path.write_text(FILE, encoding="utf-8")
    words = ["convert", str(path), "--bid", "1368", "--from", "biller"]
    with open_line(clock) as line:
        done = CliRunner().invoke(cli.ivr, words, obj=line.box.site)
        assert (done.exit_code, "F12 Data conversion is off for biller 1368" in done.stderr) == (1, True)
    with open_line(clock, terms={"features": {"data_conversion": True}}) as line:
        done = CliRunner().invoke(cli.ivr, words, obj=line.box.site)
        assert "2: autopay: found a value with features.autopay off" in done.stderr
