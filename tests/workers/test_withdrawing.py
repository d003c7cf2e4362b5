"""A stop takes back what the phone company has not rung through yet, and hangs up on nobody.

Twilio says: "canceled only for queued/ringing, completed for live; update on a finished call is an error (21220)".
"""

import pytest

from ivr.phone import Options
from ivr.phone.rest.api import RestFault
from tests.workers.telephones import open_telephones
from workers.withdrawing import LOOK_EVERY_S, Withdrawing

ACCOUNTS = 3


@pytest.fixture
def telephones(clock, sqlite_database):
    options = Options(calls_per_s=0.001)  # the queue moves on once in a quarter of an hour: only the first one rings
    with open_telephones(clock, sqlite_database, accounts=ACCOUNTS, options=options) as opened:
        yield opened


@pytest.fixture
def withdrawing(telephones):
    site = telephones.line.box.site
    return Withdrawing(site, telephones.line.box.biller, telephones.trunk)


def statuses(telephones):
    return [call.status for call in telephones.line.network.calls.values()]


@pytest.mark.parametrize("act", [None, "pause"])
def test_nothing_is_taken_back_of_a_campaign_that_was_not_stopped(telephones, withdrawing, act):
    telephones.dial()
    if act:
        telephones.move(act)
    assert withdrawing.go_on() == 0
    assert set(statuses(telephones)) == {"queued"}


def test_a_stop_takes_back_what_was_not_rung_through(telephones, withdrawing):
    telephones.dial()
    telephones.move("stop")
    begun = telephones.line.box.clock.tick()
    assert withdrawing.go_on() == ACCOUNTS
    assert telephones.line.box.clock.tick() - begun + LOOK_EVERY_S < 2
    assert statuses(telephones) == ["canceled"] * ACCOUNTS
    assert {(row.state, row.result) for row in telephones.rows()} == {("done", "failed")}
    assert withdrawing.go_on() == 0


def test_whoever_is_on_the_line_is_not_hung_up_on(telephones, withdrawing):
    telephones.dial()
    talking = next(iter(telephones.line.network.calls.values()))
    talking.listen()
    telephones.move("stop")
    withdrawing.go_on()
    assert talking.status == "in-progress"
    assert telephones.states() == {"calling": 1, "done": ACCOUNTS - 1}
    assert withdrawing.go_on() == 0


@pytest.mark.parametrize("fault", [RestFault(429), RestFault(503, carried_out=True)])
def test_an_answer_that_is_lost_is_asked_for_again(telephones, withdrawing, fault):
    telephones.dial()
    telephones.move("stop")
    telephones.faults[ACCOUNTS + 1] = fault
    assert withdrawing.go_on() == ACCOUNTS
    assert withdrawing.go_on() == 1
    assert statuses(telephones) == ["canceled"] * ACCOUNTS


def test_a_call_that_is_over_unheard_is_left_to_the_look_up(telephones, withdrawing):
    telephones.dial()
    for call in telephones.line.network.calls.values():
        call.record.ends("busy", telephones.line.box.clock.now())
    telephones.move("stop")
    assert withdrawing.go_on() == ACCOUNTS
    assert withdrawing.go_on() == 0
    telephones.pass_by(seconds=901)
    telephones.dialler.look()
    assert {row.result for row in telephones.rows()} == {"busy"}
