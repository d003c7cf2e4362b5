"""May this planned message leave now? The ledger's facts and what the books just said, laid before the law.

Asked when it is taken up, and of a text once more when it leaves the outbox of texts: as the dialler asks of a call.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.law import topic_of
from integration.calling.limits import Limits
from integration.calling.may_mail import may_mail
from integration.calling.may_write import may_write
from integration.calling.question import Answer, Attempt, Question, Said, no
from integration.campaigns.accounts import Account
from integration.campaigns.asking import as_of_mail, as_of_text, narrowed
from integration.campaigns.channels import Channel
from integration.dialling.asking import Asking
from integration.ledger import consents, text_numbers, text_sends
from integration.ledger.campaign_accounts import Accounts
from integration.ledger.planned_messages import Written
from integration.ledger.unsent import PAUSED, STOPPED
from integration.model import Balance as Live
from integration.texting.asking import LOOKS_BACK

PAUSED_AGAIN = timedelta(seconds=15)  # a text of a campaign that rests: so soon after `resume` it goes on
NO_BILL = no("no_bill", "the account has no bill any more")


def asks_for_money(message: Written) -> bool:
    """Whether the books are to be asked before."""
    return bool(topic_of(message.definition.about).asks_for)


def of_its_campaign(message: Written, biller: Biller, now: datetime) -> Answer | None:
    """What keeps it from leaving before the law is asked: its campaign's state, its run's end, the calendar's hours."""
    if message.campaign_state == "stopped":
        return no(*STOPPED)
    if now >= message.expires_at:
        return no("expired", "its run is over")
    if message.campaign_state != "active":
        return no(*PAUSED, now + PAUSED_AGAIN)
    hours = message.definition.calendar.hours
    if not hours.open_at(now, biller.zone):
        return no("calendar.hours", "the calendar's hours are over", hours.opens_after(now, biller.zone))
    return None


class MayLeave:
    """The questions of one biller."""

    def __init__(self, biller: Biller, limits: Limits) -> None:
        self._biller = biller
        self._asking = Asking(biller, limits)

    def account(self, connection: Connection, message: Written, now: datetime) -> Account | None:
        """The account as it stands now; None where it has no bill any more."""
        known = self._asking.known(connection, now)
        found = Accounts(connection, self._biller, now, known).some([message.account_number])
        return found.get(message.account_number)

    def answer(
        self, connection: Connection, message: Written, account: Account | None, live: Live | None, now: datetime
    ) -> Answer:
        """`live` is what RTDR just said, where it is about money."""
        if account is None:
            return NO_BILL
        question = self._asking.question(connection, account, message.definition.about, live, now)
        of_channel = self._of_mail if message.channel is Channel.EMAIL else self._of_text
        return narrowed(of_channel(connection, message, account, question), account, message.definition)

    def _of_text(self, connection: Connection, message: Written, account: Account, question: Question) -> Answer:
        if account.number.number != message.sent_to:
            return no("another_number", "the bill has another number since it was planned")
        since = question.at - LOOKS_BACK
        lately = text_sends.sent_lately(connection, message.sent_to, since, but=message.name)
        marked = text_numbers.marked(connection, message.sent_to)
        return may_write(as_of_text(question, tuple(Attempt(at) for at in lately), marked))

    def _of_mail(self, connection: Connection, message: Written, account: Account, question: Question) -> Answer:
        if account.email.lower() != message.sent_to.lower():
            return no("another_address", "the bill has another address since it was planned")
        words = consents.of_mail(connection, message.bid, message.sent_to)
        said = tuple(Said(word.topic, word.says_yes, word.how, word.at) for word in words)
        return may_mail(as_of_mail(question, message.sent_to, said))
