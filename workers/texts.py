"""Sends the texts of the outbox, and looks for those whose answer was lost; a job names a biller and drains his texts.

The intent of each text is committed before its request leaves, so no text is ever sent again blind: what nobody told us
of is looked for by its mark, and only what the phone company has not got by then is sent once more.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.limits import Limits, limits_of
from integration.calling.question import Answer, no
from integration.clock import Clock
from integration.errors import Garbled, Unavailable
from integration.images.addresses import address_of
from integration.ledger import text_sends
from integration.ledger.database import Database
from integration.ledger.text_sends import News, Waiting
from integration.ledger.texts import TextState
from integration.model import Unsure
from integration.phone_company import NotTaken, TurnedAway
from integration.ports import Bell
from integration.texting.asking import may_send
from integration.texting.carrier import Carrier, SendOutcome, Taken
from integration.texting.composing import HIDDEN, LINK_ID, PAGE, body_of
from integration.texting.marks import mark_of
from integration.texting.news import news_of, take_in
from integration.texting.words import Words
from integration.timings import step
from workers.going import KeepsGoing, always
from workers.house import here
from workers.pace import Pace
from workers.reminder_texts import Reminder, ReminderTexts, hold_or_drop

if TYPE_CHECKING:
    from integration.site import Site

RING_EVERY_S = 2.0  # a caller who asked for a text looks at his telephone
JOB_S = 30.0  # of RQ's 60, so that the request in hand ends within them
QUIET_S = 60.0  # how long a text without an answer is left alone
LOOK_AFTER_S = (60.0, 240.0, 600.0)  # between two looks for one text
ABSENT_S = 900.0  # what the phone company has not got after this, it never got
TRY_AFTER_S = (15.0, 60.0, 300.0, 900.0)  # after "nothing was processed"
TRIES_MAX = 3  # of a text that went out and never arrived there
AGE_MAX = timedelta(hours=24)  # an older answer to a caller would only puzzle him
WAIT_MAX = timedelta(hours=72)  # of what nobody asked for: over a weekend on which no text is sent

_log = structlog.get_logger(__name__)


def ring_for_texts(database: Database, bell: Bell, clock: Clock) -> list[str]:
    """Ring every biller that has a text to be sent or looked for; those that were rung."""
    with database.read() as connection:
        bids = text_sends.billers_due(connection, clock.now())
    for bid in bids:
        bell.ring(bid)
    return bids


def write_texts(bid: str) -> None:
    """The RQ job: one biller's due texts."""
    house = here()
    site, biller = house.site, house.site.biller(bid)
    carrier = Carrier(site.settings)
    try:
        words = Words.load(site.settings.prompts, biller.languages)
        Writer(site, biller, carrier, words, limits_of(biller.calling), house.keeps_going).write()
    finally:
        carrier.close()


@dataclass
class Writer:
    """One biller's texts, for the length of one job."""

    site: "Site"
    biller: Biller
    carrier: Carrier
    words: Words
    limits: Limits
    keeps_going: KeepsGoing = always
    _reminders: ReminderTexts = field(init=False)

    def __post_init__(self) -> None:
        self._reminders = ReminderTexts(self.site, self.biller, self.limits)

    def write(self) -> int:
        """How many were taken up before nothing was due any more, or the job's time was over."""
        clock, taken_up = self.site.clock, 0
        pace = Pace(clock, 1 / self.biller.texts.per_second)
        until = clock.tick() + JOB_S
        while self.keeps_going() and clock.tick() < until:
            with self.site.database.read() as connection:
                row = text_sends.next_due(connection, self.biller.bid, clock.now())
            if row is None:
                break
            pace.take()
            self._take_up(row)
            taken_up += 1
        return taken_up

    def _take_up(self, row: Waiting) -> None:
        if row.state is not TextState.READY:
            self._look_for(row)
            return
        body = self._intend(row, self._reminders.ask(row))
        if body is not None:
            self._settle(row, self._hand_over(row, body))

    def _intend(self, row: Waiting, reminder: Reminder | None) -> str | None:
        """Its words, once its intent is committed; None where it is not sent now, or somebody else has it in hand."""
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            answer = self._answer(connection, row, reminder, now)
            if not answer.yes:
                _hold_or_give_up(connection, row, reminder, answer, now)
                return None
            try:
                body, kept = self._bodies(row)
            except ValueError as wrong:  # a text that says nothing must not keep the others waiting
                _log.error("text_without_words", bid=self.biller.bid, text_id=str(row.text_id), why=str(wrong))
                text_sends.tell(connection, row.text_id, News(TextState.FAILED, str(wrong)), now)
                return None
            return body if text_sends.intend(connection, row, body=kept, now=now, quiet_s=QUIET_S) else None

    def _bodies(self, row: Waiting) -> tuple[str, str]:
        """Its words as they leave, and as they are kept: without the link that opens a bill."""
        link_id = row.text.values.get(LINK_ID)
        if link_id is None:
            body = body_of(self.words, self.biller, row)
            return body, body
        page = address_of(str(link_id), self.site.settings.public_base_url, self.site.vault)
        bodies = [body_of(self.words, self.biller, row, {PAGE: each}) for each in (page, HIDDEN)]
        return bodies[0], bodies[1]

    def _answer(self, connection: Connection, row: Waiting, reminder: Reminder | None, now: datetime) -> Answer:
        if now - row.text.at > _age_max(row):
            return no("age", "it waited for too long")
        if not self.biller.texts.on:
            return no("texts.on", "this biller writes no texts")
        if reminder is not None:
            return self._reminders.answer(connection, reminder, now)
        return may_send(connection, self.biller, self.limits, row.text, now)

    def _hand_over(self, row: Waiting, body: str) -> SendOutcome:
        callback = f"{self.site.settings.public_base_url.rstrip('/')}/sms/status/{row.text_id}"
        from_ = self.biller.texts_from()
        return self.carrier.send(to=row.text.to, from_=from_, body=body, status_callback=callback)

    def _settle(self, row: Waiting, outcome: SendOutcome) -> None:
        now = self.site.clock.now()
        tried = replace(row, attempts=row.attempts + 1, looks=0)
        with self.site.database.write() as connection:
            match outcome:
                case Taken():
                    _hear_of(connection, tried, outcome, now)
                case TurnedAway(code=code, why=why):
                    take_in(connection, tried, News(TextState.FAILED, why, code=code), now)
                case NotTaken(why=why):
                    next_at = now + timedelta(seconds=step(TRY_AFTER_S, row.attempts))
                    text_sends.put_back(connection, tried, next_at=next_at, why=why)
                case Unsure(why=why):
                    next_at = now + timedelta(seconds=QUIET_S)
                    text_sends.look_again(connection, tried, next_at=next_at, why=why)
        _log.info("text", bid=self.biller.bid, text_id=str(row.text_id), outcome=type(outcome).__name__)

    def _look_for(self, row: Waiting) -> None:
        """A list that nobody answers with says nothing of the text."""
        since = row.sent_at or row.text.at
        try:
            held = self.carrier.find(
                to=row.text.to, from_=self.biller.texts_from(), mark=mark_of(row.text_id), since=since
            )
        except (Unavailable, Garbled) as trouble:
            _log.warning("text_not_looked_for", bid=self.biller.bid, text_id=str(row.text_id), why=str(trouble))
            self._look_again(row, str(trouble))
            return
        if held is not None:
            with self.site.database.write() as connection:
                _hear_of(connection, row, held, self.site.clock.now())
        elif self.site.clock.now() - since < timedelta(seconds=ABSENT_S):
            self._look_again(row, "the phone company has not got it yet")
        else:
            self._absent(row)

    def _look_again(self, row: Waiting, why: str) -> None:
        next_at = self.site.clock.now() + timedelta(seconds=step(LOOK_AFTER_S, row.looks))
        with self.site.database.write() as connection:
            text_sends.look_again(connection, row, next_at=next_at, why=why)

    def _absent(self, row: Waiting) -> None:
        """It never arrived there, so it is no second text that is sent now."""
        now, why = self.site.clock.now(), "the phone company never got it"
        with self.site.database.write() as connection:
            if row.attempts < TRIES_MAX:
                text_sends.put_back(connection, row, next_at=now, why=why)
            else:
                text_sends.tell(connection, row.text_id, News(TextState.FAILED, why), now)


def _hear_of(connection: Connection, row: Waiting, held: Taken, now: datetime) -> None:
    """What the phone company says of a text that it has; a word that nobody knows says that it has it."""
    known = news_of(held.status, held.sid, held.code)
    take_in(connection, row, known or News(TextState.SENT, held.status, held.sid), now)


def _age_max(row: Waiting) -> timedelta:
    return AGE_MAX if row.text.asked_for else WAIT_MAX


def _hold_or_give_up(
    connection: Connection, row: Waiting, reminder: Reminder | None, answer: Answer, now: datetime
) -> None:
    why = f"{answer.rule}: {answer.reason}"
    if reminder is not None:
        hold_or_drop(connection, row, reminder.message, answer, now)
    elif answer.next_at is not None and answer.next_at - row.text.at <= _age_max(row):
        text_sends.wait(connection, row, next_at=answer.next_at, why=why)
    else:
        text_sends.tell(connection, row.text_id, News(TextState.FAILED, why), now)
