"""A day in which gateway, ledger and books agree, for the tests that break it in one way."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from integration.ledger.orders import reference_of
from integration.ledger.reconciled import Recorded, Span, Told
from integration.model import (
    PAYMENTS_NAMESPACE,
    Charge,
    Item,
    PaymentState,
    Posting,
    PostingState,
    Settled,
    UndoState,
    Way,
)
from integration.money import Money
from integration.reconciling import items
from integration.reconciling.charges import Charges

ZONE = ZoneInfo("America/New_York")
DAY = date(2026, 11, 20)
SPAN = Span(datetime(2026, 11, 20, 5, tzinfo=UTC), datetime(2026, 11, 21, 5, tzinfo=UTC))
NOW = SPAN.ends + timedelta(hours=5)
FEE = Money(250)
KINDS = ("posted", "ready", "review", "given back", "cancelled", "abandoned", "declined", "tried again", "in hand")


@dataclass
class World:
    """All three books, by payment id or REFERENCE_NO."""

    listed: list[Settled] = field(default_factory=list)
    recorded: dict[str, Recorded] = field(default_factory=dict)
    looked_up: dict[str, Charge | None] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    found: dict[str, Item | None] = field(default_factory=dict)

    def charges(self):
        return Charges("1368", ZONE, SPAN, NOW, self.listed, self.recorded, self.looked_up)

    def differences(self):
        in_books = items.compare(self.told.values(), self.found, ZONE)
        return [*self.charges().differences(), *items.untold(self.recorded.values()), *in_books]

    def named(self):
        return [(one.kind.value, one.subject.confirmation) for one in self.differences()]

    def place(self, payment_id):
        return next(place for place, one in enumerate(self.listed) if one.charge.reference == payment_id)

    def charge(self, payment_id, **changes):
        """Change the charge of a payment at the gateway."""
        place = self.place(payment_id)
        self.listed[place] = replace(self.listed[place], charge=replace(self.listed[place].charge, **changes))

    def record(self, payment_id, **changes):
        self.recorded[payment_id] = replace(self.recorded[payment_id], **changes)

    def tell(self, reference, **changes):
        self.told[reference] = replace(self.told[reference], **changes)

    def posting(self, payment_id, letter="P"):
        return next(key for key, one in self.told.items() if one.payment_id == payment_id and key[0] == letter)


def world_of(specs):
    """`specs`: a kind, cents and a minute of the day for each payment."""
    world = World()
    for number, (kind, cents, minute) in enumerate(specs):
        _add(world, number, kind, Money(cents), SPAN.begins + timedelta(minutes=minute))
    return world


def _add(world, number, kind, amount, at):
    identity = uuid5(PAYMENTS_NAMESPACE, str(number))
    payment_id, charge_id = str(identity), f"ch_{number}"
    is_captured = kind in ("posted", "ready", "review", "given back", "cancelled")
    is_back = kind in ("given back", "cancelled")
    state = {"abandoned": "abandoned", "declined": "declined", "tried again": "abandoned", "in hand": "charging"}
    posting = {"given back": "posted"}.get(kind, kind)
    world.recorded[payment_id] = Recorded(
        payment_id=payment_id,
        bid="1368",
        confirmation=f"{number:09d}",
        account_number=f"{number:010d}",
        amount=amount,
        fee=FEE,
        state=PaymentState(state.get(kind, "captured")),
        charge_id=charge_id if is_captured else "",
        captured_at=at if is_captured else None,
        next_look_at=NOW + timedelta(minutes=1) if kind == "in hand" else None,
        undo=UndoState.UNDONE if is_back else None,
        undone_at=at if is_back else None,
        posting=PostingState(posting) if is_captured else None,
        void=PostingState.POSTED if kind == "given back" else None,
        is_pumped=True,
    )
    if is_captured or kind in ("tried again", "in hand"):
        status = "voided" if is_back or kind == "tried again" else "captured"
        charge = Charge(charge_id, payment_id, amount + FEE, status)
        world.listed.append(Settled(charge, at - timedelta(seconds=1)))
    if is_captured:
        _tell(world, "payment", identity, amount, PostingState(posting), at)
    if kind == "given back":
        _tell(world, "void", identity, amount, PostingState.POSTED, at)


def _tell(world, op, identity, amount, state, at):
    reference = reference_of(op[0].upper(), identity)
    recorded = world.recorded[str(identity)]
    effective = at.astimezone(ZONE).date()
    posting = Posting(reference, op, recorded.account_number, amount, effective, Way.CARD)
    is_posted = state is PostingState.POSTED
    posted_at = at + timedelta(minutes=1) if is_posted else None
    world.told[reference] = Told(posting, recorded.payment_id, recorded.confirmation, state, posted_at, posted_at)
    world.found[reference] = Item(reference, amount, effective) if is_posted else None
