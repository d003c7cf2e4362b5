"""What a scheduled payment may charge on its day: pure rules over what the biller's system says then."""

from dataclasses import dataclass
from datetime import date

from integration.bill_terms import expiry_of, partial_of
from integration.billers import Biller
from integration.model import Balance, Bill, Way
from integration.money import ZERO, Money
from integration.owing import Owing
from integration.planned import ScheduleState


@dataclass(frozen=True, slots=True)
class Verdict:
    """`amount` may be charged; or it ends in `state`; or, with neither, it waits. `why` is a sentence."""

    amount: Money = ZERO
    state: ScheduleState | None = None
    why: str = ""


def judged(biller: Biller, bill: Bill | None, live: Balance, owing: Owing, agreed: Money, today: date) -> Verdict:
    """Never more than was agreed to, and never more than is owed then, unless the biller lets payers pay ahead."""
    why_not = _closed(biller, bill, live, today)
    if why_not:
        return Verdict(state=ScheduleState.FAILED, why=why_not)
    if owing.unsure:
        return Verdict(why="another payment of this account is still being checked")
    if biller.payments.prepay:
        return Verdict(agreed)
    if owing.owed <= ZERO:
        return Verdict(state=ScheduleState.NOT_NEEDED, why="nothing was owed")
    amount = min(agreed, owing.owed)
    takes_parts = biller.payments.partial if bill is None else partial_of(biller, bill).value
    if not takes_parts and amount < owing.owed:
        why = f"{owing.owed.plain()} is owed, and this biller takes no part of it; {agreed.plain()} was agreed to"
        return Verdict(state=ScheduleState.FAILED, why=why)
    return Verdict(amount)


def _closed(biller: Biller, bill: Bill | None, live: Balance, today: date) -> str:
    """Why nothing may be paid by card on this account; '' where it may."""
    if bill is None:
        return "the account has no bill any more"
    block = biller.block_of(live.block_code)
    if block.forbids(Way.CARD):
        return f"the account takes no card: block {block.value}"
    if Way.CARD not in biller.payments.ways:
        return "the biller takes no cards any more"
    expires = expiry_of(biller, bill).value
    if expires is not None and expires < today:
        return f"the bill could be paid until {expires}"
    return ""
