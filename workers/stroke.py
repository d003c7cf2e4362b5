"""One stroke of the pump: the intent is committed, the posting is sent once, what came back is committed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from integration.billers import Biller
from integration.clock import Clock
from integration.errors import Garbled, Unavailable
from integration.ledger import outbox
from integration.ledger.database import Database
from integration.ledger.outbox import Claimed, Settlement
from integration.model import Applied
from integration.ports import Books
from integration.timings import Timings
from workers.crash import Crash, Point, onward
from workers.posting import Rules

AMBIGUOUS_RUN_MAX = 3  # so many unclear endings in a row: more of them would only be more work for people
COMMIT_TRIES = 2  # a settlement that is not written makes a posted payment look unsure
_ILL = (Applied.NOT_APPLIED, Applied.LOCKED_OUT, Applied.MISMATCH)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Intent:
    """A committed intent: the instant stored with it, and the monotonic second at which it was taken."""

    at: datetime
    tick: float


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
    _ended: tuple[Claimed, Settlement] | None = field(default=None, init=False)  # came back, not yet written
    _unclear: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._rules = Rules.of(self.biller, self.timings)

    def take_up(self, row: Claimed) -> None:
        """Send a row, or settle one whose last send may have arrived."""
        if row.sent_at is None:
            self._send(row)
            return
        settlement = self._rules.before_asking(row.sent_at, self.clock.now()) or self._ask(row, row.sent_at)
        if settlement is None:
            self._send(row)
        else:
            self._end(row, settlement)

    def finish(self, rest: Sequence[Claimed] = ()) -> None:
        """Write the last ending and give back the rows that were not taken up."""
        self._commit(rest=rest)

    def _ask(self, row: Claimed, sent_at: datetime) -> Settlement | None:
        """By our reference; None: it is absent and may be sent again."""
        self._commit()  # a question takes time: what is known is written first
        try:
            is_there = self.books.find(row.posting)
        except (Unavailable, Garbled) as error:
            self.is_ill = True
            return self._rules.after_no_answer(row, sent_at, self.clock.now(), str(error))
        self.crash(Point.ASKED)
        if is_there:
            return self._rules.after_found(sent_at)
        return self._rules.after_absent(row, sent_at, self.clock.now())

    def _send(self, row: Claimed) -> None:
        intent = self._commit(row)
        if intent is None:
            return
        self.crash(Point.INTENDED)
        if self.clock.tick() - intent.tick > self.timings.stall_s:
            self._end(row, self._rules.after_stall(row, self.clock.now()))
            return
        outcome = self.books.post(row.posting)  # no transaction is open
        self.crash(Point.ANSWERED)
        self._unclear = self._unclear + 1 if outcome.applied is Applied.AMBIGUOUS else 0
        self.is_ill = outcome.applied in _ILL or self._unclear >= AMBIGUOUS_RUN_MAX
        self._end(row, self._rules.after_send(row, outcome, sent_at=intent.at, now=self.clock.now()))

    def _end(self, row: Claimed, settlement: Settlement) -> None:
        if self._ended is not None:
            self._commit()
        self._ended = row, settlement

    def _commit(self, row: Claimed | None = None, rest: Sequence[Claimed] = ()) -> Intent | None:
        """One transaction: the last ending, the rows given back, the next row's intent; None: there is no intent."""
        for tries_left in reversed(range(COMMIT_TRIES)):
            try:
                intent = self._write(row, rest)
            except Unavailable:
                if not tries_left:
                    raise
            else:
                self._ended = None
                self.crash(Point.SETTLED)
                return intent
        return None

    def _write(self, row: Claimed | None, rest: Sequence[Claimed]) -> Intent | None:
        if self._ended is None and row is None and not rest:
            return None
        with self.database.write() as connection:
            intent = Intent(self.clock.now(), self.clock.tick())
            if self._ended is not None and not outbox.settle(connection, *self._ended, now=intent.at):
                _log.warning("settled_by_another", reference=self._ended[0].posting.reference, found=self._ended[1].why)
            outbox.release(connection, rest, now=intent.at)
            needs_s = self.timings.send_s + self.timings.lease_margin_s
            is_intended = row is not None and outbox.intend(connection, row, now=intent.at, needs_s=needs_s)
            self.crash(Point.COMMITTING)
        return intent if is_intended else None
