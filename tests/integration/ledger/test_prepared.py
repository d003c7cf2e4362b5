"""Prepared statements say what SQLAlchemy's say, and a kept connection that died is not kept."""

import pytest
from sqlalchemy import bindparam, insert, select, text

from integration.errors import Unavailable
from integration.ledger.prepared import Prepared
from integration.ledger.tables import holds

WHY = Prepared(select(holds.c.why).where(holds.c.bid == bindparam("of")))
NEW = Prepared(insert(holds))
ONCE = Prepared.insert_once(holds, ["bid"])


def row(clock, bid="b1", why="it's 100% \u00e9"):
    return {"bid": bid, "why": why, "since": clock.now()}


def test_what_it_writes_is_what_sqlalchemy_reads(database, clock):
    with database.write() as connection:
        NEW.run(connection, row(clock))
    with database.read() as connection:
        assert connection.execute(select(holds)).one()._asdict() == row(clock)


def test_what_sqlalchemy_writes_is_what_it_reads(database, clock):
    with database.write() as connection:
        connection.execute(insert(holds).values(row(clock)))
    assert database.glance(WHY, {"of": "b1"}) == (row(clock)["why"],)
    assert database.glance(WHY, {"of": "b2"}) is None


def test_once_is_once(database, clock):
    with database.write() as connection:
        assert [ONCE.run(connection, row(clock, why=why)).rowcount for why in ("first", "second")] == [1, 0]
    assert database.glance(WHY, {"of": "b1"}) == ("first",)


def test_an_undone_transaction_undoes_it(database, clock):
    def write_half():
        with database.write() as connection:
            NEW.run(connection, row(clock))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert database.glance(WHY, {"of": "b1"}) is None


def test_a_glance_sees_what_was_committed_since(database, clock):
    assert database.glance(WHY, {"of": "b1"}) is None
    with database.write() as connection:
        NEW.run(connection, row(clock, why="new"))
    assert database.glance(WHY, {"of": "b1"}) == ("new",)


def test_a_connection_that_died_fails_once(postgres_database, clock):
    database = postgres_database
    database.glance(WHY, {"of": "b1"})
    database.write_together(lambda connection: NEW.run(connection, row(clock)))
    with database.read() as connection:
        mine = "pid <> pg_backend_pid() AND datname = current_database()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}"))
    with pytest.raises(Unavailable):
        database.glance(WHY, {"of": "b1"})
    with pytest.raises(Unavailable):
        database.write_together(lambda connection: NEW.run(connection, row(clock, bid="b2")))
    assert database.glance(WHY, {"of": "b1"}) is not None
    database.write_together(lambda connection: NEW.run(connection, row(clock, bid="b2")))
    assert database.glance(WHY, {"of": "b2"}) is not None
