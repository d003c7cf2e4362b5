"""One biller's day: gateway, ledger and books are asked, compared, and what was found is kept.

Nothing is moved and nothing is settled here. A charge that we had given up is handed to the look-up, which asks the
gateway once more and captures by its own rule.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from integration.billers import Biller
from integration.errors import Trouble
from integration.ledger import orders, payments, reconciled
from integration.ledger.days import bounds
from integration.ledger.reconciled import Recorded, Span, Told
from integration.masking import last_four
from integration.model import Balance, PaymentState, PostingState, Settled
from integration.money import ZERO, Money
from integration.owing import OwnPayment
from integration.reconciling import balances, items
from integration.reconciling.asking import Asking
from integration.reconciling.charges import Charges
from integration.reconciling.differences import Difference
from integration.reconciling.report import Report, Sum

if TYPE_CHECKING:
    from integration.site import Site


@dataclass(frozen=True)
class Found:
    """What one comparison came to."""

    differences: list[Difference]
    not_known: list[str]


class Day:
    """Reconciles one day, by the biller's own date, for as long as `keeps_going` says."""

    def __init__(self, site: "Site", biller: Biller, day: date, keeps_going: Callable[[], bool] = lambda: True) -> None:
        self._site, self._biller, self._day = site, biller, day
        self._span = Span(*bounds(day, biller.zone))
        self._asking = Asking(site.clock, keeps_going)

    def reconcile(self) -> Report:
        """The report. A system that does not answer makes it incomplete; the others are compared all the same."""
        mine = self._of_day()  # before the gateway is asked: what is captured later is not expected in its list
        listed, not_known = self._listed()
        charges, unasked = self._charges(mine, listed) if not not_known else (None, [])
        told, in_books = self._books()
        return Report(
            bid=self._biller.bid,
            day=self._day,
            charged=_sum(one.charge.amount for one in listed if self._is_kept_of_day(one)),
            captured=_sum(one.agreed for one in mine.values() if self._span.holds(one.captured_at)),
            posted=_sum(told_amount(one) for one in told if _is_posted(one) and one.posting.op != orders.CREDIT),
            differences=(
                *(charges.differences() if charges else ()),
                *items.untold(mine.values()),
                *in_books.differences,
            ),
            not_known=(*not_known, *unasked, *in_books.not_known),
            looked_at_again=tuple(charges.found_again() if charges else ()),
        )

    def _of_day(self) -> dict[str, Recorded]:
        with self._site.database.read() as connection:
            return reconciled.of_day(connection, self._biller.bid, self._span)

    def _listed(self) -> tuple[list[Settled], list[str]]:
        """The gateway's lists of every UTC day that touches ours: two of them, or three where a zone is odd."""
        first, last = self._span.begins.date(), (self._span.ends - timedelta(microseconds=1)).date()
        listed = list[Settled]()
        try:
            for ahead in range((last - first).days + 1):
                listed += self._site.gateway(self._biller.bid).settled(first + timedelta(days=ahead))
        except Trouble as trouble:
            return [], [f"the gateway's charges: {trouble}"]
        return listed, []

    def _charges(self, mine: Mapping[str, Recorded], listed: list[Settled]) -> tuple[Charges, list[str]]:
        references = {one.charge.reference for one in listed}
        with self._site.database.read() as connection:
            known = reconciled.named(connection, references)
        gateway = self._site.gateway(self._biller.bid)
        unlisted = {name: UUID(name) for name in mine if name not in references}
        looked_up = self._asking.each(unlisted, gateway.look_up, lambda name: f"the charge of payment {name}")
        recorded = {**mine, **known}
        now, zone = self._site.clock.now(), self._biller.zone
        charges = Charges(self._biller.bid, zone, self._span, now, listed, recorded, looked_up.found)
        return charges, looked_up.not_known

    def _books(self) -> tuple[list[Told], Found]:
        told = self._told()
        by_balance = self._by_balances(told)
        if not self._biller.cayenta.lookup:
            return told, by_balance
        by_item = self._by_items(told)
        differences = by_item.differences + by_balance.differences
        return told, Found(differences, by_item.not_known + by_balance.not_known)

    def _told(self) -> list[Told]:
        with self._site.database.read() as connection:
            return reconciled.told_of(connection, self._biller.bid, self._span)

    def _by_items(self, told: list[Told]) -> Found:
        books = self._site.books(self._biller.bid)
        postings = {one.posting.reference: one.posting for one in told}
        answers = self._asking.each(postings, books.item, lambda reference: f"the item {reference}")
        judged = items.as_judged(told, self._told(), answers.found)
        return Found(list(items.compare(judged, answers.found, self._biller.zone)), answers.not_known)

    def _by_balances(self, told: list[Told]) -> Found:
        """Of the accounts that were told of a payment. Where items can be asked for, only what is there twice."""
        posted = {one.payment_id: one for one in told if one.posting.op == orders.PAYMENT and _is_posted(one)}
        accounts = {one.posting.account_number: one.posting.account_number for one in posted.values()}
        books = self._site.books(self._biller.bid)
        answers = self._asking.each(
            accounts, books.balance, lambda number: f"the balance of account {last_four(number)}"
        )
        differences = list[Difference]()
        for balance in answers.found.values():
            own = self._own(balance)
            differences += balances.twice(balance, own, posted)
            if not self._biller.cayenta.lookup:
                differences += balances.hidden(balance, own, posted)
        return Found(differences, answers.not_known)

    def _own(self, balance: Balance) -> list[OwnPayment]:
        with self._site.database.read() as connection:
            return payments.of_account(connection, self._biller.bid, balance.account_number, self._span.begins)

    def _is_kept_of_day(self, one: Settled) -> bool:
        return self._span.holds(one.made_at) and one.charge.status == PaymentState.CAPTURED.value


def keep(site: "Site", report: Report, who: str) -> None:
    """Write the report down, and hand to the look-up what we had given up and the gateway did charge."""
    now = site.clock.now()
    with site.database.write() as connection:
        for payment_id in report.looked_at_again:
            payments.look_once_more(connection, UUID(payment_id), now)
        reconciled.keep(
            connection,
            report.bid,
            report.day.isoformat(),
            whole=not report.not_known,
            detail=json.dumps(report.as_json(), ensure_ascii=False),
            who=who,
            now=now,
        )


def _is_posted(one: Told) -> bool:
    return one.state is PostingState.POSTED


def told_amount(one: Told) -> Money:
    """What it did to the books: a void and a returned check take a payment back."""
    return -one.posting.amount if one.posting.op in (orders.VOID, orders.RETURN) else one.posting.amount


def _sum(amounts: Iterable[Money]) -> Sum:
    all_of_them = list(amounts)
    return Sum(len(all_of_them), sum(all_of_them, ZERO))
