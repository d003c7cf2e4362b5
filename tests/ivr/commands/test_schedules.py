"""`ivr schedules` and `ivr promises`: listed, shown with what was agreed to, called off with who and why."""

import json
from datetime import date

import pytest

from integration.ledger import promises, schedules
from integration.model import Pays
from integration.money import Money
from integration.planned import Plan, Promise, ScheduleState, promise_id_of, schedule_id_of
from tests.ivr.line import ACCOUNT

DAY = date(2026, 12, 4)


@pytest.fixture
def reference(line, clock):
    """Of a payment that is to be charged on DAY."""
    schedule_id = schedule_id_of("CA1", 1)
    plan = Plan(
        schedule_id, "1368", ACCOUNT, "B-1", "CA1", 1, Pays.ALL, Money(4_250), Money(250), DAY, "1111", "sealed"
    )
    with line.database.write() as connection:
        told = schedules.offer(connection, plan, clock.now())
        schedules.agree(connection, schedule_id, '{"total": 4500}', line.box.biller, clock.now())
    return told


def test_the_list_and_one_of_it(run, reference):
    (one,) = json.loads(run("schedules", "list", "--json", "--state", "open", "--account", "5678").stdout)["schedules"]
    assert (one["reference"], one["day"], one["account_ending"]) == (reference, "2026-12-04", "5678")
    assert one["next_at"] == "2026-12-04T14:00:00+00:00"
    assert json.loads(run("schedules", "show", reference, "--json").stdout) == one
    assert one["consent"] == {"total": 4500}
    assert "sealed" not in json.dumps(one)
    shown = run("schedules", "show", reference).stdout
    assert "42.50 and a fee of 2.50 by card …1111" in shown
    assert "2026-12-04 09:00:00 EST" in shown
    assert run("schedules", "list").stdout.startswith(f"2026-12-04  {reference}  1368  …5678")
    assert json.loads(run("schedules", "list", "--json", "--state", "failed").stdout) == {"schedules": []}


def test_calling_off_says_who_and_why_and_keeps_no_card(run, line, reference):
    done = run("schedules", "cancel", reference, "--who", "ann", "--why", "moved away")
    assert done.exit_code == 0
    assert "cancelled: moved away" in done.stdout
    (row,) = line.rows("schedules")
    assert (row.state, row.token_sealed, row.next_at) == ("cancelled", "", None)
    (told,) = line.rows("audit")
    assert (told.who, told.what, told.detail) == ("ann", "scheduled payment cancelled", "moved away")
    again = run("schedules", "cancel", reference, "--why", "again")
    assert (again.exit_code, "is cancelled; expected one that is open" in again.stderr) == (1, True)


def test_what_is_being_charged_is_not_called_off(run, line, reference):
    with line.database.write() as connection:
        schedules.change(connection, schedule_id_of("CA1", 1), (ScheduleState.OPEN,), ScheduleState.TAKEN)
    assert run("schedules", "cancel", reference, "--why", "moved").exit_code == 1
    assert line.rows("schedules")[0].state == "taken"


@pytest.mark.parametrize("words", [("show", "12345678"), ("cancel", "12345678", "--why", "x")])
def test_what_is_not_there_is_said(run, words):
    done = run("schedules", *words)
    assert (done.exit_code, "there is no scheduled payment 12345678" in done.stderr) == (1, True)


def test_promises_are_listed(run, line, clock):
    promise = Promise(promise_id_of("CA1", 7), "1368", ACCOUNT, "CA1", Money(5_000), DAY, Money(14_250))
    with line.database.write() as connection:
        promises.make(connection, promise, clock.now())
    assert run("promises", "list").stdout == "2026-12-04  1368  …5678        50.00  open\n"
    (one,) = json.loads(run("promises", "list", "--json", "--state", "open").stdout)["promises"]
    assert (one["amount_cents"], one["day"], one["account_ending"]) == (5_000, "2026-12-04", "5678")
    assert json.loads(run("promises", "list", "--json", "--bid", "2000").stdout) == {"promises": []}
