"""May this planned call be made now? The ledger's facts and what the books just said, laid before the law."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.law import topic_of
from integration.calling.limits import Limits
from integration.calling.may_ring import may_ring
from integration.calling.question import Answer, Balance, Question, Spend, no
from integration.campaigns.accounts import Account
from integration.campaigns.asking import narrowed, question_of
from integration.clock import today_at
from integration.ledger import block_codes, payments, promises, rings
from integration.ledger.campaign_accounts import Accounts
from integration.ledger.campaign_facts import Facts, facts_of_the_law
from integration.ledger.days import bounds
from integration.ledger.rings import Ring
from integration.model import Balance as Live
from integration.money import Money
from integration.owing import LAG_HOURS_MAX, by_rtdr

FACTS_S_MAX = 30.0  # so old may be what is known of all accounts together: disputes, deaths


def asks_for_money(ring: Ring) -> bool:
    """Whether the books are to be asked before."""
    return bool(topic_of(ring.definition.about).asks_for)


def spend_of(connection: Connection, biller: Biller, now: datetime) -> Spend:
    """What the calls of the biller's day have cost so far, samples too."""
    today, cost = today_at(biller.zone, now), biller.reminders.call_costs
    made = rings.made(connection, biller.bid, *bounds(today, biller.zone))
    return Spend(today, Money(made * cost.cents), cost)


@dataclass
class Asking:
    """The questions of one biller. `limits` are made once: what they know of open hours takes a second."""

    biller: Biller
    limits: Limits
    _facts: Facts | None = field(default=None, init=False)
    _facts_at: datetime | None = field(default=None, init=False)

    def answer(self, connection: Connection, ring: Ring, live: Live | None, now: datetime) -> Answer:
        """`live` is what RTDR just said, where the call is about money."""
        account = Accounts(connection, self.biller, now, self.known(connection, now)).some(
            [ring.account_number], but=ring.id
        )
        if not account:
            return no("no_bill", "the account has no bill any more")
        (found,) = account.values()
        if found.number.number != ring.number:
            return no("another_number", "the bill has another number since it was planned")
        question = self.question(connection, found, ring.definition.about, live, now)
        return narrowed(may_ring(question), found, ring.definition)

    def question(
        self, connection: Connection, account: Account, topic: str, live: Live | None, now: datetime
    ) -> Question:
        """Of an account as it stands now: what calls, texts and mails are asked alike."""
        bid, today = self.biller.bid, today_at(self.biller.zone, now)
        question = replace(
            question_of(account, topic, self.biller, self.limits, spend_of(connection, self.biller, now), now),
            promised_until=promises.promised(connection, bid, account.account_number, today),
        )
        if live is None:
            return question
        balance = still_owed(connection, bid, account.account_number, live)
        return replace(question, balance=balance, block=block_codes.block_now(connection, self.biller, live))

    def known(self, connection: Connection, now: datetime) -> Facts:
        """What the law looks at of all accounts together, as it was half a minute ago at the longest."""
        if self._facts is None or self._facts_at is None or now - self._facts_at > timedelta(seconds=FACTS_S_MAX):
            self._facts, self._facts_at = facts_of_the_law(connection, self.biller, now), now
        return self._facts


def still_owed(connection: Connection, bid: str, account_number: str, live: Live) -> Balance:
    """After a live answer: payments of ours that the books do not hold yet are paid."""
    since = live.as_of - timedelta(hours=LAG_HOURS_MAX)
    own = payments.of_account(connection, bid, account_number, since)
    owing = by_rtdr(live.owed, live.past_due, live.as_of, own)
    return Balance(owing.owed, owing.past_due, live.as_of)
