"""/metrics in one process; several processes are tested where they run, with `ivr serve`."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from integration.ledger import holds
from integration.ledger.database import Database
from integration.ledger.tables import outbox
from ivr.app import create_app
from tests.ivr.line import open_line


@pytest.fixture
def line(clock, database):
    with open_line(clock, database=database) as line:
        yield line


def asked(line):
    """Every sample by its name and labels."""
    response = line.app.test_client().get("/metrics")
    assert response.status_code == 200
    assert response.content_type.startswith("text/plain")
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def waits(clock, bid, state, age_s):
    at = clock.now() - timedelta(seconds=age_s)
    facts = {"bid": bid, "op": "autopay", "account_number": "1", "amount_cents": 1, "way": "card", "state": state}
    instants = {"lease_until": at, "next_at": at, "created_at": at, "effective": at.date()}
    return facts | instants | {"reference": uuid4().hex[:20], "business_key": uuid4().hex}


def test_requests_are_counted_by_kind_and_status(line):
    caller = line.knock()
    caller.go()
    caller.go(Digits="1")
    line.app.test_client().post("/voice")
    line.app.test_client().get("/nowhere")
    told = asked(line)
    assert told["ivr_requests_total", "200", "voice.answer"] == 1
    assert told["ivr_requests_total", "403", "voice.answer"] == 1
    assert told["ivr_requests_total", "200", "voice.keyed"] == 1
    assert told["ivr_requests_total", "404", "nowhere"] == 1
    assert told["ivr_request_seconds_count", "voice.keyed"] == 1


def test_how_long_it_took(line, clock):
    def slow():
        clock.pause(0.3)
        return ""

    line.app.view_functions["healthz"] = slow  # routes are shared with other applications, views are not
    line.app.test_client().get("/healthz")
    told = asked(line)
    assert told["ivr_request_seconds_bucket", "0.25", "healthz"] == 0
    assert told["ivr_request_seconds_bucket", "0.5", "healthz"] == 1


def test_what_waits_in_the_ledger(line, clock):
    with line.database.write() as connection:
        rows = [("1368", "ready", 90), ("1368", "ready", 30), ("1368", "review", 900), ("2200", "posted", 5)]
        for row in rows:
            connection.execute(insert(outbox).values(waits(clock, *row)))
        holds.hold(connection, "2200", why="credentials", who="test", now=clock.now())
    told = asked(line)
    assert told["ivr_postings", "1368", "ready"] == 2
    assert told["ivr_postings", "1368", "review"] == 1
    assert told["ivr_postings", "2200", "posted"] == 1
    assert told["ivr_oldest_ready_seconds", "1368"] == 90
    assert told["ivr_oldest_ready_seconds", "2200"] == 0
    assert (told["ivr_pump_held", "1368"], told["ivr_pump_held", "2200"]) == (0, 1)
    assert told["ivr_ledger_up",] == 1


def test_a_ledger_that_is_away_is_told_and_nothing_else_fails(clock, tmp_path):
    with open_line(clock) as line:
        gone = Database(f"sqlite:///{tmp_path}/no/such/folder.db")
        line.app = create_app(replace(line.box.site, database=gone))
        told = asked(line)
    assert told["ivr_ledger_up",] == 0
    assert not [name for name, *_ in told if name == "ivr_postings"]
