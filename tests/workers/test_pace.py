"""How fast a biller's system is sent to, and how long it is left alone when it comes to nothing."""

from itertools import pairwise
from types import SimpleNamespace

import pytest

from integration.billers.biller import Pump as PumpSettings
from integration.clock import VirtualClock
from integration.ledger import breakers, outbox
from integration.timings import HOUR_S, MINUTE_S, Timings
from tests.workers.parts import JournalBooks, biller, pump_of, put, states
from workers.pace import Pace
from workers.sweep import sweep

REST_S = Timings().rest_s
DRAIN_S = Timings().drain_s


class Stopwatch(JournalBooks):
    """Notes when each send began."""

    def __init__(self, *endings, clock, takes_s=0.0):
        super().__init__(*endings, clock=clock, takes_s=takes_s)
        self.ticks = []

    def post(self, posting):
        self.ticks.append(self._clock.tick())
        return super().post(posting)


def paced(concurrency=1, per_second=2, **more):
    return biller(pump={"concurrency": concurrency, "per_second": per_second}, **more)


def put_many(database, clock, many):
    return [put(database, clock, number) for number in range(many)]


def test_the_bucket_holds_one_token_and_no_burst_follows_a_pause(clock):
    pace = Pace.of(PumpSettings(per_second=4), clock)
    pace.take()
    assert (clock.tick(), pace.wait_s) == (0.0, 0.25)
    pace.take()
    assert clock.tick() == 0.25
    clock.pause(100)
    ticks = []
    for _send in range(3):
        pace.take()
        ticks.append(clock.tick())
    assert ticks == [100.25, 100.5, 100.75]


def test_a_processs_share_is_its_part_of_what_the_biller_allows(clock):
    assert Pace.of(PumpSettings(concurrency=4, per_second=2), clock).interval_s == 2.0


def test_sends_keep_the_pace(sqlite_database, clock):
    put_many(sqlite_database, clock, 20)
    books = Stopwatch(clock=clock)
    assert not pump_of(sqlite_database, clock, books, of=paced()).drain()
    assert [after - before for before, after in pairwise(books.ticks)] == [0.5] * 19


def test_a_slow_answer_is_not_waited_for_again(sqlite_database, clock):
    put_many(sqlite_database, clock, 3)
    books = Stopwatch(clock=clock, takes_s=2.0)
    pump_of(sqlite_database, clock, books, of=paced()).drain()
    assert books.ticks == [0.0, 2.0, 4.0]


def test_a_job_that_would_wait_beyond_its_time_ends_and_is_rung_again(sqlite_database, clock):
    put_many(sqlite_database, clock, 60)
    books = Stopwatch(clock=clock)
    assert pump_of(sqlite_database, clock, books, of=paced(per_second=1)).drain()
    assert books.ticks[-1] < DRAIN_S
    assert states(sqlite_database) == {"posted": len(books.ticks), "ready": 60 - len(books.ticks)}


def test_what_is_known_is_written_before_anybody_waits(sqlite_database, clock):
    put_many(sqlite_database, clock, 2)
    seen = []

    class Watching(VirtualClock):
        def pause(self, seconds):
            if seconds:
                seen.append(states(sqlite_database))
            super().pause(seconds)

    pump_of(sqlite_database, Watching(clock.now()), JournalBooks(), of=paced()).drain()
    assert seen == [{"posted": 1, "ready": 1}]


def test_after_a_window_the_oldest_comes_first_and_in_pace(sqlite_database, clock):
    numbers = []
    for number in range(6):
        numbers.append(put(sqlite_database, clock, number))
        clock.pause(1)
    books = Stopwatch("refused the connection", clock=clock)
    of = paced(windows=["Fri 10:30-11:00"])  # it is Friday 10:05 in New York
    pump_of(sqlite_database, clock, books, of=of).drain()
    clock.pause(40 * MINUTE_S)
    pump_of(sqlite_database, clock, books, of=of).drain()
    assert len(books.sent) == 1
    clock.pause(20 * MINUTE_S)
    pump_of(sqlite_database, clock, books, of=of).drain()
    assert [posting.amount.cents for posting in books.journal] == [1000, 1001, 1002, 1003, 1004, 1005]
    assert {after - before for before, after in pairwise(books.ticks[1:])} == {0.5}


def test_a_process_takes_its_share_and_wakes_the_next_one_once(sqlite_database, clock):
    put_many(sqlite_database, clock, 30)
    rings = []
    pump = pump_of(sqlite_database, clock, JournalBooks(), of=paced(concurrency=5, per_second=1000))
    pump.ring = lambda: rings.append(states(sqlite_database)["posted"])
    pump.drain()
    assert outbox.CLAIM_ROWS_MAX // 5 == 10
    assert rings == [0]
    assert states(sqlite_database) == {"posted": 30}


def ring_every(clock, database, books, of, *, every_s, times):
    """What was sent at each ring, as so many jobs would."""
    sent = []
    for _ring in range(times):
        before = len(books.sent)
        pump_of(database, clock, books, of=of).drain()
        sent.append(len(books.sent) - before)
        clock.pause(every_s)
    return sent


@pytest.mark.parametrize("ending", ["refused the connection", "lost on the way"])
def test_a_biller_that_comes_to_nothing_rests_for_a_growing_while_and_is_probed_once(database, clock, ending):
    put_many(database, clock, 40)
    books = JournalBooks(*[ending] * 6, clock=clock)
    jobs = 3 if ending == "refused the connection" else 1  # an unclear ending does not end a job by itself
    assert sum(ring_every(clock, database, books, biller(), every_s=0, times=jobs)) == breakers.BAD_RUN_MAX
    for rest_s in (*REST_S, REST_S[-1]):
        clock.pause(rest_s - 1)
        assert ring_every(clock, database, books, biller(), every_s=0, times=2) == [0, 0]
        clock.pause(1)
        before = len(books.sent)
        pump_of(database, clock, books, of=biller()).drain()
        if books.endings or rest_s != REST_S[-1]:
            assert len(books.sent) - before == 1
    assert len(books.journal) >= 30  # the probe that was answered let all the others follow
    assert states(database)["ready"] <= 3


def test_while_one_probes_nobody_else_does(database, clock):
    put_many(database, clock, 10)
    books = JournalBooks(*["lost on the way"] * 3)
    pump_of(database, clock, books).drain()
    clock.pause(REST_S[0])
    others = []

    def meanwhile(point):
        if point.value == "intended" and not others:
            other = JournalBooks()
            pump_of(database, clock, other).drain()
            others.append(other)

    pump_of(database, clock, books, crash=meanwhile).drain()
    assert others[0].sent == []
    assert states(database) == {"ambiguous": 3, "posted": 7}


def test_the_sweep_leaves_a_biller_alone_that_rests(database, clock):
    put_many(database, clock, 5)
    pump_of(database, clock, JournalBooks(*["lost on the way"] * 3)).drain()
    rung = []
    bell = SimpleNamespace(ring=rung.append)
    assert sweep(database, bell, clock) == []
    clock.pause(REST_S[0])
    assert sweep(database, bell, clock) == rung == ["1368"]


def test_a_probe_that_sends_nothing_does_not_put_off_the_next_one(database, clock):
    put_many(database, clock, 3)
    books = JournalBooks(*["lost on the way"] * 3)
    pump_of(database, clock, books).drain()
    clock.pause(HOUR_S)
    put(database, clock, 7)
    pump_of(database, clock, books).drain()  # without a look-up the three go to a person, and the fourth is sent
    assert states(database) == {"review": 3, "posted": 1}


@pytest.mark.parametrize("between", ["posted", "said no"])
def test_an_answer_of_any_kind_ends_the_run(database, clock, between):
    put_many(database, clock, 8)
    endings = ["lost on the way"] * 2 + [between] + ["lost on the way"] * 2 + ["posted"]
    pump_of(database, clock, JournalBooks(*endings)).drain()
    assert states(database)["ready"] == 0
    with database.read() as connection:
        assert breakers.of(connection, "1368").run == 0


def test_a_lock_out_is_a_hold_and_no_rest(database, clock):
    put(database, clock, 1)
    pump_of(database, clock, JournalBooks("locked us out")).drain()
    with database.read() as connection:
        assert breakers.of(connection, "1368") == breakers.Breaker()


@pytest.mark.parametrize("wrong", [{"concurrency": 0}, {"concurrency": 9}, {"per_second": 0}, {"per_second": 1001}])
def test_a_pace_that_cannot_be_kept_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        PumpSettings(**wrong)
