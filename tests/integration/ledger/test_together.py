"""Works that arrive together share a transaction, and still each has its own outcome."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, insert, select

from integration.errors import Unavailable
from integration.ledger.database import Database
from integration.ledger.tables import holds, metadata, outbox_events

WAIT_S = 5.0


@pytest.fixture
def quick_database(tmp_path):
    """A ledger in a file that does not wait long for strangers."""
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}", busy_wait_s=0.05)
    with database.write() as connection:
        metadata.create_all(connection)
    yield database
    database.close()


def adding(name, clock):
    def work(connection):
        connection.execute(insert(holds).values(bid=name, why="w", since=clock.now()))
        return name

    return work


def names(database):
    with database.read() as connection:
        return sorted(connection.scalars(select(holds.c.bid)))


class Crowd:
    """One work that holds the database until `others` works stand in the line behind it."""

    def __init__(self, database):
        self.database = database
        self.inside, self.go_on = threading.Event(), threading.Event()

    def first(self, _connection):
        self.inside.set()
        assert self.go_on.wait(WAIT_S)

    def run(self, *works):
        """The outcomes of `works`, in their order: what each returned or raised."""
        with ThreadPoolExecutor(len(works) + 1) as pool:
            first = pool.submit(self.database.write_together, self.first)
            assert self.inside.wait(WAIT_S)
            others = [pool.submit(self.database.write_together, work) for work in works]
            while len(self.database._shared._line) < len(works):
                threading.Event().wait(0.001)
            self.go_on.set()
            first.result()
            return [each.exception() or each.result() for each in others]


def test_a_work_is_durable_when_it_returns(database, clock):
    assert database.write_together(adding("a", clock)) == "a"
    assert names(database) == ["a"]


def test_an_exception_undoes_the_work_and_reaches_whoever_asked(database, clock):
    def work(connection):
        adding("a", clock)(connection)
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        database.write_together(work)
    assert database.write_together(adding("b", clock)) == "b"
    assert names(database) == ["b"]


def test_fifty_threads_get_each_their_own(database, clock):
    with ThreadPoolExecutor(50) as pool:
        told = list(pool.map(lambda n: database.write_together(adding(f"b{n}", clock)), range(50)))
    assert told == [f"b{n}" for n in range(50)]
    assert len(names(database)) == 50


def test_those_who_wait_share_one_commit(quick_database, clock):
    commits = []
    event.listen(quick_database.writing, "commit", commits.append)
    told = Crowd(quick_database).run(*(adding(f"b{n}", clock) for n in range(9)))
    assert sorted(told) == sorted(names(quick_database))
    assert len(commits) == 2  # the first work's, and the others'


def test_one_that_fails_takes_nobody_with_it(quick_database, clock):
    def breaks(connection):
        adding("broken", clock)(connection)
        raise ZeroDivisionError

    def doubles(connection):
        adding("a", clock)(connection)

    told = Crowd(quick_database).run(adding("a", clock), breaks, adding("b", clock), doubles)
    assert [type(each).__name__ for each in told] == ["str", "ZeroDivisionError", "str", "IntegrityError"]
    assert names(quick_database) == ["a", "b"]


def test_a_commit_that_fails_fails_for_all_who_shared_it(quick_database, clock):
    def dangles(connection):
        """Found only at the end: an event of no outbox row."""
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        row = {"outbox_id": 7, "at": clock.now(), "from_state": "", "to_state": "", "token": "", "detail": ""}
        connection.execute(insert(outbox_events).values(row))

    told = Crowd(quick_database).run(adding("a", clock), dangles, adding("b", clock))
    assert {type(each).__name__ for each in told} <= {"Unavailable", "IntegrityError"}
    assert names(quick_database) == []
    assert quick_database.write_together(adding("c", clock)) == "c"


def test_a_stranger_who_holds_the_database_holds_all(quick_database, tmp_path, clock):
    stranger = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(quick_database.write_together, adding(f"b{n}", clock)) for n in range(5)]
        troubles = [each.exception() for each in asked]
    assert all(isinstance(trouble, Unavailable) for trouble in troubles)
    stranger.execute("ROLLBACK")
    stranger.close()
    assert quick_database.write_together(adding("c", clock)) == "c"
    assert names(quick_database) == ["c"]


def test_two_processes_worth_of_writers(quick_database, tmp_path, clock):
    """Another Database on the same file stands in the same line, as another process would."""
    other = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    both = [quick_database, other]
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: both[n % 2].write_together(adding(f"b{n}", clock)), range(100)))
    other.close()
    with quick_database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(holds)) == 100
