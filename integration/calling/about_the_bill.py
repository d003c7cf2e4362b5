"""Whether there is still something to ask for: only calls about money are asked these."""

from datetime import UTC, datetime, time, timedelta

from integration.calling.question import Answer, Question, no
from integration.model import Block
from integration.money import ZERO, Money


def dispute(question: Question) -> Answer | None:
    """A bill in dispute."""
    return no("dispute", "the bill is in dispute") if question.about.asks_for and question.disputed else None


def autopay(question: Question) -> Answer | None:
    """It will be paid by itself."""
    if question.about.asks_for and question.autopay and question.limits.autopay:
        return no("autopay", "the account is on automatic payment")
    return None


def promise(question: Question) -> Answer | None:
    """He has said by when he pays. It may be asked again when that day is over."""
    day = question.promised_until
    if not question.about.asks_for or day is None:
        return None
    over_at = datetime.combine(day + timedelta(days=1), time(), question.zone)
    if question.at >= over_at:
        return None
    return no("promise", f"promised to be paid by {day}", over_at.astimezone(UTC))


def block(question: Question) -> Answer | None:
    """A way to pay is closed, or nobody has asked."""
    if not question.about.asks_for or not question.limits.block or question.block is Block.NONE:
        return None
    found = "not known" if question.block is None else question.block.value
    return no("block", f"blocks on paying: {found}; expected none")


def balance_asked_within_s(question: Question) -> Answer | None:
    """Asked again at dial time. It may be rung as soon as it was asked."""
    if not question.about.asks_for:
        return None
    within = timedelta(seconds=question.limits.balance_asked_within_s)
    asked_at = question.balance.asked_at if question.balance else None
    if asked_at is not None and asked_at <= question.at <= asked_at + within:
        return None
    found = f"asked at {asked_at.isoformat()}" if asked_at else "never asked"
    reason = f"balance {found}; expected within {question.limits.balance_asked_within_s} s before the call"
    return no("balance_asked_within_s", reason, question.at)


def owed_from(question: Question) -> Answer | None:
    """The amount that the topic asks for is still owed."""
    owed = _asked_for(question)
    if owed is None or owed >= question.limits.owed_from:
        return None
    what = question.about.asks_for.replace("_", " ")
    return no("owed_from", f"{what} {owed.plain()}; expected {question.limits.owed_from.plain()} or more")


def _asked_for(question: Question) -> Money | None:
    """None for calls that ask for nothing. No past due is more than the balance: a credit may have paid it since."""
    balance = question.balance
    if not question.about.asks_for or balance is None:
        return None
    return balance.owed if question.about.asks_for == "balance" else min(balance.owed, balance.past_due or ZERO)
