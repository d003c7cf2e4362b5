"""Giving a payment back: first at the gateway, then in the biller's books.

One state machine, entered from the command line and gone on with by the workers. Whatever happened before, the gateway
is asked what it holds before it is asked to do anything: what is unsure is looked up, never repeated blind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from integration.errors import Garbled, Misconfigured, Unavailable
from integration.gateway.replies import WENT_BACK
from integration.ledger import undos
from integration.model import Charge, Kept, Undone
from integration.money import ZERO, Money
from integration.timings import step

if TYPE_CHECKING:
    from integration.site import Site

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Undoing:
    """Gives back what is wanted back, for as long as `keeps_going` says."""

    site: "Site"
    keeps_going: Callable[[], bool] = lambda: True

    def go_on(self) -> int:
        """Take up all that is due; how many."""
        with self.site.database.read() as connection:
            due = undos.due(connection, self.site.clock.now())
        taken = 0
        for payment_id in due:
            if not self.keeps_going():
                break
            taken += self.take_up(UUID(payment_id))
        return taken

    def take_up(self, payment_id: UUID) -> bool:
        """One of them, as far as it goes now; False when somebody else has it in hand or it has ended."""
        with self.site.database.write() as connection:
            row = undos.take_up(connection, payment_id, self.site.clock.now())
        if row is None:
            return False
        try:
            self._undo(payment_id, row.bid, undos.charged(row), row.charge_id)
        except (Unavailable, Garbled, Misconfigured) as error:  # none of them says what became of it
            self._again(payment_id, row.looks, str(error))
        return True

    def _undo(self, payment_id: UUID, bid: str, agreed: Money, charge_id: str) -> None:
        gateway = self.site.gateway(bid)
        charge = gateway.look_up(payment_id)
        if charge is None or charge.charge_id != charge_id or charge.amount != agreed:
            self._refuse(payment_id, _contradiction(charge, charge_id, agreed))
        elif charge.status in WENT_BACK:
            self._done(payment_id, bid, charge.status)
        elif charge.refunded != ZERO:
            self._refuse(payment_id, f"{charge.refunded.plain()} of {agreed.plain()} has gone back already")
        else:
            self._ask(payment_id, bid, charge)

    def _ask(self, payment_id: UUID, bid: str, charge: Charge) -> None:
        match self.site.gateway(bid).undo(payment_id, charge):
            case Undone(how):
                self._done(payment_id, bid, how)
            case Kept(code):
                self._refuse(payment_id, f"the gateway keeps it: {code}")
            case unsure:
                self._again(payment_id, 0, unsure.why)

    def _done(self, payment_id: UUID, bid: str, how: str) -> None:
        with self.site.database.write() as connection:
            undos.undone(connection, payment_id, how, self.site.clock.now())
        self.site.bell.ring(bid)

    def _refuse(self, payment_id: UUID, why: str) -> None:
        _log.error("payment_not_given_back", payment_id=str(payment_id), why=why)
        with self.site.database.write() as connection:
            undos.refused(connection, payment_id, why)

    def _again(self, payment_id: UUID, looks: int, why: str) -> None:
        next_at = self.site.clock.now() + timedelta(seconds=step(self.site.timings.look_again_s, looks))
        with self.site.database.write() as connection:
            undos.again(connection, payment_id, why, next_at)


def _contradiction(charge: Charge | None, charge_id: str, agreed: Money) -> str:
    if charge is None:
        return f"the gateway holds no charge under this payment; expected {charge_id} of {agreed.plain()}"
    return f"the gateway holds {charge.charge_id} of {charge.amount.plain()}; expected {charge_id} of {agreed.plain()}"
