"""One stroke of the pump: the intent is committed, the posting is sent once, what came back is committed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from integration.billers import Biller
from integration.changes import is_change
from integration.clock import Clock
from integration.errors import Garbled, Unavailable
from integration.ledger import batches, breakers, endings, outbox
from integration.ledger.batches import Batch
from integration.ledger.breakers import BAD_RUN_MAX, Breaker
from integration.ledger.database import Database
from integration.ledger.outbox import Claimed, Settlement
from integration.model import Applied
from integration.ports import Books
from integration.timings import Timings
from workers.crash import Crash, Point, onward
from workers.pace import Pace
from workers.posting import Rules

COMMIT_TRIES = 2  # a settlement that is not written makes a posted payment look unsure
_ILL = (Applied.NOT_APPLIED, Applied.LOCKED_OUT, Applied.MISMATCH)
_BAD = (Applied.NOT_APPLIED, Applied.AMBIGUOUS)  # the biller's system did not answer, or nobody knows what

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Intent:
    """A committed intent: the instant and the batch stored with it, and the monotonic second at which it was taken.

    A change is no item of a batch.
    """

    at: datetime
    tick: float
    batch: Batch | None


@dataclass
class Stroke:
    """Takes up claimed rows one after another.

    A row's ending is written in the same transaction as the next row's intent (one durable commit a posting, not two).
    Nothing lies between the two but that commit, so an intent still comes immediately before its send.
    """

    biller: Biller
    books: Books
    database: Database
    clock: Clock
    timings: Timings
    crash: Crash = onward
    is_ill: bool = field(default=False, init=False)  # going on now would do harm, or nothing
    breaker: Breaker = field(default_factory=Breaker, init=False)  # as the endings so far leave it
    _ended: tuple[Claimed, Settlement] | None = field(default=None, init=False)  # came back, not yet written
    _judged: Breaker | None = field(default=None, init=False)  # changed by the last ending, not yet written
    _batch: Batch | None = field(default=None, init=False)  # of the last intent

    def __post_init__(self) -> None:
        self._rules = Rules.of(self.biller, self.timings)
        self.pace = Pace.of(self.biller.pump, self.clock)

    def take_up(self, row: Claimed) -> None:
        """Send a row, or settle one whose last send may have arrived; in the biller's pace."""
        if self.pace.wait_s:
            self._commit()  # what is known is written before anybody waits
        self.pace.take()
        if row.sent_at is None:
            self._send(row)
            return
        settlement = self._of_unanswered(row, row.sent_at)
        if settlement is None:
            self._send(row)
        else:
            self._end(row, settlement, row.batch_id)

    def finish(self, rest: Sequence[Claimed] = ()) -> None:
        """Write the last ending and give back the rows that were not taken up."""
        self._commit(rest=rest)

    def _of_unanswered(self, row: Claimed, sent_at: datetime) -> Settlement | None:
        """Where a row goes whose last send may have arrived; None: it may be sent again now."""
        if is_change(row.posting.op):
            return self._rules.before_repeating(row, sent_at, self.clock.now())
        return self._rules.before_asking(row, sent_at, self.clock.now()) or self._ask(row, sent_at)

    def _ask(self, row: Claimed, sent_at: datetime) -> Settlement | None:
        """By our reference; None: it is absent and may be sent again."""
        self._commit()  # a question takes time: what is known is written first
        asked_at = self.clock.now()
        try:
            is_there = self.books.find(row.posting)
        except (Unavailable, Garbled) as error:
            self.is_ill = True
            return self._rules.after_no_answer(row, sent_at, self.clock.now(), str(error))
        self.crash(Point.ASKED)
        if is_there:
            return self._rules.after_found(sent_at)
        return self._rules.after_absent(row, sent_at, asked_at)  # an answer proves nothing about later

    def _send(self, row: Claimed) -> None:
        if self._batch is not None and self.clock.now() >= self._batch.closes_at:
            self._commit()  # so that the close, which the next intent brings, counts the last ending
        intent = self._commit(row)
        if intent is None:
            return
        self.crash(Point.INTENDED)
        if self.clock.tick() - intent.tick > self.timings.stall_s:
            self._end(row, self._rules.after_stall(row, self.clock.now()), row.batch_id)
            return
        number, batch_id = (intent.batch.number, intent.batch.id) if intent.batch else ("", None)
        outcome = self.books.post(replace(row.posting, batch=number))  # no transaction is open
        self.crash(Point.ANSWERED)
        now = self.clock.now()
        self._judge(outcome.applied, now)
        settlement = self._rules.after_send(row, outcome, sent_at=intent.at, now=now)
        is_this_send = settlement.sent_at == intent.at  # else nothing of it left, and it is in no batch
        self._end(row, settlement, batch_id if is_this_send else row.batch_id)

    def _judge(self, applied: Applied, now: datetime) -> None:
        """Whether to go on. A lock-out and a contradiction are holds, and say nothing of whether anybody answers."""
        if applied in _BAD or self.breaker.run:
            self.breaker = self.breaker.after(is_bad=applied in _BAD, timings=self.timings, now=now)
            self._judged = self.breaker
            if self.breaker.run >= BAD_RUN_MAX:
                _log.warning("biller_rests", bid=self.biller.bid, run=self.breaker.run, until=self.breaker.rests_until)
        self.is_ill = applied in _ILL or self.breaker.run >= BAD_RUN_MAX

    def _end(self, row: Claimed, settlement: Settlement, batch_id: int | None) -> None:
        if self._ended is not None:
            self._commit()
        self._ended = row, replace(settlement, batch_id=batch_id)

    def _commit(self, row: Claimed | None = None, rest: Sequence[Claimed] = ()) -> Intent | None:
        """One transaction: the last ending, the rows given back, the next row's intent; None: there is no intent."""
        for tries_left in reversed(range(COMMIT_TRIES)):
            try:
                intent = self._write(row, rest)
            except Unavailable:
                if not tries_left:
                    raise
            else:
                self._ended = self._judged = None
                self.crash(Point.SETTLED)
                return intent
        return None

    def _write(self, row: Claimed | None, rest: Sequence[Claimed]) -> Intent | None:
        if self._ended is None and row is None and not rest:
            return None
        with self.database.write_often() as connection:
            now, tick = self.clock.now(), self.clock.tick()
            batch = self._held_open(connection, row, now)
            self._settle(connection, batch, now)
            outbox.release(connection, rest, now=now)
            intent = self._intend(connection, row, batch, now, tick) if row is not None else None
            self.crash(Point.COMMITTING)
        if intent is not None and intent.batch is not None:
            self._batch = intent.batch
        return intent

    def _held_open(self, connection: Connection, row: Claimed | None, now: datetime) -> Batch | None:
        """The batch that the next row's intent enters; a change enters none."""
        if row is None:
            return None
        if is_change(row.posting.op):
            batches.close_due(connection, row.bid, now)
            return None
        return batches.hold_open(connection, self.biller, now, known=self._batch)

    def _settle(self, connection: Connection, batch: Batch | None, now: datetime) -> None:
        if self._ended is None:
            return
        held = batch.id if batch is not None else None
        if not endings.settle(connection, *self._ended, now=now, open_batch=held):
            _log.warning("settled_by_another", reference=self._ended[0].posting.reference, found=self._ended[1].why)
        if self._judged is not None:
            breakers.put(connection, self.biller.bid, self._judged, now)

    def _intend(
        self, connection: Connection, row: Claimed, batch: Batch | None, now: datetime, tick: float
    ) -> Intent | None:
        """None: the row must not be sent."""
        needs_s = self.timings.send_s + self.timings.lease_margin_s
        if not outbox.intend(connection, row, now=now, needs_s=needs_s, batch=batch):
            return None
        return Intent(now, tick, batch)
