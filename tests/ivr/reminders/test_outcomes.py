"""What becomes of a call that we started: news late, doubled and permuted end alike; the first request is looked at."""

from itertools import permutations
from types import SimpleNamespace

import pytest

from integration.campaigns.attempts import Result, better
from integration.dialling.news import answered_by, news_of
from integration.ledger import call_news
from integration.ledger.call_news import News
from integration.ledger.campaign_accounts import Accounts
from integration.ledger.tables import planned_calls
from ivr.call import Call, Dialed, Finished, Keyed, Reminder
from ivr.reminded import result_of
from ivr.replay.reminder_facts import NOTICE, ReminderFacts, plan_ring
from tests.ivr.line import ACCOUNT, CALLER, biller, call_of

SID = "CA" + "a" * 32
COMPLETED, BY_A_MACHINE = news_of("completed", SID, "human"), news_of("completed", SID, "machine_end_beep")
HISTORIES = {  # what is told of one call -> its result
    "busy": [news_of("ringing", SID), news_of("busy", SID)],
    "no_answer": [news_of("no-answer", SID), news_of("no-answer", SID)],
    "failed": [news_of("canceled", SID)],
    "hung_up": [News(Result.HUNG_UP), COMPLETED],
    "machine": [News(Result.MACHINE), BY_A_MACHINE, BY_A_MACHINE],
    "paid": [News(Result.HUNG_UP), News(Result.HUMAN), News(Result.PAID), COMPLETED],
    "opted_out": [News(Result.HUNG_UP), News(Result.HUMAN), News(Result.OPTED_OUT), COMPLETED],
    "call_later": [News(Result.HUNG_UP), News(Result.CALL_LATER), COMPLETED],
}
NOTICED = Reminder(1, "free_notice", "outage", ACCOUNT, NOTICE["en"])
REMINDER = Reminder(1, "past_due", "past_due", ACCOUNT)


@pytest.mark.parametrize("result", HISTORIES)
def test_news_in_any_order_and_doubled_end_in_the_same_state(clock, sqlite_database, result):
    box = SimpleNamespace(biller=biller(), clock=clock, site=SimpleNamespace(database=sqlite_database))
    ring = plan_ring(box, ReminderFacts("past_due", "en"), CALLER, ACCOUNT)
    told = HISTORIES[result]
    with sqlite_database.write() as connection:
        begun = connection.execute(planned_calls.select()).one()._asdict()
        for order in set(permutations((*told, told[-1]))):
            connection.execute(planned_calls.delete())
            connection.execute(planned_calls.insert(), begun)
            for news in order:
                call_news.tell(connection, ring, news, clock.now())
            first = connection.execute(planned_calls.select().where(planned_calls.c.id == ring)).one()
            assert (first.state, first.result) == ("done", result)


def test_the_best_that_is_known_stands():
    assert [better(None, Result.BUSY), better(Result.PAID, Result.HUMAN)] == [Result.BUSY, Result.PAID]


@pytest.mark.parametrize(
    ("told", "result"),
    [("human", "hung_up"), ("unknown", "hung_up"), ("", "hung_up"), ("fax", "fax"), ("machine_start", "machine"),
     ("machine_end_other", "machine")],
)  # fmt: skip
def test_whom_nobody_knows_is_a_person_who_has_not_proved_who_he_is(told, result):
    assert answered_by(told) == result


@pytest.mark.parametrize(
    ("before", "event", "after", "result"),
    [
        ({"turn": "remind"}, Keyed("2"), {"turn": "wrong_number"}, "wrong_number"),
        ({"turn": "remind"}, Keyed("3"), {"turn": "call_later"}, "call_later"),
        ({"turn": "remind"}, Keyed("1"), {"turn": "ask_zip"}, None),
        ({"turn": "find_account"}, Finished("found"), {"turn": "find_balance", "proved": True}, "human"),
        ({"turn": "charge", "proved": True}, Finished("captured"), {"turn": "receipt", "proved": True}, "paid"),
        ({"turn": "charge", "proved": True}, Finished("declined"), {"turn": "declined", "proved": True}, None),
        ({"turn": "confirm_day"}, Keyed("1"), {"turn": "promised"}, "promised"),
        ({"turn": "promised"}, Keyed("9"), {"turn": "promised"}, None),
        ({"turn": "agent"}, Dialed("completed"), {"turn": "goodbye"}, None),
    ],
)
def test_what_a_turn_shows_of_the_called(before, event, after, result):
    one, other = (call_of(**each, reminder=REMINDER) for each in (before, after))
    assert result_of(one, event, other) == result


def test_whoever_takes_up_a_notice_has_heard_it():
    one, other = (call_of(turn, reminder=NOTICED) for turn in ("remind", "goodbye"))
    assert result_of(one, Keyed("0"), other) == "human"


def test_a_machine_hears_the_message_and_a_fax_nothing(rung):
    assert "account" not in rung.post(AnsweredBy="machine_end_beep").text
    assert rung.told == ("calling", "machine", False)


def test_a_fax_is_hung_up_on(rung):
    assert "<Say" not in rung.post(AnsweredBy="fax").text
    assert rung.told == ("calling", "fax", False)
    (call,) = rung.line.rows("calls")
    assert (call.turn, call.direction) == ("fax", "outbound")


def test_a_repeated_first_request_gets_the_same_bytes(rung):
    assert len({rung.post(AnsweredBy="human").data for _ in range(3)}) == 1
    (call,) = rung.line.rows("calls")
    assert (call.direction, call.caller, call.line) == ("outbound", CALLER, "+17705550100")


@pytest.mark.parametrize("fields", [{"To": "+17705550199"}, {"From": "+14045550100"}, {"Direction": "inbound"}])
def test_another_number_than_the_planned_one_hears_nothing(rung, fields):
    assert rung.post(AnsweredBy="human", **fields).status_code == 403


def test_another_call_to_a_number_that_is_known_hears_nothing(rung):
    rung.post(AnsweredBy="human")
    assert rung.post(AnsweredBy="human", CallSid="CA" + "b" * 32).status_code == 403


def test_its_end_is_told_before_or_after_it_was_taken_up(rung):
    assert rung.post("/status", CallStatus="completed").status_code == 204
    rung.post(AnsweredBy="human")
    rung.post("/status", CallStatus="completed")
    assert rung.told == ("done", "hung_up", False)


def test_a_wrong_number_is_never_planned_again_for_its_account(rung):
    with rung.line.database.write() as connection:
        call_news.tell(connection, rung.ring, News(Result.WRONG_NUMBER), rung.line.box.clock.now())
        connection.execute(planned_calls.update().values(number=""))
        box = rung.line.box
        account = Accounts(connection, box.biller, box.clock.now()).some([ACCOUNT])[ACCOUNT]
    assert account.do_not_call == {"reassigned"}


def test_a_call_that_was_stored_before_there_were_reminders_still_loads():
    assert (
        Call.from_json('{"call_sid":"CA","caller":"","line":"","language":"en","turn":"x","at":""}', biller()).reminder
        is None
    )
    told = call_of(reminder=REMINDER)
    old = call_of().to_json()
    assert "reminder" not in old
    assert Call.from_json(old, biller()).reminder is None
    told = call_of(reminder=REMINDER)
    assert Call.from_json(told.to_json(), biller()) == told
