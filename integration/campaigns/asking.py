"""An account as "may we ring?" is asked about it: what the bill and the registers know, with nothing supposed."""

from datetime import datetime

from integration.billers import Biller
from integration.calling.limits import Limits
from integration.calling.question import Given, Question, Spend
from integration.campaigns.accounts import Account

GIVEN_BY = "the biller's bill file"


def question_of(account: Account, topic: str, biller: Biller, limits: Limits, spend: Spend, at: datetime) -> Question:
    """The question without balance and block: whoever asks tells what he knows of them."""
    return Question(
        at=at,
        topic=topic,
        number=account.number,
        address=account.address,
        zone=biller.zone,
        limits=limits,
        spend=spend,
        said=account.said,
        given=Given(GIVEN_BY, account.number_given_at),
        do_not_call=account.do_not_call,
        attempts=account.attempts,
        disputed=account.disputed,
        autopay=account.autopay,
        windows=biller.maintenance.windows,
    )
