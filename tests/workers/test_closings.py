"""`ivr pump close`, and the beat that closes what is due."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from integration.ledger.tables import audit
from integration.timings import DAY_S
from ivr.cli import ivr
from tests.workers.parts import JournalBooks, biller, pump_of, put, site_of
from workers import house
from workers.closings import close_due
from workers.house import House


@pytest.fixture
def run(database, clock):
    site = site_of(database, clock, JournalBooks(), billers=[biller(), biller("2000")])
    house.enter(House(site))
    yield lambda *words: CliRunner().invoke(ivr, ["pump", "close", *words], catch_exceptions=False)
    house._houses.clear()


def post(database, clock, *endings, first=1, bid="1368"):
    many = len(endings) or 1
    for number in range(first, first + many):
        put(database, clock, number, bid=bid)
    books = JournalBooks(*endings)
    pump_of(database, clock, books, of=biller(bid)).drain()
    return books


def test_close_says_what_was_counted_and_names_what_is_unsure(run, database, clock):
    books = post(database, clock, "posted", "applied then lost")
    done = run("--bid", "1368", "--why", "audit", "--who", "ann")
    unsure = books.sent[1].reference
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"1368  batch 20261120 is closed: 1 posted, 10.01 and fees of 2.50; unsure: {unsure}\n"
    with database.read() as connection:
        (told,) = connection.execute(select(audit).where(audit.c.what == "batch closed"))
    assert (told.who, told.bid, told.subject) == ("ann", "1368", "20261120")
    assert told.detail == "1 postings, 1001 cents, 1 unsure: audit"


def test_close_without_a_biller_closes_every_open_batch(run, database, clock):
    post(database, clock)
    closed = json.loads(run("--why", "audit", "--json").stdout)["closed"]
    batch = {"batch": "20261120", "count": 1, "cents": 1001, "fee_cents": 250, "unsure": []}
    assert closed == {"1368": batch, "2000": None}
    assert "nothing is open" in run("--bid", "2000", "--why", "audit").stdout


def test_what_is_sent_after_a_close_says_the_next_batch(run, database, clock):
    first = post(database, clock)
    run("--why", "audit")
    second = post(database, clock, first=7)
    assert [books.journal[0].batch for books in (first, second)] == ["20261120", "20261120-2"]


def test_a_close_without_a_why_is_wrong_use(run):
    assert run("--bid", "1368").exit_code == 2


def test_the_beat_closes_each_biller_once_also_one_whose_file_is_gone(database, clock):
    post(database, clock)
    post(database, clock, first=7, bid="gone")
    assert close_due(database, clock) == []
    clock.pause(DAY_S)
    assert [(batch.bid, batch.number) for batch in close_due(database, clock)] == [
        ("1368", "20261120"),
        ("gone", "20261120"),
    ]
    assert close_due(database, clock) == []
