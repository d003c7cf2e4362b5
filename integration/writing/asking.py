"""May this planned message leave now? The ledger's facts and what the books just said, laid before the law."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.limits import Limits
from integration.calling.may_mail import may_mail
from integration.calling.may_write import may_write
from integration.calling.question import Answer, Attempt, Question, Said, Spend, no
from integration.campaigns.accounts import Account
from integration.campaigns.asking import as_of_mail, as_of_text, question_of
from integration.campaigns.channels import Channel
from integration.clock import today_at
from integration.dialling.asking import Asking, still_owed
from integration.ledger import consents, promises, text_numbers, text_sends
from integration.ledger.campaign_accounts import Accounts
from integration.ledger.planned_messages import Written
from integration.model import Balance as Live
from integration.texting.asking import LOOKS_BACK


class MayLeave:
    """The questions of one biller."""

    def __init__(self, biller: Biller, limits: Limits) -> None:
        self._biller = biller
        self._limits = limits
        self._asking = Asking(biller, limits)

    def account(self, connection: Connection, message: Written, now: datetime) -> Account | None:
        """The account as it stands now; None where it has no bill any more."""
        known = self._asking.known(connection, now)
        found = Accounts(connection, self._biller, now, known).some([message.account_number])
        return found.get(message.account_number)

    def answer(
        self, connection: Connection, message: Written, account: Account, live: Live | None, now: datetime
    ) -> Answer:
        """`live` is what RTDR just said, where it is about money."""
        question = self._question(connection, message, account, live, now)
        if message.channel is Channel.EMAIL:
            return self._of_mail(connection, message, account, question)
        return self._of_text(connection, message, account, question)

    def _of_text(self, connection: Connection, message: Written, account: Account, question: Question) -> Answer:
        if account.number.number != message.sent_to:
            return no("another_number", "the bill has another number since it was planned")
        lately = text_sends.sent_lately(connection, message.sent_to, question.at - LOOKS_BACK)
        marked = text_numbers.marked(connection, message.sent_to)
        return may_write(as_of_text(question, tuple(Attempt(at) for at in lately), marked))

    def _of_mail(self, connection: Connection, message: Written, account: Account, question: Question) -> Answer:
        if account.email.lower() != message.sent_to.lower():
            return no("another_address", "the bill has another address since it was planned")
        words = consents.of_mail(connection, message.bid, message.sent_to)
        said = tuple(Said(word.topic, word.says_yes, word.how, word.at) for word in words)
        return may_mail(as_of_mail(question, message.sent_to, said))

    def _question(
        self, connection: Connection, message: Written, account: Account, live: Live | None, now: datetime
    ) -> Question:
        topic, today = message.definition.about, today_at(self._biller.zone, now)
        question = replace(
            question_of(account, topic, self._biller, self._limits, Spend(today), now),
            promised_until=promises.promised(connection, message.bid, message.account_number, today),
        )
        if live is None:
            return question
        balance = still_owed(connection, message.bid, message.account_number, live)
        return replace(question, balance=balance, block=self._biller.block_of(live.block_code))
