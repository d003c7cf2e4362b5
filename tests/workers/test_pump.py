import pytest

from integration.errors import Unavailable
from integration.ledger import endings, holds, outbox
from integration.model import PostingState
from integration.timings import DAY_S, HOUR_S, MINUTE_S, Timings
from tests.workers.parts import JournalBooks, biller, life_of, pump_of, put, row_of, states

QUIET_S = Timings().quiet_s
LEASE_S = Timings().lease_s


def _sent(books):
    return [posting.reference for posting in books.journal]


def test_due_payments_are_posted_once_each(database, clock):
    numbers = [put(database, clock, number) for number in range(120)]  # three claims
    began_at = clock.now()
    books = JournalBooks()
    assert not pump_of(database, clock, books).drain()
    assert set(books.references().values()) == {1}
    assert len(books.journal) == 120
    assert states(database) == {"posted": 120}
    assert life_of(database, numbers[0]) == ["ready", "posting", "posted"]
    row = row_of(database, numbers[0])
    assert row.cayenta_says == "AR item 1, transNo 7253783, pid 52664"
    assert row.posted_at == began_at


def test_the_posting_says_what_was_captured(database, clock):
    put(database, clock, 7)
    books = JournalBooks()
    pump_of(database, clock, books).drain()
    (posting,) = books.journal
    assert (posting.account_number, posting.amount.plain(), posting.op) == ("0000000007", "10.07", "payment")
    assert posting.effective == clock.now().date()


def test_nothing_sent_is_tried_again_later_and_the_rest_given_back(database, clock):
    first, second = put(database, clock, 1), put(database, clock, 2)
    books = JournalBooks("refused the connection")
    assert not pump_of(database, clock, books).drain()
    assert row_of(database, first).state == "ready"
    assert row_of(database, first).sent_at is None
    assert (row_of(database, second).attempts, row_of(database, second).token) == (0, "")
    pump_of(database, clock, books).drain()  # the second is due at once, the first after its back-off
    assert [row_of(database, number).state for number in (first, second)] == ["ready", "posted"]
    clock.pause(Timings().backoff_s[0])
    pump_of(database, clock, books).drain()
    assert states(database) == {"posted": 2}
    assert life_of(database, first) == ["ready", "posting", "ready", "posting", "posted"]


def test_the_back_off_grows_to_its_last_step(database, clock):
    number = put(database, clock, 1)
    waits = []
    for _attempt in range(7):
        pump_of(database, clock, JournalBooks("refused the connection")).drain()
        waits.append((row_of(database, number).next_at - clock.now()).total_seconds())
        clock.pause(waits[-1])
    assert waits == [15, MINUTE_S, 5 * MINUTE_S, 15 * MINUTE_S, HOUR_S, HOUR_S, HOUR_S]


def test_a_clear_no_goes_to_review_and_is_never_sent_again(database, clock):
    number = put(database, clock, 1)
    pump_of(database, clock, JournalBooks("said no")).drain()
    clock.pause(30 * DAY_S)
    books = JournalBooks()
    pump_of(database, clock, books).drain()
    assert books.journal == []
    row = row_of(database, number)
    assert (row.state, row.why, row.cayenta_says) == ("review", "account is closed", "account is closed")


@pytest.mark.parametrize("ending", ["applied then lost", "lost on the way"])
def test_without_a_look_up_a_lost_answer_is_ambiguous_and_then_a_persons(database, clock, ending):
    number = put(database, clock, 1)
    books = JournalBooks(ending)
    pump_of(database, clock, books).drain()
    assert (row_of(database, number).state, row_of(database, number).why) == ("ambiguous", "no answer within 25 s")
    clock.pause(QUIET_S - 1)
    pump_of(database, clock, books).drain()
    assert row_of(database, number).state == "ambiguous"
    clock.pause(1)
    pump_of(database, clock, books).drain()
    clock.pause(30 * DAY_S)
    pump_of(database, clock, books).drain()
    assert row_of(database, number).state == "review"
    assert "cannot be asked" in row_of(database, number).why
    assert len(books.journal) == (1 if ending == "applied then lost" else 0)
    assert books.asked == []


def test_with_a_look_up_an_applied_one_is_found_after_the_quiet_period(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks("applied then lost")
    pump = {"of": biller(lookup=True)}
    pump_of(database, clock, books, **pump).drain()
    assert books.asked == []
    clock.pause(QUIET_S)
    pump_of(database, clock, books, **pump).drain()
    assert (row_of(database, number).state, row_of(database, number).why) == ("posted", "found by its reference")
    assert len(books.journal) == 1


def test_an_absent_one_goes_to_review_and_closes_itself_when_it_arrives_late(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks("lost on the way")
    of = biller(lookup=True)
    pump_of(database, clock, books, of=of).drain()
    clock.pause(QUIET_S)
    pump_of(database, clock, books, of=of).drain()
    assert row_of(database, number).state == "review"
    assert "does not hold it" in row_of(database, number).why
    books.apply_late()
    clock.pause(15 * MINUTE_S)
    pump_of(database, clock, books, of=of).drain()
    assert row_of(database, number).state == "posted"
    assert len(books.journal) == 1


def test_a_question_that_fails_is_not_absence(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks("applied then lost")
    books.finds = False
    of = biller(lookup=True)
    pump_of(database, clock, books, of=of).drain()
    sent_at, asked = clock.now(), []
    while (next_at := row_of(database, number).next_at) != outbox.FOREVER:
        clock.pause((next_at - clock.now()).total_seconds())
        pump_of(database, clock, books, of=of).drain()
        asked.append(((clock.now() - sent_at).total_seconds(), row_of(database, number).state))
    waits = [QUIET_S + wait for wait in (0, *Timings().ask_after_s)]
    assert asked == [(wait, "ambiguous") for wait in waits[:-1]] + [(waits[-1], "review")]
    assert len(books.asked) == len(waits)
    assert "could not be asked for" in row_of(database, number).why
    assert len(books.journal) == 1


def test_a_biller_with_a_written_bound_is_sent_to_again_after_it(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks("lost on the way")
    of = biller(lookup=True, resend_after_s=HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    clock.pause(QUIET_S)
    pump_of(database, clock, books, of=of).drain()
    assert row_of(database, number).state == "ambiguous"
    assert books.journal == []
    clock.pause(Timings().on_the_way_s + HOUR_S + MINUTE_S - QUIET_S - 1)
    pump_of(database, clock, books, of=of).drain()
    assert books.journal == []
    clock.pause(1)
    pump_of(database, clock, books, of=of).drain()
    assert len(books.journal) == 1
    assert life_of(database, number) == ["ready", "posting", "ambiguous", "posting", "posted"]


def test_a_row_in_review_is_a_persons_even_when_the_biller_gives_a_bound_later(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks("lost on the way")
    pump_of(database, clock, books, of=biller(lookup=True)).drain()
    clock.pause(QUIET_S)
    pump_of(database, clock, books, of=biller(lookup=True)).drain()
    clock.pause(DAY_S)
    pump_of(database, clock, books, of=biller(lookup=True, resend_after_s=HOUR_S)).drain()
    assert row_of(database, number).state == "review"
    assert books.journal == []


def test_a_resend_that_never_left_does_not_forget_the_older_send(database, clock):
    number = put(database, clock, 1)
    first_sent_at = clock.now()
    books = JournalBooks("lost on the way", "refused the connection")
    of = biller(lookup=True, resend_after_s=HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    clock.pause(2 * HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    assert (row_of(database, number).state, row_of(database, number).sent_at) == ("ready", first_sent_at)
    clock.pause(HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    assert books.asked == [row_of(database, number).reference] * 2  # asked again before it was sent again
    assert len(books.journal) == 1


def test_a_contradiction_goes_to_review_and_holds_the_biller(database, clock):
    first, second = put(database, clock, 1), put(database, clock, 2)
    books = JournalBooks("mismatch")
    pump_of(database, clock, books).drain()
    pump_of(database, clock, books).drain()
    assert [row_of(database, number).state for number in (first, second)] == ["review", "ready"]
    with database.read() as connection:
        assert "answered for another account" in holds.held(connection)["1368"]


def test_locked_out_holds_the_biller_and_spends_no_attempt(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks("locked us out")
    pump_of(database, clock, books).drain()
    row = row_of(database, number)
    assert (row.state, row.attempts, row.sent_at) == ("ready", 0, None)
    pump_of(database, clock, books).drain()
    assert books.journal == []
    with database.write() as connection:
        assert holds.held(connection) == {"1368": "locked out: HTTP 401"}
        holds.resume(connection, "1368", who="ann", now=clock.now())
    pump_of(database, clock, books).drain()
    assert states(database) == {"posted": 1}


def test_nothing_is_sent_in_a_maintenance_window(database, clock):
    put(database, clock, 1)
    books = JournalBooks()
    of = biller(windows=["Fri 10:00-11:00"])  # it is Friday 10:05 in New York
    pump_of(database, clock, books, of=of).drain()
    assert books.journal == []
    clock.pause(HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    assert len(books.journal) == 1


def test_three_unclear_endings_in_a_row_are_enough_for_one_job(database, clock):
    for number in range(10):
        put(database, clock, number)
    books = JournalBooks(*["lost on the way"] * 10)
    pump_of(database, clock, books).drain()
    assert states(database) == {"ambiguous": 3, "ready": 7}


def test_a_job_stops_in_time_and_asks_to_be_rung_again(database, clock):
    for number in range(10):
        put(database, clock, number)
    books = JournalBooks(clock=clock, takes_s=10.0)
    assert pump_of(database, clock, books).drain()
    assert states(database) == {"posted": 3, "ready": 7}  # 25 s of the job's 60 may begin sends
    assert row_of(database, 10).token == ""


def test_a_job_that_is_asked_to_stop_ends_after_the_row_in_hand(database, clock):
    for number in range(5):
        put(database, clock, number)
    books = JournalBooks()
    pump_of(database, clock, books, keeps_going=lambda: len(books.journal) < 2).drain()
    assert states(database) == {"posted": 2, "ready": 3}
    pump_of(database, clock, books).drain()
    assert len(books.journal) == 5


def test_a_database_that_fails_once_does_not_make_a_posting_unsure(database, clock, monkeypatch):
    put(database, clock, 1)
    real, failures = endings.settle, [Unavailable("locked")]

    def settle(*args, **kwargs):
        if failures:
            raise failures.pop()
        return real(*args, **kwargs)

    monkeypatch.setattr(endings, "settle", settle)
    pump_of(database, clock, JournalBooks()).drain()
    assert states(database) == {PostingState.POSTED.value: 1}
