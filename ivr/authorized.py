"""A spoken yes, kept: what was read to whom, in which words, and where the notice of it goes."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from integration.clock import today_at
from integration.ledger import authorizations, notices
from integration.ledger.authorizations import Authorization
from integration.ledger.bills import find_bill
from integration.ledger.notices import NoticeWay
from integration.ledger.tables import turns
from ivr.call import Call
from ivr.scenes.banking.lines import phone_of
from ivr.scenes.paying.lines import fee_of

TERMS_TURN, BEFORE_IT = "authorize", "pay_bank"
YES = "yes"


def keep(connection: Connection, call: Call, confidence: float | None, now: datetime) -> None:
    """The authorisation and its notice, in the transaction of the turn that follows the yes: before any charge.

    `call` stands in the turn that was answered. ValueError where it has no balance or no bill: nobody could say who
    authorised what.
    """
    if call.owed is None:
        raise ValueError(f"call {call.call_sid} authorises a debit without having heard a balance")
    given = Authorization(
        payment_id=call.payment_id(),
        bid=call.biller.bid,
        call_sid=call.call_sid,
        language=call.language,
        words=_words_read(connection, call),
        payer=call.owed.payer,
        account_kind=call.account_kind,
        ending=call.card_ending,
        total_cents=call.amount + fee_of(call),
        debit_on=today_at(call.biller.zone, now),
        phone=phone_of(call),
        answer=YES,
        confidence=confidence,
        at=now,
    )
    authorizations.write(connection, given)
    notices.queue(connection, given, *_addressed(connection, call))


def keep_recording(connection: Connection, call: Call, recording: str) -> None:
    authorizations.add_recording(connection, UUID(call.payment_id()), recording)


def _words_read(connection: Connection, call: Call) -> str:
    """The terms as they were read first, whole: what came after a miss repeats only what to say."""
    mine = turns.c.call_sid == call.call_sid
    begun = select(func.max(turns.c.number)).where(mine, turns.c.turn == BEFORE_IT).scalar_subquery()
    read = select(turns.c.said).where(mine, turns.c.turn == TERMS_TURN, turns.c.number > begun)
    said = connection.scalar(read.order_by(turns.c.number).limit(1))
    if said is None:
        raise ValueError(f"call {call.call_sid} authorises a debit whose terms were never read")
    return " ".join(json.loads(said))


def _addressed(connection: Connection, call: Call) -> tuple[NoticeWay, str]:
    found = find_bill(connection, call.biller.bid, call.biller.account.keyed, call.keyed)
    if found is None:
        raise ValueError(f"call {call.call_sid} authorises a debit for an account that has no standing bill any more")
    return notices.addressed(found.bill, call.biller.payments.bank.notice)
