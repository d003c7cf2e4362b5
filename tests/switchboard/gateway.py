"""The gateway without its HTTP: the sandbox's own charges and journal behind `ports.Gateway`, with troubles drawn."""

from integration.errors import Garbled, Unavailable
from integration.model import Captured, Charge, Declined, Kept, Undone, Unsure
from integration.money import Money
from integration.sandbox.gateway.charges import CONFLICT, OK, Charges, Order
from integration.sandbox.gateway.journal import Journal
from integration.sandbox.gateway.tokens import Instrument

DEADLINE_S = 10.0
LATE_S_MAX = 1800.0  # well within the hour after which an absent charge was never made
CARD = Instrument("visa", "1111")


def key_of(payment_id):
    """The idempotency key of a charge: the payment's own id, whoever asks and however often."""
    return str(payment_id)


class MemoryGateway:
    """Charges once a key, as the real one does; what moved is in `journal`."""

    def __init__(self, world):
        self.journal = Journal()
        self._world = world
        self._charges = Charges(self.journal, world.clock, world.dice.stream("charge ids"))

    def charge(self, payment_id, token, amount, description):
        """`ports.Gateway.charge`."""
        world = self._world
        order = Order(key_of(payment_id), str(payment_id), amount.cents, "usd", description, token)
        self._begin("charge")
        if world.dice.strikes("gateway late"):
            arrives_s = world.baton.now_s + world.draw(DEADLINE_S, LATE_S_MAX)
            world.baton.at(arrives_s, lambda: self._charges.charge(order, CARD, ""))
            return Unsure("the answer was lost")
        if world.dice.strikes("gateway timeout"):
            world.travel(DEADLINE_S)
            return Unsure("the answer was lost")
        code = "do_not_honor" if world.dice.strikes("declined") else ""
        answer = self._charges.charge(order, CARD, code)
        world.note("charged", order.reference, code)
        if self._ends_unsure():
            return Unsure("the answer was lost")
        if answer.status == OK:
            return Captured(answer.told["charge_id"])
        return Unsure("key used before") if answer.status == CONFLICT else Declined(answer.told["code"])

    def look_up(self, payment_id):
        """`ports.Gateway.look_up`."""
        self._begin("look up")
        if self._world.dice.strikes("gateway garbled"):
            raise Garbled("the gateway answered with half a list")
        found = self._charges.under(str(payment_id))
        if len(found) > 1:
            raise Garbled(f"{len(found)} charges under one reference")
        return _charge(found[0]) if found else None

    def undo(self, payment_id, charge):
        """`ports.Gateway.undo`."""
        self._begin("undo")
        if self._world.dice.strikes("gateway timeout"):
            return Unsure("the answer was lost")
        how, answer = "voided", self._charges.void(charge.charge_id)
        if answer.status == CONFLICT:
            how, answer = "refunded", self._charges.refund(charge.charge_id, charge.amount.cents, f"undo {payment_id}")
        if self._ends_unsure():
            return Unsure("the answer was lost")
        return Undone(how) if answer.status == OK else Kept(answer.told["error"])

    def _begin(self, what):
        """The request is on its way; Unavailable where nothing was sent."""
        self._world.note("gateway", what)
        self._world.travel(self._world.draw(0.1, 4.0))
        if self._world.dice.strikes("gateway down"):
            raise Unavailable("the gateway refused the connection")

    def _ends_unsure(self):
        """It was carried out; True where nobody is told."""
        is_lost = self._world.dice.strikes("gateway timeout after")
        self._world.travel(DEADLINE_S if is_lost else self._world.draw(0.1, 2.0))
        return is_lost


def _charge(held):
    return Charge(held.charge_id, held.reference, Money(held.amount_cents), held.status, Money(held.refunded_cents))
