"""A batch closes while its postings are under way: Cayenta's own journal, by BATCH_NO, is what the list must equal."""

import threading
from collections import Counter

import pytest
from sqlalchemy import select, text

from integration.cayenta import CayentaBooks
from integration.ledger import batches
from integration.ledger.deposits import deposit
from integration.ledger.figures import Figures
from integration.ledger.tables import batches as batches_table
from integration.ledger.tables import outbox
from integration.money import Money
from integration.sandbox.cayenta import Account, CayentaApp, Fault, Kind
from integration.timings import DAY_S, HOUR_S, Timings
from integration.wires import LoopbackWire
from tests.integration.cayenta.boxes import PASSWORD, USER
from tests.integration.cayenta.boxes import biller as cayenta_biller
from tests.workers.parts import pump_of, put, row_of
from tests.workers.test_crashes import Died
from workers.closings import close_due
from workers.crash import Point, onward

ACCOUNTS = 60
PAYMENTS = 4
BY_SEPARATE_SQL = """SELECT COUNT(*), SUM(o.amount_cents), SUM(p.fee_cents)
    FROM outbox o JOIN payments p ON p.payment_id = o.payment_id JOIN batches b ON b.id = o.batch_id
    WHERE b.number = :number AND o.state = 'posted'"""


class Town:
    """A ledger, and a real Cayenta in a box on a loopback wire."""

    def __init__(self, database, clock, folder, **cayenta):
        self.database, self.clock = database, clock
        accounts = [Account(f"{number:010d}", Money(100_000)) for number in range(ACCOUNTS)]
        self.app = CayentaApp(accounts, clock=clock, user=USER, password=PASSWORD)
        self.biller = cayenta_biller(folder, **cayenta)

    def pump(self, crash=onward):
        books = CayentaBooks(self.biller, LoopbackWire(self.app, self.clock), self.clock, post_deadline_s=25.0)
        pump_of(self.database, self.clock, books, of=self.biller, crash=crash).drain()

    def close(self):
        with self.database.write() as connection:
            return batches.close_now(connection, "1368", who="ann", why="audit", now=self.clock.now())

    def deposits(self):
        with self.database.read() as connection:
            numbers = connection.scalars(select(batches_table.c.number).order_by(batches_table.c.id)).all()
            return {number: deposit(connection, batches.numbered(connection, "1368", number)) for number in numbers}

    def judge(self):
        """Every item of the journal stands in the batch of its row, and every list adds up to its items."""
        with self.database.read() as connection:
            where = select(outbox.c.reference, batches_table.c.number, outbox.c.state)
            rows = connection.execute(where.join(batches_table, batches_table.c.id == outbox.c.batch_id)).all()
        batch_of = {row.reference: row.number for row in rows}
        items = self.app.journal.items
        assert max(Counter(item.reference for item in items).values(), default=0) <= 1
        assert {item.reference: item.batch for item in items}.items() <= batch_of.items()
        assert {row.reference for row in rows if row.state == "posted"} <= {item.reference for item in items}
        for number, one in self.deposits().items():
            unsure = {each.reference for each in one.now.unsure}
            applied = [item for item in items if item.batch == number and item.reference not in unsure]
            count, cents, fees = Figures(one.lines).total
            assert (count, cents) == (len(applied), sum(item.amount_cents for item in applied))
            with self.database.read() as connection:
                by_sql = connection.execute(text(BY_SEPARATE_SQL), {"number": number}).one()
            assert (count, cents, fees) == (by_sql[0], by_sql[1] or 0, by_sql[2] or 0)
            assert one.is_equal


@pytest.fixture
def town_of(database, clock, tmp_path):
    return lambda **cayenta: Town(database, clock, tmp_path, **cayenta)


@pytest.mark.parametrize("kind", [None, Kind.CUT_AFTER, Kind.CUT_BEFORE])
@pytest.mark.parametrize("lookup", [False, True])
@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize("point", [Point.CLAIMED, Point.INTENDED, Point.ANSWERED, Point.SETTLED])
def test_a_close_at_any_boundary_whether_or_not_the_worker_dies_there(town_of, point, dies, lookup, kind):
    town, closed = town_of(lookup=lookup), []
    for number in range(PAYMENTS):
        put(town.database, town.clock, number)
    town.app.set_faults(*([Fault(kind, "AddARItem", times=1)] if kind else []))

    def close_here(here):
        if here is point and not closed:
            closed.append(town.close())
            if dies:
                raise Died(point)

    try:
        town.pump(close_here)
    except Died:
        assert dies
    assert closed
    for wait_s in (0, Timings().lease_s, Timings().quiet_s, *[DAY_S] * 6):
        town.clock.pause(wait_s)
        town.pump()
        close_due(town.database, town.clock)
    town.judge()
    if kind is None and (not dies or (lookup and point in (Point.CLAIMED, Point.ANSWERED))):
        assert sum(Figures(one.lines).total[0] for one in town.deposits().values()) == PAYMENTS


def test_what_was_under_way_at_the_close_is_named_and_then_corrected(town_of):
    town = town_of(lookup=True)
    number = put(town.database, town.clock, 1)
    closed = []

    def close_here(here):
        if here is Point.ANSWERED:
            closed.append(town.close())

    town.pump(close_here)
    (batch,) = closed
    reference = row_of(town.database, number).reference
    assert batch.at_close.lines == ()
    assert [(each.reference, each.state) for each in batch.at_close.unsure] == [(reference, "posting")]
    one = town.deposits()["20261120"]
    assert [each.reference for each in one.corrections] == [reference]
    assert Figures(one.lines).total == (1, 1001, 250)
    town.judge()


def test_one_that_never_left_is_in_no_batch(town_of):
    town = town_of()
    number = put(town.database, town.clock, 1)
    town.app.set_faults(Fault(Kind.AUTH, "AddARItem"))
    town.pump()
    row = row_of(town.database, number)
    assert (row.state, row.attempts, row.sent_at, row.batch_id) == ("ready", 0, None, None)
    assert town.close().at_close == Figures()


def test_one_that_was_absent_is_sent_again_in_the_batch_of_that_day(town_of):
    town = town_of(lookup=True, resend_after_s=HOUR_S)
    put(town.database, town.clock, 1)
    town.app.set_faults(Fault(Kind.CUT_BEFORE, "AddARItem", times=1))
    town.pump()
    town.clock.pause(DAY_S)
    town.pump()
    (item,) = town.app.journal.items
    assert item.batch == "20261121"
    town.judge()
    first = town.deposits()["20261120"]
    assert [each.why for each in first.corrections] == ["sent again in batch 20261121"]
    assert first.now.unsure == ()


def test_the_ending_that_came_before_the_close_is_counted_by_it(town_of):
    """The worker itself closes a batch whose time has come, without a correction of its own making."""
    town = town_of()
    for number in range(2):
        put(town.database, town.clock, number)
    seconds_left = 10 * HOUR_S - 5 * 60 - 1  # it is 10:05; the batch closes at 20:00
    town.clock.pause(seconds_left)
    town.app.set_faults(Fault(Kind.SLOW, "AddARItem", times=1, seconds=2.0))
    town.pump()
    deposits = town.deposits()
    assert [(number, Figures(one.lines).total[0]) for number, one in deposits.items()] == [
        ("20261120", 1),
        ("20261121", 1),
    ]
    assert deposits["20261120"].corrections == ()
    town.judge()


def test_batches_close_again_and_again_while_two_workers_post(town_of):
    town, failures = town_of(), []
    for number in range(ACCOUNTS):
        put(town.database, town.clock, number)

    def at_work(act):
        try:
            act()
        except Exception as failure:  # noqa: BLE001 - told by the test's own thread
            failures.append(failure)

    workers = [threading.Thread(target=at_work, args=(town.pump,)) for _worker in range(2)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        at_work(town.close)
    for worker in workers:
        worker.join()
    assert failures == []
    town.close()
    assert sum(Figures(one.lines).total[0] for one in town.deposits().values()) == ACCOUNTS
    town.judge()
