"""Charges without an ending are looked up at the gateway, by our own reference, until it is known what became of them.

A charge is never made again from here: it is found and becomes a payment with its posting, or it was never made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from sqlalchemy import Row, insert

from integration.billers import Biller
from integration.errors import Garbled, Misconfigured, Unavailable
from integration.ledger import payments
from integration.ledger.tables import audit
from integration.model import Charge, PaymentState
from integration.money import Money
from integration.timings import step
from workers.going import KeepsGoing, always

CAPTURED = "captured"  # the gateway's word; its others, voided and refunded, say that the money went back
_NEVER_LEFT = PaymentState.INTENT.value

if TYPE_CHECKING:
    from integration.site import Site

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Lookups:
    """Looks at all that is due, the longest waiting first, for as long as `keeps_going` says."""

    site: "Site"
    keeps_going: KeepsGoing = always

    def look(self) -> int:
        """How many were looked at. A gateway that does not answer puts off its own payments and nobody else's."""
        with self.site.database.read() as connection:
            rows = payments.due_for_look(connection, self.site.clock.now())
        looked, silent = 0, set[str]()
        for row in rows:
            if not self.keeps_going():
                break
            if row.bid not in silent:
                looked += 1
                if not self._look_at(row):
                    silent.add(row.bid)
        return looked

    def _look_at(self, row: Row[Any]) -> bool:
        """False when nobody answers for this biller, so that its other payments need not wait for it as well."""
        payment_id, asked_at = UUID(row.payment_id), self.site.clock.now()
        try:
            biller = self.site.biller(row.bid)
            charge = self.site.gateway(row.bid).look_up(payment_id)
        except (Unavailable, Garbled, Misconfigured) as error:  # none of them means "absent"
            _log.warning("charge_not_looked_up", payment_id=row.payment_id, bid=row.bid, why=str(error))
            self._again(row, payment_id)
            return isinstance(error, Garbled)
        if charge is None:
            self._absent(row, payment_id, asked_at)
        else:
            self._judge(row, payment_id, charge, biller)
        return True

    def _judge(self, row: Row[Any], payment_id: UUID, charge: Charge, biller: Biller) -> None:
        if charge.status != CAPTURED:
            self._abandon(payment_id)
        elif charge.amount != Money(row.amount_cents + row.fee_cents):
            self._contradicted(row, payment_id, charge)
        else:
            self._found(payment_id, charge, biller)

    def _found(self, payment_id: UUID, charge: Charge, biller: Biller) -> None:
        with self.site.database.write() as connection:
            payments.capture(connection, payment_id, charge.charge_id, biller, self.site.clock.now())
        self.site.bell.ring(biller.bid)

    def _absent(self, row: Row[Any], payment_id: UUID, asked_at: datetime) -> None:
        """The gateway had none when it was asked, however long ago. One that did leave may still be on its way."""
        left_at: datetime = row.charging_at or row.opened_at
        is_settled = asked_at - left_at >= timedelta(seconds=self.site.timings.absent_s)
        if row.state == _NEVER_LEFT:
            self._abandon_unsent(payment_id)
        elif is_settled:
            self._abandon(payment_id)
        else:
            self._again(row, payment_id)

    def _abandon(self, payment_id: UUID) -> None:
        with self.site.database.write() as connection:
            payments.abandon(connection, payment_id, self.site.clock.now())

    def _abandon_unsent(self, payment_id: UUID) -> None:
        """The payer may have keyed on while the gateway was asked: what is being charged by now is looked up later."""
        with self.site.database.write() as connection:
            payments.abandon_unsent(connection, payment_id, self.site.clock.now())

    def _contradicted(self, row: Row[Any], payment_id: UUID, charge: Charge) -> None:
        """Another amount than was agreed is nothing to post and nothing to forget: a person is told, once."""
        why = f"agreed {row.amount_cents + row.fee_cents} cents, the gateway holds {charge.amount.cents}"
        _log.error("charge_contradicted", payment_id=row.payment_id, bid=row.bid, why=why)
        if not row.looks:
            self._note(row, why)
        self._again(row, payment_id)

    def _note(self, row: Row[Any], why: str) -> None:
        event = {"at": self.site.clock.now(), "who": "lookups", "what": "charge contradicted", "bid": row.bid}
        with self.site.database.write() as connection:
            connection.execute(insert(audit).values(event | {"subject": row.payment_id, "detail": why}))

    def _again(self, row: Row[Any], payment_id: UUID) -> None:
        next_at = self.site.clock.now() + timedelta(seconds=step(self.site.timings.look_again_s, row.looks))
        with self.site.database.write() as connection:
            payments.look_again(connection, payment_id, next_at)
