"""Writes the planned texts and mails of active campaigns, each once.

A text is put into the outbox of texts in the transaction that takes it up, and `workers.texts` sends it. A mail's
intent is committed before it leaves. SMTP can look nothing up, so a mail of which nobody told what became of it is
never sent again: a reminder lost is bearable, a reminder twice is not.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from integration.billers import Biller
from integration.billers.spoken import spoken
from integration.calling.question import Answer
from integration.campaigns.accounts import Account
from integration.campaigns.channels import Channel
from integration.errors import Garbled, Refused, Unavailable
from integration.ledger import planned_messages as ledger
from integration.ledger import unsent
from integration.ledger.planned_messages import Written
from integration.ledger.texts import Text, put
from integration.mailing import End, Handed, Mail, hand_over
from integration.model import Balance
from integration.texting.words import Words
from integration.timings import BOOKS_AGAIN_S, step
from integration.writing.asking import MayLeave, asks_for_money, of_its_campaign
from integration.writing.composing import mail_of, text_of, words_of
from integration.writing.mail_ids import mail_id_of
from integration.writing.stopping import address_of
from workers.crash import Crash, Point, onward
from workers.going import KeepsGoing, always
from workers.pace import Pace

if TYPE_CHECKING:
    from integration.site import Site

WRITE_EVERY_S = 2.0
ROUND_S = 1.0  # then the campaigns are looked at anew
AT_ONCE_MAX = 20  # that are read from the ledger together
TRY_AFTER_S = (60.0, 300.0, 900.0, 3600.0)  # a mail of which the relay surely has nothing
TRIES_MAX = 5
LOST_S = 300.0  # SMTP has steps of 20 s: whoever sent it is dead by then

_log = structlog.get_logger(__name__)


def writes(biller: Biller) -> bool:
    """Whether campaigns of this biller may go by text or by e-mail."""
    return biller.texts.on or biller.mails.on


@dataclass
class Messenger:
    """One biller's texts and mails."""

    site: "Site"
    biller: Biller
    may_leave: MayLeave
    words: Words
    keeps_going: KeepsGoing = always
    crash: Crash = onward
    _paces: dict[int, Pace] = field(default_factory=dict, init=False)

    def go_on(self) -> int:
        """Write what is due, for a second or until nothing is; how many were taken up."""
        clock, taken_up = self.site.clock, 0
        self._tidy()
        with self.site.database.read() as connection:
            due = ledger.due(connection, self.biller.bid, clock.now(), AT_ONCE_MAX)
        until = clock.tick() + ROUND_S
        for message in due:
            pace = self._pace_of(message)
            if not self.keeps_going() or clock.tick() + pace.wait_s > until:
                break
            pace.take()
            self._take_up(message)
            taken_up += 1
        return taken_up

    def _tidy(self) -> None:
        """What is over or stopped is not written, and what somebody died of is never written again."""
        now = self.site.clock.now()
        while self.keeps_going() and self._take_back(now):
            pass
        with self.site.database.write() as connection:
            ledger.drop_expired(connection, self.biller.bid, now)
            ledger.lose_sight(connection, self.biller.bid, now - timedelta(seconds=LOST_S), now)

    def _take_back(self, now: datetime) -> int:
        """Some of those whose campaign was stopped; how many. Whoever writes waits for no looking."""
        with self.site.database.read() as connection:
            found = unsent.of_stopped(connection, self.biller.bid, now)
        if not found:
            return 0
        with self.site.database.write() as connection:
            return unsent.take_back(connection, found, now)

    def _pace_of(self, message: Written) -> Pace:
        if message.campaign_id not in self._paces:
            per_second = message.definition.pace.per_second
            self._paces[message.campaign_id] = Pace(self.site.clock, 1 / per_second)
        return self._paces[message.campaign_id]

    def _take_up(self, message: Written) -> None:
        """The books are asked before the claim, which nothing slow may follow: a stop is heard until it commits."""
        now = self.site.clock.now()
        kept_back = of_its_campaign(message, self.biller, now)
        if kept_back is not None:
            with self.site.database.write() as connection:
                _hold_or_drop(connection, message, kept_back, now)
            return
        try:
            live = self._live(message)
        except (Unavailable, Garbled, Refused) as trouble:
            self._put_off(message, BOOKS_AGAIN_S, f"the balance was not told: {trouble}")
            return
        mail = self._claim(message, live)
        if mail is not None:
            self.crash(Point.INTENDED)
            handed = hand_over(self.site.settings, mail, self.site.clock.now())
            self.crash(Point.ANSWERED)
            self._settle(message, handed)
            self.crash(Point.SETTLED)

    def _live(self, message: Written) -> Balance | None:
        return self.site.books(message.bid).balance(message.account_number) if asks_for_money(message) else None

    def _claim(self, message: Written, live: Balance | None) -> Mail | None:
        """The mail that is to leave once this has committed; None: a text, which does by itself, or nothing."""
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            account = self.may_leave.account(connection, message, now)
            answer = self.may_leave.answer(connection, message, account, live, now)
            if account is None or not answer.yes:
                _hold_or_drop(connection, message, answer, now)
                return None
            mail = self._begin(connection, message, account, now)
            self.crash(Point.COMMITTING)
            return mail

    def _begin(self, connection: Connection, message: Written, account: Account, now: datetime) -> Mail | None:
        language = spoken(self.biller, message.language)
        try:
            said = words_of(self.words, self.biller, message.definition, message.channel, account, language)
        except ValueError as wrong:  # an account without the day that the words tell must not keep the others waiting
            ledger.drop(connection, message, str(wrong), now)
            return None
        if message.channel is Channel.TEXT:
            if ledger.claim(connection, message, "handed", now):
                put(connection, self._text(message, said, now))
            return None
        return self._mail(message, said) if ledger.claim(connection, message, "sending", now) else None

    def _text(self, message: Written, said: str, now: datetime) -> Text:
        language, topic = spoken(self.biller, message.language), message.definition.about
        to, why = message.sent_to, message.name
        return text_of(said, bid=message.bid, to=to, topic=topic, language=language, why=why, at=now)

    def _mail(self, message: Written, said: str) -> Mail:
        stop = address_of(message.id, self.site.settings.public_base_url, self.site.vault)
        language, mail_id = spoken(self.biller, message.language), mail_id_of(message.id, self.site.vault)
        return mail_of(self.words, self.biller, said, mail_id=mail_id, to=message.sent_to, language=language, stop=stop)

    def _settle(self, message: Written, handed: Handed) -> None:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            match handed.end:
                case End.TAKEN:
                    ledger.settle(connection, message, "sent", "", now)
                case End.NOT_TAKEN if message.tries + 1 < TRIES_MAX:
                    due_at = now + timedelta(seconds=step(TRY_AFTER_S, message.tries))
                    ledger.put_back(connection, message, due_at=due_at, why=handed.why)
                case End.UNSURE:
                    ledger.settle(connection, message, "unsure", f"{handed.why}; it is not sent again", now)
                case _:
                    ledger.settle(connection, message, "failed", handed.why, now)
        _log.info("reminder_mail", bid=message.bid, message=message.id, outcome=handed.end.value)

    def _put_off(self, message: Written, by_s: float, why: str) -> None:
        with self.site.database.write() as connection:
            ledger.put_off(connection, message, due_at=self.site.clock.now() + timedelta(seconds=by_s), why=why)


def _hold_or_drop(connection: Connection, message: Written, answer: Answer, now: datetime) -> None:
    """It may wait where it may be asked again before its run is over, and not at once."""
    why = f"{answer.rule}: {answer.reason}"
    if answer.next_at is not None and now < answer.next_at < message.expires_at:
        ledger.put_off(connection, message, due_at=answer.next_at, why=why)
    else:
        ledger.drop(connection, message, why, now)
