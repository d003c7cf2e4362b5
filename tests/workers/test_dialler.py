"""Each due call is rung once: what is lost is looked for, what is stopped is not rung, the books are asked again."""

from collections import Counter
from datetime import timedelta

import pytest

from integration.ledger import account_marks, consents
from integration.ledger.consents import Word
from integration.money import Money
from integration.sandbox.cayenta import Account, Fault, Kind
from ivr.phone.rest.api import RestFault
from tests.bench.million import bill_of_number
from tests.workers.telephones import FILE, Dead, open_telephones
from workers.crash import Point
from workers.dialler import ABSENT_S, AT_ONCE_MAX

ACCOUNTS = 5


@pytest.fixture
def telephones(clock, sqlite_database):
    with open_telephones(clock, sqlite_database, accounts=ACCOUNTS) as opened:
        yield opened


def number_of(account):
    return f"+1{bill_of_number('1368', account).phone.replace('-', '')}"


def test_every_due_call_is_rung_once_with_its_intent_before(telephones):
    assert telephones.dial() == ACCOUNTS
    assert set(telephones.placed().values()) == {1}
    for row in telephones.rows():
        assert (row.state, row.call_sid[:2], row.result) == ("calling", "CA", "")
        assert row.intent_at is not None
    (form,) = [asked.form for asked in telephones.rest.asked][:1]
    assert form["MachineDetection"] == "DetectMessageEnd"
    assert form["Url"].startswith("https://line.box/voice/reminder/")
    assert telephones.dial() == 0


@pytest.mark.parametrize("carried_out", [True, False])
def test_an_answer_that_is_lost_is_looked_for_and_never_asked_again(telephones, carried_out):
    telephones.faults[1] = RestFault(503, carried_out=carried_out)
    telephones.dial()
    assert telephones.states() == {"unsure": 1, "calling": ACCOUNTS - 1}
    telephones.pass_by(seconds=61)
    telephones.dialler.look()
    telephones.pass_by(seconds=ABSENT_S)
    telephones.dialler.look()
    lost = telephones.rows()[0]
    assert (lost.state, bool(lost.call_sid)) == (("calling", True) if carried_out else ("dropped", False))
    telephones.dial()
    assert sum(telephones.placed().values()) == ACCOUNTS
    assert max(telephones.placed().values()) == 1


def test_what_never_reached_the_phone_company_is_tried_anew_once(telephones):
    telephones.faults[1] = RestFault(503)
    telephones.dial()
    for _ in range(2):
        telephones.pass_by(seconds=ABSENT_S)
        telephones.dialler.look()
        telephones.faults[len(telephones.rest.asked) + 1] = RestFault(503)
        telephones.dial()
    first, again = (row for row in telephones.rows() if row.account_number == telephones.rows()[0].account_number)
    assert (first.state, first.attempt, first.why) == ("dropped", 1, "the phone company never got it")
    assert (again.state, again.attempt, again.result) == ("done", 2, "failed")
    assert sum(telephones.placed().values()) == ACCOUNTS - 1


def test_a_call_that_has_ended_unheard_is_settled_by_the_look_up(telephones):
    telephones.dial()
    for call in telephones.line.network.calls.values():
        call.record.ends("busy", telephones.line.box.clock.now())
    telephones.pass_by(seconds=901)
    assert telephones.dialler.look() == ACCOUNTS
    assert {(row.state, row.result) for row in telephones.rows() if row.attempt == 1} == {("done", "busy")}


def test_too_many_requests_are_a_rest_for_all_and_then_rung(telephones):
    telephones.faults[2] = RestFault(429)
    assert telephones.dialler.go_on() == 2
    assert telephones.states() == {"calling": 1, "waiting": ACCOUNTS - 1}
    assert telephones.dialler.go_on() == 0
    telephones.pass_by(seconds=6)
    telephones.dial()
    assert telephones.placed().most_common(1)[0][1] == 1
    assert telephones.states() == {"calling": ACCOUNTS}


def test_an_arrangement_that_was_made_since_the_plan_is_obeyed(telephones):
    box = telephones.line.box
    account = telephones.rows()[0].account_number
    word = account_marks.Word(
        "1368", account, account_marks.Mark.ARRANGEMENT, True, None, "ann", "letter 12", box.clock.now()
    )
    with box.site.database.write() as connection:
        account_marks.note(connection, [word])
    telephones.dial()
    row = next(row for row in telephones.rows() if row.account_number == account)
    assert (row.state, row.why.partition(":")[0]) == ("dropped", "audience.arrangement")


@pytest.mark.parametrize("act", ["pause", "stop"])
def test_a_stop_is_heard_before_the_next_call(telephones, act):
    def stops(point):
        if point is Point.SETTLED:
            telephones.move(act)
            telephones.crash = lambda _point: None

    telephones.crash = stops
    begun = telephones.line.box.clock.tick()
    telephones.dial()
    assert telephones.states() == {"calling": 1, "waiting": ACCOUNTS - 1}
    assert telephones.line.box.clock.tick() - begun < 2


def test_the_books_are_asked_again_and_what_is_paid_is_not_rung(telephones):
    bill = bill_of_number("1368", 2)
    telephones.line.box.cayenta.books.put(Account(bill.account_number, Money(0), Money(0), "", bill.due_date))
    telephones.dial()
    dropped = [row for row in telephones.rows() if row.state == "dropped"]
    assert [(row.account_number, row.why.partition(":")[0]) for row in dropped] == [(bill.account_number, "owed_from")]
    assert number_of(2) not in telephones.placed()


def test_a_no_since_the_plan_is_obeyed(telephones):
    now = telephones.line.box.clock.now()
    with telephones.line.database.write() as connection:
        consents.note(connection, Word("1368", number_of(1), "bill_due", False, "letter", "ann", now))
    telephones.dial()
    assert number_of(1) not in telephones.placed()
    assert sum(telephones.placed().values()) == ACCOUNTS - 1


def test_nobody_is_rung_while_the_books_are_away(telephones):
    telephones.line.box.cayenta.set_faults(Fault(Kind.DOWN))
    telephones.dial()
    assert telephones.states() == {"waiting": ACCOUNTS}
    assert telephones.placed() == {}


def test_what_is_not_rung_by_the_end_expires(telephones):
    telephones.pass_by(days=3)
    telephones.dial()
    assert telephones.states() == {"dropped": ACCOUNTS}


def test_outside_the_hours_it_waits_for_the_morning(telephones):
    telephones.pass_by(hours=12)
    telephones.dial()
    assert telephones.placed() == {}
    due = {row.due_at - telephones.line.box.clock.now() > timedelta(hours=1) for row in telephones.rows()}
    assert due == {True}


def test_the_lines_at_once_and_the_pace_are_kept(clock, sqlite_database):
    text = FILE.replace("lines = 500", "lines = 2").replace("per_second = 100.0", "per_second = 0.5")
    with open_telephones(clock, sqlite_database, accounts=ACCOUNTS, text=text) as telephones:
        assert [telephones.dialler.go_on() for _ in range(2)] == [1, 0]
        telephones.pass_by(seconds=2)
        assert telephones.dialler.go_on() == 1
        telephones.pass_by(seconds=20)
        assert telephones.dialler.go_on() == 0
        assert telephones.states() == {"calling": 2, "waiting": ACCOUNTS - 2}
    assert AT_ONCE_MAX > ACCOUNTS


@pytest.mark.parametrize("point", [Point.COMMITTING, Point.INTENDED, Point.ANSWERED, Point.SETTLED])
def test_a_dialler_that_dies_anywhere_rings_nobody_twice(telephones, point):
    def dies(where):
        if where is point:
            telephones.crash = lambda _point: None
            raise Dead

    telephones.crash = dies
    with pytest.raises(Dead):
        telephones.dial()
    telephones.renew()
    telephones.dial()
    for _ in range(3):
        telephones.pass_by(seconds=ABSENT_S + 1)
        telephones.dialler.look()
    telephones.dial()
    assert telephones.placed() == Counter({row.number: 1 for row in telephones.rows()})
    assert {row.state for row in telephones.rows()} <= {"calling", "done", "dropped"}
