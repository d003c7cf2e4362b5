"""A later file over an earlier one: it adds cards and corrects what no holder asked for, and never charges twice."""

import json

import pytest
from click.testing import CliRunner

from integration.changes import Change
from integration.ledger import autopay, enrolments, superseding
from integration.ledger.autopay import Days
from integration.ledger.enrolments import Card, Wish
from ivr import cli
from tests.ivr.line import EXTRACTED, House, open_line

ACCOUNT = "0012345678"
ON = {"features": {"data_conversion": True, "autopay": True, "paperless": True}}
HEADER = "account_number,autopay,paperless,token,ending\n"
CARDLESS, CARDED = f"{HEADER}{ACCOUNT},yes,,,\n", f"{HEADER}{ACCOUNT},yes,,tok_9f2c7a11,1111\n"
OTHER_CARD = f"{HEADER}{ACCOUNT},yes,,tok_anothercard,4444\n"
OFF = f"{HEADER}{ACCOUNT},no,,,\n"


@pytest.fixture
def line(clock, database):
    with open_line(clock, database=database, terms=ON, houses=(House(ACCOUNT), House("0012345679"))) as line:
        yield line


@pytest.fixture
def convert(line, tmp_path):
    """`convert(text, *words)`: the JSON document of the command on a file of this text."""

    def typed(text, *words, source="cayenta"):
        path = tmp_path / "enrolments.csv"
        path.write_text(text, encoding="utf-8")
        command = ["convert", str(path), "--bid", "1368", "--from", source, "--json", *words]
        done = CliRunner().invoke(cli.ivr, command, obj=line.box.site)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return typed


@pytest.fixture
def ask(line, clock):
    """`ask(active, card)`: the holder asks us for it by telephone."""

    def asked(active, card=None):
        wish = Wish("1368", ACCOUNT, Change.AUTOPAY, active, clock.now().date(), "phone", "CA1", card)
        with line.database.write() as connection:
            enrolments.enrol(connection, wish, clock.now())

    return asked


def versions(line):
    """Of each version whether it is on, and the token that it keeps."""
    opened = line.box.site.vault.open
    rows = sorted(line.rows("enrolments"), key=lambda row: (row.account_number, row.version))
    return [(row.version, row.active, row.token_sealed and opened(row.token_sealed)) for row in rows]


def charged(line):
    """The cards that the autopay run would charge."""
    with line.database.read() as connection:
        day = EXTRACTED.date().replace(year=2030)
        return [row.card_ending for row in autopay.enrolled(connection, "1368", Days(day, day))]


def orders(line):
    return [(row.op, row.active, row.state) for row in sorted(line.rows("outbox"), key=lambda row: row.id)]


@pytest.mark.parametrize("source", ["cayenta", "biller"])
def test_a_later_file_gives_a_card_to_an_enrolment_without_one(line, convert, source):
    convert(CARDLESS, source=source)
    assert charged(line) == []
    before = orders(line)
    told = convert(CARDED, source=source)
    assert (told["cards_added"], told["autopay"], told["unchanged"], told["without_card"]) == (1, 0, 0, 0)
    assert versions(line) == [(1, True, ""), (2, True, "tok_9f2c7a11")]
    assert charged(line) == ["1111"]
    assert orders(line) == before  # the system knows that it is on, and keeps no cards


def test_a_dry_run_tells_of_the_card_and_gives_none(line, convert):
    convert(CARDLESS)
    assert convert(CARDED, "--dry-run")["cards_added"] == 1
    assert versions(line) == [(1, True, "")]


def test_the_later_file_again_changes_nothing(line, convert):
    convert(CARDLESS)
    convert(CARDED)
    for text in (CARDED, CARDLESS, CARDED + "\n"):
        told = convert(text)
        assert (told["unchanged"], told["cards_added"], told["kept"]) == (1, 0, [])
    assert charged(line) == ["1111"]
    assert len(versions(line)) == 2


def test_a_card_that_an_earlier_file_gave_is_not_replaced(line, convert):
    convert(CARDED)
    told = convert(OTHER_CARD)
    assert told["kept"] == ["2: autopay: an earlier file gave another card; its holder gives a new one by telephone"]
    assert versions(line) == [(1, True, "tok_9f2c7a11")]


def test_a_card_that_the_holder_gave_is_never_replaced(line, convert, ask):
    convert(CARDLESS)
    ask(True, Card(line.box.site.vault.seal("tok_of_the_holder"), "2222"))
    told = convert(CARDED)
    assert (told["unchanged"], told["cards_added"]) == (1, 0)
    assert versions(line) == [(1, True, ""), (2, True, "tok_of_the_holder")]
    assert charged(line) == ["2222"]


def test_who_left_by_telephone_is_not_enrolled_by_a_later_file(line, convert, ask):
    convert(CARDED)
    ask(False)
    told = convert(OTHER_CARD)
    assert told["kept"] == ["2: autopay: its holder asked us for off"]
    assert charged(line) == []


@pytest.mark.parametrize("source", ["cayenta", "biller"])
def test_a_later_file_switches_off_what_only_a_file_switched_on(line, convert, source):
    convert(CARDED, source=source)
    told = convert(OFF, source=source)
    assert (told["autopay"], told["kept"], told["without_card"]) == (1, [], 0)
    assert versions(line) == [(1, True, ""), (2, False, "")]
    assert charged(line) == []
    off = [("autopay", True, "cancelled"), ("autopay", False, "ready")]
    assert orders(line) == (off if source == "biller" else [])


def test_what_a_file_brings_is_nowhere_called_the_holders_wish(line, convert):
    convert(CARDED, source="biller")
    convert(OFF, source="biller")
    put = [row.detail for row in line.rows("outbox_events") if row.to_state == "ready"]
    assert put == ["brought by the biller in a conversion file"] * 2


def test_an_order_of_an_earlier_file_on_its_way_does_not_undo_what_cayenta_says_now(line, convert):
    convert(CARDED, source="biller")
    convert(OFF)
    assert orders(line) == [("autopay", True, "cancelled"), ("autopay", False, "ready")]


def test_an_older_file_again_does_not_undo_the_newer(line, convert):
    convert(CARDED)
    convert(OFF)
    told = convert(CARDED)
    assert told["kept"] == ["2: autopay: this file was taken over before, and a later one said off"]
    assert charged(line) == []


def test_another_file_may_enrol_again_whom_a_file_left_out(line, convert):
    convert(OFF)
    told = convert(CARDED)
    assert (told["autopay"], told["without_card"]) == (1, 0)
    assert versions(line) == [(1, False, ""), (2, True, "tok_9f2c7a11")]
    assert charged(line) == ["1111"]


def test_of_many_each_is_taken_as_it_stands(line, convert):
    convert(f"{HEADER}{ACCOUNT},yes,yes,,\n")
    told = convert(f"{HEADER}{ACCOUNT},yes,no,tok_9f2c7a11,1111\n0012345679,yes,,tok_ofthesecond,4444\n")
    assert (told["autopay"], told["paperless"], told["cards_added"], told["unchanged"]) == (1, 1, 1, 0)
    assert sorted(charged(line)) == ["1111", "4444"]
    with line.database.read() as connection:
        stands = enrolments.standing(connection, "1368", ACCOUNT)
    assert {change: one.active for change, one in stands.items()} == {Change.AUTOPAY: True, Change.PAPERLESS: False}


@pytest.mark.parametrize("source", ["cayenta", "biller"])
def test_orders_of_many_are_overtaken_as_one_by_one(line, convert, monkeypatch, source):
    monkeypatch.setattr(superseding, "ACCOUNTS_AT_ONCE", 1)
    convert(f"{HEADER}{ACCOUNT},yes,yes,,\n0012345679,yes,yes,,\n", source="biller")
    told = convert(f"{HEADER}{ACCOUNT},no,no,,\n0012345679,no,no,,\n", source=source)
    assert (told["autopay"], told["paperless"]) == (2, 2)
    assert sorted(orders(line)) == sorted(
        (kind, active, state)
        for kind in ("autopay", "paperless")
        for active, state in ((True, "cancelled"), (False, "ready"))
        for _account in range(2)
    )
