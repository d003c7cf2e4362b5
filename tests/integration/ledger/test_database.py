import sqlite3
import threading

import pytest
from sqlalchemy import func, insert, select, text

from integration.errors import Misconfigured, Unavailable
from integration.ledger.database import Database
from integration.ledger.tables import holds


def _hold(number, clock):
    return {"bid": f"b{number}", "why": "w", "since": clock.now()}


def test_a_write_is_whole_or_not_at_all(database, clock):
    def write_half():
        with database.write() as connection:
            connection.execute(insert(holds).values(_hold(1, clock)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(holds)) == 0


def test_fifty_writers_at_once_all_get_their_turn(database, clock):
    def write(number):
        with database.write() as connection:
            connection.execute(select(func.count()).select_from(holds))  # reads first, then writes
            connection.execute(insert(holds).values(_hold(number, clock)))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(holds)) == 50


def test_instants_come_back_aware_and_equal(database, clock):
    with database.write() as connection:
        connection.execute(insert(holds).values(_hold(1, clock)))
    with database.read() as connection:
        assert connection.scalar(select(holds.c.since)) == clock.now()


def test_a_read_sees_one_state_however_often_it_asks(database, clock):
    """Else a look could find the live version, then bills of the one that was switched in meanwhile."""
    with database.read() as looking:
        before = looking.scalar(select(func.count()).select_from(holds))
        with database.write() as connection:
            connection.execute(insert(holds).values(_hold(1, clock)))
        assert looking.scalar(select(func.count()).select_from(holds)) == before == 0
    with database.read() as looking:
        assert looking.scalar(select(func.count()).select_from(holds)) == 1


def test_a_database_locked_by_a_stranger_is_unavailable(tmp_path):
    path = tmp_path / "x.db"
    database = Database(f"sqlite:///{path}", busy_wait_s=0.05)
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unavailable, match="did not answer"), database.write():
        pass
    stranger.close()
    database.close()


def test_another_kind_of_database_is_named():
    with pytest.raises(Misconfigured, match="mysql"):
        Database("mysql://somewhere")


def test_a_row_that_a_stranger_holds_is_not_waited_for_for_ever(postgres_database):
    with postgres_database.read() as connection:
        assert connection.scalar(text("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")) < 5000
