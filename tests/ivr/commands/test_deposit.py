"""`ivr payments deposit`: a batch for a person, for a spreadsheet and for a program, equal to Cayenta's journal."""

import csv
import io
import json

import pytest
from sqlalchemy import update

from integration.ledger import batches, orders
from integration.ledger.payments import capture, open_intent
from integration.ledger.tables import batches as batches_table
from integration.money import Money
from integration.sandbox.cayenta.faults import Fault, Kind
from tests.ivr.commands.test_payments import intent
from tests.workers.parts import pump_of

DAY = ("payments", "deposit", "--bid", "1368", "--day", "2026-11-20")


@pytest.fixture
def pay(line, clock):
    """A payment that is captured and told to Cayenta, which may be in trouble just then; its id."""

    def pay(number, cents, fault=None):
        wish = intent(number, amount=Money(cents))
        with line.database.write() as connection:
            open_intent(connection, wish, clock.now())
            capture(connection, wish.payment_id, f"ch_{number}", line.box.biller, clock.now())
        line.box.cayenta.set_faults(*([Fault(fault, "AddARItem")] if fault else []))
        pump(line, clock)
        return wish.payment_id

    return pay


def pump(line, clock):
    pump_of(line.database, clock, line.box.site.books("1368"), of=line.box.biller).drain()


def close(line, clock):
    with line.database.write() as connection:
        batches.close_now(connection, "1368", who="ann", why="audit", now=clock.now())


@pytest.fixture
def closed(line, clock, pay):
    """Two payments are posted, one of them is taken back, a third is unsure when the batch is closed."""
    pay(1, 4_250)
    back = pay(2, 1_000)
    with line.database.write() as connection:
        orders.call_off(connection, back, who="ann", why="paid twice", now=clock.now())
    pay(3, 700, Kind.CUT_AFTER)
    close(line, clock)


@pytest.mark.usefixtures("closed")
def test_a_closed_batch_as_json_equals_the_journal(run, line):
    done = run(*DAY, "--json")
    assert done.exit_code == 0, done.stderr
    (told,) = json.loads(done.stdout)["deposits"]
    assert (told["batch"], told["closed_by"], told["why"]) == ("20261120", "ann", "audit")
    assert (
        told["lines"]
        == told["at_close"]
        == [
            {"op": "payment", "way": "card", "count": 2, "cents": 5_250, "fee_cents": 500},
            {"op": "void", "way": "card", "count": 1, "cents": -1_000, "fee_cents": -250},
        ]
    )
    assert (told["count"], told["cents"], told["fee_cents"]) == (3, 4_250, 250)
    (unsure,) = told["unsure"]
    items = [item for item in line.box.cayenta.journal.items if item.reference != unsure["reference"]]
    assert sum(item.amount_cents for item in items) == told["cents"]
    assert {item.batch for item in items} == {"20261120"}
    assert told["unsure_at_close"] == [unsure]


@pytest.mark.usefixtures("closed")
def test_a_closed_batch_for_a_person(run):
    lines = run("payments", "deposit", "--bid", "1368", "--batch", "20261120").stdout.splitlines()
    assert lines[:4] == [
        "batch 20261120, closed 2026-11-20 10:05:00 EST by ann: audit",
        "  payment card: 2, 52.50 and fees of 5.00",
        "  void card: 1, -10.00 and fees of -2.50",
        "  total: 3, 42.50 and fees of 2.50",
    ]
    assert [line.split()[-3:] for line in lines[4:]] == [["card", "7.00,", "ambiguous"]]


@pytest.mark.usefixtures("closed")
def test_rows_for_a_spreadsheet(run):
    rows = list(csv.DictReader(io.StringIO(run(*DAY, "--csv").stdout)))
    assert [(row["what"], row["operation"], row["count"], row["amount"], row["fees"]) for row in rows] == [
        ("counted", "payment", "2", "52.50", "5.00"),
        ("counted", "void", "1", "-10.00", "-2.50"),
        ("not settled", "payment", "0", "7.00", ""),
    ]


def test_a_day_lists_each_of_its_batches_and_an_open_one_as_it_stands(run, line, clock, pay):
    pay(1, 4_250)
    close(line, clock)
    pay(2, 1_000)
    told = json.loads(run(*DAY, "--json").stdout)["deposits"]
    assert [(one["batch"], one["cents"]) for one in told] == [("20261120", 4_250), ("20261120-2", 1_000)]
    assert (told[1]["closed_at"], told[1]["at_close"]) == (None, None)
    assert "open until 2026-11-20 20:00:00 EST" in run(*DAY).stdout


@pytest.mark.usefixtures("closed")
def test_figures_that_were_tampered_with_are_found_wrong(run, line):
    tampered = '{"lines": [], "unsure": []}'
    with line.database.write() as connection:
        connection.execute(update(batches_table).values(totals=tampered))
    done = run(*DAY)
    assert done.exit_code == 1
    assert done.stderr == "batch 20261120: what was written at its close and since is not what the outbox holds\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--day", "2026-11-19"), 1, "biller 1368 has no batch of 2026-11-19: nothing was posted in it"),
        (("--batch", "20261119"), 1, "biller 1368 has no batch 20261119"),
        ((), 2, "say one of --day and --batch"),
        (("--day", "2026-11-20", "--batch", "20261120"), 2, "say one of --day and --batch"),
        (("--day", "2026-11-20", "--csv", "--json"), 2, "say one of --csv and --json"),
    ],
)
def test_what_cannot_be_listed_is_told(run, words, code, says):
    done = run("payments", "deposit", "--bid", "1368", *words)
    assert done.exit_code == code
    assert says in done.stderr
