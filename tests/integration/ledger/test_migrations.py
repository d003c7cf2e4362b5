"""The migrations make exactly what `tables` says, on both databases."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from integration.errors import Trouble
from integration.ledger import bills, campaigns, migrate
from integration.ledger.database import Database
from integration.ledger.revision import VERSIONS, current, head, is_current
from integration.ledger.rows import COLUMNS, row_of
from integration.ledger.tables import metadata
from integration.model import CHANNELS_PUMPED, Bill
from integration.money import Money

NAME = "never_migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """A database without a table; the SQLite one has no folder yet either."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/var/ledger.db")
        yield database
        database.close()
        return
    url = request.getfixturevalue("postgres_url")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {NAME}"))
    database = Database(make_url(url).set(database=NAME).render_as_string(hide_password=False))
    yield database
    database.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {NAME} WITH (FORCE)"))
    admin.dispose()


def look_of(database):
    """All that the database itself knows of its tables."""
    with database.read() as connection:
        there = inspect(connection)
        return {name: _table(there, name) for name in there.get_table_names() if name != "alembic_version"}


def triggers_of(database):
    """The rules that stand in no table: each by its name, with its words."""
    ask = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    if not database.is_sqlite:
        ask = (
            "SELECT tgname, pg_get_triggerdef(pg_trigger.oid) || prosrc FROM pg_trigger"
            " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
        )
    with database.read() as connection:
        return dict(connection.execute(text(ask)).all())


def channels_of(database):
    with database.read() as connection:
        return dict(connection.execute(text("SELECT channel, pumped FROM channels")).all())


def _table(there, name):
    return {
        "columns": [column | {"type": repr(column["type"])} for column in there.get_columns(name)],
        "primary key": there.get_pk_constraint(name),
        "foreign keys": sorted(there.get_foreign_keys(name), key=str),
        "unique": sorted(there.get_unique_constraints(name), key=str),
        "indexes": sorted((_words(index) for index in there.get_indexes(name)), key=str),
        "checks": sorted(there.get_check_constraints(name), key=str),
    }


def _words(index):
    """A partial index tells its condition as an object that is equal to no other."""
    return index | {"dialect_options": {name: str(each) for name, each in index.get("dialect_options", {}).items()}}


def test_the_migrated_database_is_the_one_that_the_tables_describe(empty, request):
    migrate.upgrade(empty)
    described = request.getfixturevalue("sqlite_database" if empty.is_sqlite else "postgres_database")
    assert set(look_of(empty)) == set(metadata.tables)
    assert look_of(empty) == look_of(described)
    assert triggers_of(empty) == triggers_of(described) != {}
    assert channels_of(empty) == channels_of(described) == CHANNELS_PUMPED


def test_nothing_would_be_drafted_after_an_upgrade(empty):
    migrate.upgrade(empty)
    with empty.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_upgrade_says_where_it_came_from_and_may_be_repeated(empty):
    assert migrate.upgrade(empty) is None
    before = look_of(empty)
    assert (current(empty), is_current(empty)) == (head(), True)
    assert migrate.upgrade(empty) == head()
    assert look_of(empty) == before


def test_a_database_that_was_never_migrated_is_told(sqlite_database, postgres_database):
    for database in (sqlite_database, postgres_database):
        assert (current(database), is_current(database)) == (None, False)


def test_an_upgrade_is_whole_or_not_at_all(empty):
    """The last table stands in the way: nothing of the others is left."""
    if empty.is_sqlite:
        Path(make_url(empty.url).database).parent.mkdir()
    with empty.write() as connection:
        connection.execute(text("CREATE TABLE works (x INTEGER)"))
    with pytest.raises((Trouble, SQLAlchemyError), match="works"):
        migrate.upgrade(empty)
    assert set(look_of(empty)) == {"works"}
    assert current(empty) is None


@pytest.mark.servers
def test_two_upgrades_at_once_do_not_meet(empty):
    program = "import sys; from integration.ledger import database, migrate; "
    program += "print(migrate.upgrade(database.Database(sys.argv[1])))"
    both = [
        subprocess.Popen([sys.executable, "-c", program, empty.url], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert sorted(process.communicate()[0] for process in both) == [f"{head()}\n", "None\n"]


def test_a_draft_holds_what_is_missing_and_the_next_number(empty, tmp_path, monkeypatch):
    shutil.copytree(VERSIONS.parent, tmp_path / "migrations")
    monkeypatch.setattr(migrate, "VERSIONS", tmp_path / "migrations" / "versions")
    migrate.upgrade(empty)
    with empty.write() as connection:
        connection.execute(text("DROP TABLE holds"))
    made = migrate.draft(empty, "holds again")
    assert made == tmp_path / "migrations" / "versions" / f"{int(head()) + 1:04d}_holds_again.py"
    assert "op.create_table('holds'" in made.read_text()
    assert f"down_revision = {head()!r}" in made.read_text()
    compile(made.read_text(), made, "exec")


def test_migrations_are_one_line_of_numbers():
    steps = list(ScriptDirectory(str(VERSIONS.parent)).walk_revisions())
    numbers = [step.revision for step in steps]
    assert numbers == [f"{number:04d}" for number in range(len(steps), 0, -1)]
    assert head() == numbers[0]


OLD_RETURN = (
    "INSERT INTO returns (bid, file_id, line, trace, original_trace, individual_id, code, amount_cents, decision, why)"
    " VALUES ('1', 1, :line, 't', 'o', 'i', 'R01', 1, 'person', :why)"
)


def test_what_was_paid_out_is_known_as_such_after_0005(empty):
    """Until then only the reason said so, and a credit must never be decided again as a debit."""
    if empty.is_sqlite:
        Path(make_url(empty.url).database).parent.mkdir()
    with empty.write() as connection:
        command.upgrade(migrate._config(connection), "0004")
        connection.execute(
            text("INSERT INTO return_files VALUES (1, '1', 'f', 's', '2026-11-19', '2026-11-19', 2, 0, 0, 0)")
        )
        for line, why in enumerate(
            ["what came back was paid out, not taken from the payer", "R01: insufficient funds"]
        ):
            values = {"line": line, "why": why}
            connection.execute(text(OLD_RETURN), values)
    migrate.upgrade(empty)
    with empty.read() as connection:
        assert connection.execute(text("SELECT is_debit FROM returns ORDER BY line")).scalars().all() == [0, 1]


def test_approvals_of_before_0021_begin_their_history(empty):
    if empty.is_sqlite:
        Path(make_url(empty.url).database).parent.mkdir()
    with empty.write() as connection:
        command.upgrade(migrate._config(connection), "0020")
        made = "'2026-11-23 12:00:00+00:00'"
        connection.execute(text(f"INSERT INTO campaigns VALUES (1, '1368', 'november', 'active', {made})"))
        for version, approved in [(1, "NULL, '', 0"), (2, f"{made}, 'bob', 700")]:
            versions = f"INSERT INTO campaign_versions VALUES (1, {version}, '', {made}, 'ann', {approved})"
            connection.execute(text(versions))
    migrate.upgrade(empty)
    with empty.read() as connection:
        (given,) = campaigns.approvals(connection, 1)
    assert given == campaigns.Approval(2, "bob", datetime(2026, 11, 23, 12, tzinfo=UTC), 700)


def test_bills_of_before_0022_are_heard_after_it(empty):
    if empty.is_sqlite:
        Path(make_url(empty.url).database).parent.mkdir()
    day = date(2026, 11, 1)
    owed = {"1": 100, "2": 200}
    with empty.write() as connection:
        command.upgrade(migrate._config(connection), "0021")
        made = "'2026-11-01 12:00:00+00:00'"
        file = f"VALUES (1, '1368', 'f', 's', '{day}', 1, {made}, 'live', 2, 300, 0, '', '{{}}', {made})"
        connection.execute(text(f"INSERT INTO bill_files {file}"))
        connection.execute(text(f"INSERT INTO live_versions VALUES ('1368', 1, {made})"))
        names = ", ".join(f":{name}" for name in COLUMNS)
        for number, cents in owed.items():
            bill = Bill(
                "1368", number, f"B{number}", "REGULAR", day, day, Money(cents), account_number_custom=f"C{number}"
            )
            values = dict(zip(COLUMNS, row_of(bill, 1), strict=True))
            connection.execute(text(f"INSERT INTO bills ({', '.join(COLUMNS)}) VALUES ({names})"), values)
    migrate.upgrade(empty)
    with empty.read() as connection:
        for number, cents in owed.items():
            for keyed, keys in (("ACCOUNT_NO", number), ("ACCOUNT_NO_CUSTOM", f"C{number}")):
                assert bills.find_bill(connection, "1368", keyed, keys).bill.balance_due == Money(cents)
