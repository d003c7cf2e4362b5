"""The gateway and the ledger: each charge has its payment, each captured payment its one charge. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from integration.clock import today_at
from integration.gateway.replies import WENT_BACK
from integration.ledger.reconciled import Recorded, Span
from integration.masking import masked
from integration.model import Charge, PaymentState, Settled, UndoState
from integration.money import ZERO
from integration.reconciling.differences import Difference, Kind, Subject, subject_of

CLOCKS_APART_MIN = 5  # at midnight two clocks may write two dates for one charge
_IN_HAND = (PaymentState.INTENT, PaymentState.CHARGING)
_BEING_UNDONE = (UndoState.WANTED, UndoState.UNDOING)


@dataclass(frozen=True)
class Charges:
    """A biller's day from both sides.

    `listed` is the gateway's, of every UTC day that touches the biller's; `recorded` the ledger's payments by id;
    `looked_up` what the gateway said of those that stand in no list (None: it has none). A payment that stands in
    neither was not answered for, and nothing is said of it.
    """

    bid: str
    zone: ZoneInfo
    span: Span
    now: datetime
    listed: Sequence[Settled]
    recorded: Mapping[str, Recorded]
    looked_up: Mapping[str, Charge | None]

    def differences(self) -> list[Difference]:
        """In the order of the gateway's list, then of the ledger."""
        found = [one for reference, settled in self._of_day().items() for one in self._of_reference(reference, settled)]
        for payment_id, charge in self.looked_up.items():
            found += self._of_captured(self.recorded[payment_id], [charge] if charge else [], None)
        return found

    def found_again(self) -> list[str]:
        """Payments that we gave up and that the gateway did charge, just as agreed: their look-up is to be repeated."""
        given_up = (PaymentState.ABANDONED, PaymentState.DECLINED)
        kept = {reference: _kept([one.charge for one in settled]) for reference, settled in self._of_day().items()}
        return [
            reference
            for reference, charges in kept.items()
            if (payment := self.recorded.get(reference))
            and (payment.bid, len(charges)) == (self.bid, 1)
            and payment.state in given_up
            and charges[0].amount == payment.agreed
        ]

    def _of_day(self) -> dict[str, list[Settled]]:
        """The listed charges by reference, where a charge or its payment belongs to this day."""
        by_reference = defaultdict[str, list[Settled]](list)
        for one in self.listed:
            by_reference[one.charge.reference].append(one)
        return {
            reference: settled for reference, settled in by_reference.items() if self._is_of_day(reference, settled)
        }

    def _is_of_day(self, reference: str, settled: Sequence[Settled]) -> bool:
        payment = self.recorded.get(reference)
        ours = payment is not None and (self.span.holds(payment.captured_at) or self.span.holds(payment.undone_at))
        return ours or any(self.span.holds(one.made_at) for one in settled)

    def _of_reference(self, reference: str, settled: Sequence[Settled]) -> Iterator[Difference]:
        payment = self.recorded.get(reference)
        charges = [one.charge for one in settled]
        if payment is None:
            yield from (
                _missing_here(Subject(reference=masked(reference)), "no payment", one) for one in _kept(charges)
            )
        elif payment.bid != self.bid:  # billers may share one account at a gateway
            return
        elif payment.state is PaymentState.CAPTURED:
            made_at = {one.charge.charge_id: one.made_at for one in settled}
            yield from self._of_captured(payment, charges, made_at)
        elif not self._is_in_hand(payment):
            yield from _of_uncaptured(payment, _kept(charges))

    def _is_in_hand(self, payment: Recorded) -> bool:
        """The caller is still there, or it was a moment ago: its first look-up is not due yet."""
        due = payment.next_look_at
        return payment.state in _IN_HAND and due is not None and due > self.now

    def _of_captured(
        self, payment: Recorded, charges: Sequence[Charge], made_at: Mapping[str, datetime] | None
    ) -> Iterator[Difference]:
        if not charges:
            yield Difference(Kind.MISSING_THERE, _subject(payment), _captured(payment), "no charge")
            return
        charge = _the_one(payment, charges)
        yield from _twice(payment, charges)
        if charge.amount != payment.agreed:
            yield Difference(Kind.AMOUNT, _subject(payment), _captured(payment), _charged(charge))
        yield from self._other_day(payment, charge, made_at)
        yield from _went_back(payment, charge)

    def _other_day(
        self, payment: Recorded, charge: Charge, made_at: Mapping[str, datetime] | None
    ) -> Iterator[Difference]:
        if payment.captured_at is None or not self.span.holds(payment.captured_at):
            return
        ours = today_at(self.zone, payment.captured_at)
        if made_at is None:  # it stands in no list that touches this day
            yield Difference(Kind.DATE, _subject(payment), f"captured on {ours}", "charged on another day")
            return
        theirs, apart = made_at[charge.charge_id], abs(made_at[charge.charge_id] - payment.captured_at)
        if today_at(self.zone, theirs) != ours and apart > timedelta(minutes=CLOCKS_APART_MIN):
            there = f"charged on {today_at(self.zone, theirs)}"
            yield Difference(Kind.DATE, _subject(payment), f"captured on {ours}", there)


def _of_uncaptured(payment: Recorded, kept: Sequence[Charge]) -> Iterator[Difference]:
    ours = f"{payment.state.value}, {payment.agreed.plain()} agreed"
    yield from (_missing_here(_subject(payment), ours, charge) for charge in kept[:1])
    if len(kept) > 1:
        yield Difference(Kind.DOUBLED, _subject(payment), ours, _list_of(kept))


def _twice(payment: Recorded, charges: Sequence[Charge]) -> Iterator[Difference]:
    """More than one charge that was not given back; one that we hold and that is not listed here counts as well."""
    back = {charge.charge_id for charge in charges} - {charge.charge_id for charge in _kept(charges)}
    others = [charge for charge in _kept(charges) if charge.charge_id != payment.charge_id]
    if others and (len(_kept(charges)) > 1 or payment.charge_id not in back):
        yield Difference(Kind.DOUBLED, _subject(payment), _captured(payment), _list_of(_kept(charges)))


def _went_back(payment: Recorded, charge: Charge) -> Iterator[Difference]:
    is_back = charge.status in WENT_BACK
    if payment.undo is UndoState.UNDONE and not is_back:
        yield Difference(Kind.KEPT_THERE, _subject(payment), "given back", _charged(charge))
    elif (is_back or charge.refunded != ZERO) and payment.undo not in (UndoState.UNDONE, *_BEING_UNDONE):
        yield Difference(Kind.GIVEN_BACK_THERE, _subject(payment), _captured(payment), _charged(charge))


def _the_one(payment: Recorded, charges: Sequence[Charge]) -> Charge:
    """The charge that we hold, or else one that was not given back, or else any."""
    ours = [charge for charge in charges if charge.charge_id == payment.charge_id]
    return (ours or _kept(charges) or charges)[0]


def _kept(charges: Sequence[Charge]) -> list[Charge]:
    return [charge for charge in charges if charge.status not in WENT_BACK]


def _missing_here(subject: Subject, ours: str, charge: Charge) -> Difference:
    return Difference(Kind.MISSING_HERE, subject, ours, _charged(charge))


def _subject(payment: Recorded) -> Subject:
    return subject_of(payment.payment_id, payment.confirmation, payment.payment_id, payment.account_number)


def _captured(payment: Recorded) -> str:
    return f"{payment.agreed.plain()} captured as {payment.charge_id or '-'}"


def _charged(charge: Charge) -> str:
    back = f", of which {charge.refunded.plain()} went back" if charge.refunded != ZERO else ""
    return f"{charge.amount.plain()} {charge.status} as {masked(charge.charge_id)}{back}"


def _list_of(charges: Sequence[Charge]) -> str:
    return " and ".join(map(_charged, charges))
