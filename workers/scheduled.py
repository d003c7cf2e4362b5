"""Scheduled payments are charged on their day: the balance is asked first, the payment exists before the charge leaves.

A charge whose end nobody knows is the look-ups' to find out. It is only charged again, under the same key, once the
gateway itself says that it holds nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, Row

from integration.billers import Biller
from integration.clock import today_at
from integration.errors import Garbled, Misconfigured, Refused, Unavailable
from integration.ledger import account_marks, block_codes, promises, scheduled_charges, schedules
from integration.ledger.account_marks import Mark
from integration.ledger.bills import find_bill
from integration.ledger.scheduled_charges import Seen
from integration.model import Balance, Captured, Charge, Declined, PaymentState
from integration.money import ZERO, Money
from integration.owing import LAG_HOURS_MAX, by_rtdr
from integration.planned import ScheduleState, given_up_at
from integration.timings import step
from workers.crash import Crash, Point, onward
from workers.due_amount import Agreed, Verdict, judged
from workers.going import KeepsGoing, always
from workers.lookups import CAPTURED
from workers.not_charged import tell_payer

if TYPE_CHECKING:
    from integration.site import Site

_UNENDED = (PaymentState.CHARGING.value, PaymentState.UNKNOWN.value)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Scheduled:
    """Takes up what is due, for as long as `keeps_going` says."""

    site: "Site"
    keeps_going: KeepsGoing = always
    crash: Crash = onward

    def go_on(self) -> int:
        """Take up all that is due; how many."""
        with self.site.database.read() as connection:
            due = schedules.due(connection, self.site.clock.now())
        taken = 0
        for schedule_id in due:
            if not self.keeps_going():
                break
            taken += self.take_up(UUID(schedule_id))
        return taken

    def take_up(self, schedule_id: UUID) -> bool:
        """One of them, as far as it goes now; False when somebody else has it in hand or it has ended."""
        with self.site.database.write() as connection:
            row = schedules.take_up(connection, schedule_id, self.site.clock.now())
        if row is None:
            return False
        self.crash(Point.CLAIMED)
        if row.state == ScheduleState.OFFERED:
            with self.site.database.write() as connection:
                schedules.drop(connection, schedule_id, self.site.clock.now())
            return True
        try:
            self._go_on_with(row)
        except (Unavailable, Garbled, Misconfigured) as trouble:
            self._wait(row, str(trouble))
        except Refused as no:
            self._fail(row, f"the biller's system refused to tell the balance: {no}")
        return True

    def _go_on_with(self, row: Row[Any]) -> None:
        biller = self.site.biller(row.bid)
        if row.payment_state in _UNENDED:
            self._await(row)
        elif row.payment_state == PaymentState.CAPTURED:
            self._end(row, ScheduleState.CHARGED, "")
        elif row.payment_state == PaymentState.DECLINED:
            self._fail(row, f"declined: {row.decline_code}")
        elif self._is_absent(row, biller):
            self._judge(row, biller)

    def _is_absent(self, row: Row[Any], biller: Biller) -> bool:
        """Whether the gateway holds no charge of it; what it holds after all is written down."""
        if row.payment_id is None:
            return True
        charge = self.site.gateway(row.bid).look_up(UUID(row.payment_id))
        if charge is None:
            self._reopen(row)
            return True
        self._found(row, charge, biller)
        return False

    def _reopen(self, row: Row[Any]) -> None:
        """A payment that came to nothing leaves the schedule as it was before: it may be cancelled again."""
        with self.site.database.write() as connection:
            scheduled_charges.reopen(connection, row, row.why, row.next_at, self.site.clock.now())

    def _found(self, row: Row[Any], charge: Charge, biller: Biller) -> None:
        if charge.status == CAPTURED and charge.amount == Money(row.payment_cents + row.fee_cents):
            self._captured(row, charge.charge_id, biller)
        else:
            self._fail(row, f"the gateway holds {charge.amount.plain()}, {charge.status}")

    def _judge(self, row: Row[Any], biller: Biller) -> None:
        now = self.site.clock.now()
        if now >= given_up_at(biller, row.day):
            self._give_up(row, biller)
            return
        if biller.is_away(now):
            raise Unavailable("the biller's systems are being looked after")
        live = self.site.books(row.bid).balance(row.account_number)
        self.crash(Point.ASKED)
        verdict, seen = self._verdict(row, biller, live)
        if verdict.state is not None:
            self._end(row, verdict.state, verdict.why)
        elif not verdict.amount:
            self._wait(row, verdict.why)
        elif row.payment_id is not None and verdict.amount < Money(row.payment_cents):
            self._fail(
                row, f"{Money(row.payment_cents).plain()} was begun, {verdict.amount.plain()} may be charged now"
            )
        else:
            self._charge(row, biller, verdict.amount, seen)

    def _give_up(self, row: Row[Any], biller: Biller) -> None:
        """Its day is over. Nobody is told of a bill whose payer was to do nothing, and which is paid all the same."""
        if row.enrolment and self._is_paid(row, biller):
            self._end(row, ScheduleState.NOT_NEEDED, "nothing was owed when its day had gone by")
        else:
            self._fail(row, f"it could not be charged on its day: {row.why or 'nobody took it up'}")

    def _is_paid(self, row: Row[Any], biller: Biller) -> bool:
        """Whether the biller's system says so; where it cannot be asked, nobody knows."""
        if biller.is_away(self.site.clock.now()):
            return False
        try:
            live = self.site.books(row.bid).balance(row.account_number)
        except (Unavailable, Garbled, Refused):
            return False
        with self.site.database.read() as connection:
            seen = _seen(connection, row, live)
        owing = by_rtdr(live.owed, live.past_due, live.as_of, [*seen.own])
        return owing.owed <= ZERO and not owing.unsure

    def _verdict(self, row: Row[Any], biller: Biller, live: Balance) -> tuple[Verdict, Seen]:
        today = today_at(biller.zone, self.site.clock.now())
        with self.site.database.read() as connection:
            agreed, seen = _agreed(connection, row, today), _seen(connection, row, live)
            found = find_bill(connection, row.bid, "ACCOUNT_NO", row.account_number)
            if scheduled_charges.is_at_the_till(connection, row.bid, row.account_number):
                return Verdict(why="the payer is about to pay in a call"), seen
            block = block_codes.block_now(connection, biller, live)
        owing = by_rtdr(live.owed, live.past_due, live.as_of, [*seen.own])
        return judged(biller, found.bill if found else None, block, owing, agreed, today), seen

    def _charge(self, row: Row[Any], biller: Biller, amount: Money, seen: Seen) -> None:
        amount = Money(row.payment_cents) if row.payment_id is not None else amount
        token, total = self.site.vault.open(row.token_sealed), amount + Money(row.fee_cents)
        with self.site.database.write() as connection:
            payment_id = scheduled_charges.begin(connection, row, amount, seen, self.site.clock.now())
            self.crash(Point.COMMITTING)
        if payment_id is None:
            return
        self.crash(Point.INTENDED)
        try:
            outcome = self.site.gateway(row.bid).charge(payment_id, token, total, biller.name)
        except Unavailable as trouble:
            self._not_sent(row, str(trouble))
            return
        self.crash(Point.ANSWERED)
        if isinstance(outcome, Captured):
            self._captured(row, outcome.charge_id, biller)
        elif isinstance(outcome, Declined):
            self._declined(row, outcome.code)
        else:
            self._lost_sight(row, outcome.why)

    def _captured(self, row: Row[Any], charge_id: str, biller: Biller) -> None:
        with self.site.database.write() as connection:
            scheduled_charges.captured(connection, row, charge_id, biller, self.site.clock.now())
        self.crash(Point.SETTLED)
        self.site.bell.ring(biller.bid)

    def _declined(self, row: Row[Any], code: str) -> None:
        _log.warning("scheduled_payment_failed", schedule_id=row.schedule_id, bid=row.bid, why=f"declined: {code}")
        with self.site.database.write() as connection:
            scheduled_charges.declined(connection, row, code, self.site.clock.now())
            tell_payer(connection, self.site.biller(row.bid), row, self.site.clock.now())

    def _lost_sight(self, row: Row[Any], why: str) -> None:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            scheduled_charges.lost_sight(connection, row, why, now + self._pause(row))

    def _not_sent(self, row: Row[Any], why: str) -> None:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            scheduled_charges.not_sent(connection, row, why, now + self._pause(row), now)

    def _await(self, row: Row[Any]) -> None:
        """However long it takes: nobody gives up what may have been charged."""
        with self.site.database.write() as connection:
            next_at = self.site.clock.now() + self._pause(row)
            schedules.put_off(connection, UUID(row.schedule_id), "its charge is being looked up", next_at)

    def _wait(self, row: Row[Any], why: str) -> None:
        """Again on the same day; the last try is at its end."""
        _log.info("scheduled_payment_waits", schedule_id=row.schedule_id, bid=row.bid, why=why)
        with self.site.database.write() as connection:
            schedules.put_off(connection, UUID(row.schedule_id), why, self.site.clock.now() + self._pause(row))

    def _fail(self, row: Row[Any], why: str) -> None:
        _log.warning("scheduled_payment_failed", schedule_id=row.schedule_id, bid=row.bid, why=why)
        self._end(row, ScheduleState.FAILED, why)

    def _end(self, row: Row[Any], state: ScheduleState, why: str) -> None:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            is_first = schedules.end(connection, UUID(row.schedule_id), schedules.IN_FORCE, state, why, now)
            if is_first and state is ScheduleState.FAILED:
                tell_payer(connection, self.site.biller(row.bid), row, now)

    def _pause(self, row: Row[Any]) -> timedelta:
        return timedelta(seconds=step(self.site.timings.look_again_s, row.tries - 1))


def _seen(connection: Connection, row: Row[Any], live: Balance) -> Seen:
    return scheduled_charges.seen_of(connection, row, live.owed, live.as_of - timedelta(hours=LAG_HOURS_MAX))


def _agreed(connection: Connection, row: Row[Any], today: date) -> Agreed:
    """What stands against an automatic payment is asked of that alone: any other was chosen by its payer."""
    if not row.enrolment:
        return Agreed(Money(row.amount_cents), row.invoice_number)
    return Agreed(
        Money(row.amount_cents),
        row.invoice_number,
        is_automatic=True,
        arranged=account_marks.holds(connection, row.bid, row.account_number, Mark.ARRANGEMENT, today),
        promised=promises.promised(connection, row.bid, row.account_number, today),
        is_chosen_too=scheduled_charges.is_chosen(connection, row),
    )
