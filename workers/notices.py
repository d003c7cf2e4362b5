"""Sends the written notices of bank payments that go by text or by e-mail; letters are sent by people.

Whatever its way does not take, or not in time, becomes a letter: `ivr notices list` tells which, and why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from integration.billers import Biller
from integration.ledger import notice_sends, notices
from integration.ledger.notice_sends import WHO, WORDS, ByText
from integration.ledger.notices import Notice
from integration.ledger.texts import Text, TextState, put
from integration.mailing import End, Handed, Mail, hand_over
from integration.texting.words import MAILS, Words
from integration.timings import step
from workers.going import KeepsGoing, always

if TYPE_CHECKING:
    from integration.site import Site

LOOK_EVERY_S = 30.0
NO_NEWS = timedelta(hours=24)  # of a text that the phone company has: then it has arrived, as far as can be known
TRY_AFTER_S = (60.0, 300.0, 900.0, 3600.0)  # an e-mail, after one that was not surely taken
TRIES_MAX = 7  # some five hours: the payer is to have it before the debit settles

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NoticesByText:
    """Puts a text for each notice into their outbox, where `workers.texts` sends it, and sees what became of it."""

    site: "Site"

    def look(self) -> int:
        """How many went on."""
        now = self.site.clock.now()
        with self.site.database.read() as connection:
            found = notice_sends.texts_to_move(connection, now - NO_NEWS)
        ours = [each for each in found if each.notice.bid in self.site.billers]
        for each in ours:
            with self.site.database.write() as connection:
                self._go_on(connection, each, now)
        return len(ours)

    def _go_on(self, connection: Connection, found: ByText, now: datetime) -> None:
        """Whether the number may be written to is asked where the text leaves; a no there is its end, FAILED."""
        notice = found.notice
        if found.state is None and self.site.billers[notice.bid].texts.on:
            put(connection, text_of(notice, now))
        elif found.state in {None, TextState.FAILED}:
            why = found.result or "this biller writes no texts any more"
            _log.warning("notice_made_a_letter", bid=notice.bid, payment_id=notice.payment_id, why=why)
            notice_sends.make_letter(connection, notice, why, now)
        else:
            notices.mark_sent(connection, notice.id, WHO, now)


def text_of(notice: Notice, now: datetime) -> Text:
    """Nobody asked for it just now: it takes a yes to texts, and the hours."""
    return Text(
        bid=notice.bid,
        to=notice.sent_to,
        topic=WORDS,
        words=WORDS,
        language=notice.language,
        why=notice.payment_id,
        at=now,
        values={"words": notice.words, "confirmation": notice.confirmation},
    )


@dataclass(frozen=True)
class NoticesByMail:
    """Sends each until the relay has surely taken it: twice is bearable, lost is not."""

    site: "Site"
    words: Words
    keeps_going: KeepsGoing = always

    @classmethod
    def of(cls, site: "Site", keeps_going: KeepsGoing = always) -> "NoticesByMail":
        """With the words of every language in which notices go by e-mail. Misconfigured, were one missing."""
        languages = {each for biller in site.billers.values() if by_mail(biller) for each in biller.languages}
        return cls(site, Words.load(site.settings.prompts, sorted(languages), folder=MAILS), keeps_going)

    def look(self) -> int:
        """How many were tried."""
        tried = 0
        with self.site.database.read() as connection:
            due = notice_sends.mails_due(connection, self.site.clock.now())
        for notice in due:
            if not self.keeps_going():
                break
            if notice.bid in self.site.billers:
                tried += self._send(notice)
        return tried

    def _send(self, notice: Notice) -> bool:
        next_at = self.site.clock.now() + timedelta(seconds=step(TRY_AFTER_S, notice.tries))
        with self.site.database.write() as connection:
            if not notice_sends.begin(connection, notice, next_at=next_at):
                return False
        try:
            handed = hand_over(self.site.settings, self._mail(notice), self.site.clock.now())
        except ValueError as wrong:  # words that are not there must not keep the payer from his notice
            handed = Handed(End.TURNED_AWAY, str(wrong))
        with self.site.database.write() as connection:
            _settle(connection, notice, handed, self.site.clock.now())
        return True

    def _mail(self, notice: Notice) -> Mail:
        biller = self.site.billers[notice.bid]
        values = {"biller": biller.name, "person": biller.agent.number, "confirmation": notice.confirmation}
        subject, opening, closing = (
            self.words.write(notice.language, key, values) for key in ("subject", "opening", "closing")
        )
        text = f"{opening}\n\n{notice.words}\n\n{closing}\n"
        return Mail(f"notice-{notice.payment_id}", notice.sent_to, subject, text)


def by_mail(biller: Biller) -> bool:
    """Whether this biller's notices go by e-mail."""
    return biller.payments.bank.notice == "email"


def _settle(connection: Connection, notice: Notice, handed: Handed, now: datetime) -> None:
    """Told to people whatever it was, but that it was taken."""
    if handed.end is End.TAKEN:
        notices.mark_sent(connection, notice.id, WHO, now)
        return
    _log.warning("notice_not_sent", bid=notice.bid, payment_id=notice.payment_id, end=handed.end.value, why=handed.why)
    if handed.end is End.TURNED_AWAY or notice.tries + 1 >= TRIES_MAX:
        notice_sends.make_letter(connection, notice, handed.why, now)
    else:
        notice_sends.note_trouble(connection, notice, f"{handed.end.value}: {handed.why}")
