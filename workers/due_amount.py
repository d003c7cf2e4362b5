"""What a scheduled payment may charge on its day: pure rules over what the biller's system says then."""

from dataclasses import dataclass
from datetime import date

from integration.bill_terms import expiry_of, partial_of
from integration.billers import Biller
from integration.model import Bill, Block, Way
from integration.money import ZERO, Money
from integration.owing import Owing
from integration.planned import ScheduleState


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed to: so much, chosen in a call; or, `is_automatic`, the whole of that bill and nothing ahead.

    `promised` is the day by which the payer has promised to pay, `arranged` says that the staff have agreed with him,
    `is_chosen_too` that he has chosen a day for the same bill himself.
    """

    amount: Money
    invoice_number: str
    is_automatic: bool = False
    arranged: bool = False
    promised: date | None = None
    is_chosen_too: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`amount` may be charged; or it ends in `state`; or, with neither, it waits. `why` is a sentence."""

    amount: Money = ZERO
    state: ScheduleState | None = None
    why: str = ""


def judged(
    biller: Biller, bill: Bill | None, block: Block | None, owing: Owing, agreed: Agreed, today: date
) -> Verdict:
    """Never more than was agreed to, and never more than is owed then, unless the payer chose to pay ahead.

    `block` None: nobody knows, so it waits.
    """
    called_off = _called_off(biller, bill, agreed) if agreed.is_automatic else ""
    if called_off:
        return Verdict(state=ScheduleState.CANCELLED, why=called_off)
    why_not = _closed(biller, bill, block, today)
    if why_not:
        return Verdict(state=ScheduleState.FAILED, why=why_not)
    if block is None:
        return Verdict(why="the biller's system did not tell whether the account is blocked")
    if owing.unsure:
        return Verdict(why="another payment of this account is still being checked")
    return _of_what_is_owed(biller, bill, owing.owed, agreed)


def _of_what_is_owed(biller: Biller, bill: Bill | None, owed: Money, agreed: Agreed) -> Verdict:
    if biller.payments.prepay and not agreed.is_automatic:
        return Verdict(agreed.amount)
    if owed <= ZERO:
        return Verdict(state=ScheduleState.NOT_NEEDED, why="nothing was owed")
    amount = min(agreed.amount, owed)
    why = _out_of_bounds(biller, bill, amount, owed, agreed)
    return Verdict(state=ScheduleState.FAILED, why=why) if why else Verdict(amount)


def _out_of_bounds(biller: Biller, bill: Bill | None, amount: Money, owed: Money, agreed: Agreed) -> str:
    """Why this amount is not taken; '' where it is. In a call the largest one was asked about when it was chosen."""
    if agreed.is_automatic and amount > biller.payments.maximum:
        return f"{amount.plain()} is more than this line takes at once, {biller.payments.maximum.plain()}"
    takes_parts = biller.payments.partial if bill is None else partial_of(biller, bill).value
    if not takes_parts and amount < owed:
        return f"{owed.plain()} is owed, and this biller takes no part of it; {agreed.amount.plain()} was agreed to"
    return ""


def _called_off(biller: Biller, bill: Bill | None, agreed: Agreed) -> str:
    """Why a bill is not to be charged automatically; '' where it is."""
    if not biller.later.autopay_run:
        return "enrolled accounts are not charged here any more"
    if bill is not None and bill.invoice_number != agreed.invoice_number:
        return f"bill {bill.invoice_number} has taken its place"
    if agreed.arranged:
        return "the account is under an arrangement"
    if agreed.is_chosen_too and biller.payments.prepay:  # what is chosen is then charged whatever is owed
        return "the payer has chosen a day for this bill"
    return f"the payer has promised to pay by {agreed.promised}" if agreed.promised else ""


def _closed(biller: Biller, bill: Bill | None, block: Block | None, today: date) -> str:
    """Why nothing may be paid by card on this account; '' where it may."""
    if bill is None:
        return "the account has no bill any more"
    if block is not None and block.forbids(Way.CARD):
        return f"the account takes no card: block {block.value}"
    if Way.CARD not in biller.payments.ways:
        return "the biller takes no cards any more"
    expires = expiry_of(biller, bill).value
    if expires is not None and expires < today:
        return f"the bill could be paid until {expires}"
    return ""
