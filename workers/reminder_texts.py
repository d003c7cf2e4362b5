"""Campaigns' texts as they leave the outbox of texts: asked once more what a call is asked when it is dialled.

Hours may pass between the outbox and the telephone: by then the bill may be paid, or the campaign stopped.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.limits import Limits
from integration.calling.question import Answer, no
from integration.errors import Garbled, Refused, Unavailable
from integration.ledger import planned_messages, text_sends, unsent
from integration.ledger.planned_messages import Written
from integration.ledger.text_sends import News, Waiting
from integration.ledger.texts import TextState
from integration.model import Balance
from integration.timings import BOOKS_AGAIN_S
from integration.writing.asking import MayLeave, asks_for_money, of_its_campaign

if TYPE_CHECKING:
    from integration.site import Site


@dataclass(frozen=True, slots=True)
class Reminder:
    """A text's planned message, with what the books just said of its account; `refused` where they need not say it."""

    message: Written
    live: Balance | None = None
    refused: Answer | None = None


@dataclass
class ReminderTexts:
    """One biller's."""

    site: "Site"
    biller: Biller
    limits: Limits
    _may_leave: MayLeave = field(init=False)

    def __post_init__(self) -> None:
        self._may_leave = MayLeave(self.biller, self.limits)

    def ask(self, row: Waiting) -> Reminder | None:
        """The books, before the claim, which nothing slow may follow; None for a text of no campaign."""
        message_id = planned_messages.message_id_of(row.text.why)
        if message_id is None:
            return None
        with self.site.database.read() as connection:
            message = planned_messages.find(connection, message_id)
        return None if message is None else self._asked(message)

    def _asked(self, message: Written) -> Reminder:
        now = self.site.clock.now()
        refused = of_its_campaign(message, self.biller, now)
        if refused is not None or not asks_for_money(message):
            return Reminder(message, refused=refused)
        try:
            return Reminder(message, self.site.books(message.bid).balance(message.account_number))
        except (Unavailable, Garbled, Refused) as trouble:
            again_at = now + timedelta(seconds=BOOKS_AGAIN_S)
            return Reminder(message, refused=no("balance", f"the balance was not told: {trouble}", again_at))

    def answer(self, connection: Connection, reminder: Reminder, now: datetime) -> Answer:
        """In the transaction of the intent: a stop is heard until it commits."""
        message = planned_messages.find(connection, reminder.message.id) or reminder.message
        refused = of_its_campaign(message, self.biller, now) or reminder.refused
        if refused is not None:
            return refused
        account = self._may_leave.account(connection, message, now)
        return self._may_leave.answer(connection, message, account, reminder.live, now)


def hold_or_drop(connection: Connection, row: Waiting, message: Written, answer: Answer, now: datetime) -> None:
    """It may wait where it may be asked again before its run is over; of a campaign that rests, all that are due do."""
    why = f"{answer.rule}: {answer.reason}"
    if answer.next_at is None or not now < answer.next_at < message.expires_at:
        text_sends.tell(connection, row.text_id, News(TextState.FAILED, why), now)
        unsent.drop(connection, message.id, why, now)
    elif answer.rule == unsent.PAUSED[0]:
        unsent.hold(connection, message.campaign_id, now, until=answer.next_at)
    else:
        text_sends.wait(connection, row, next_at=answer.next_at, why=why)
