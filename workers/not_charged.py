"""The payer of an automatic payment that was not made is told so by text, where texts are agreed to.

Nobody else hears it from us: whoever chose a day in a call has a reference number to ask by, and the staff have
`ivr schedules list --state failed`.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from integration.billers import Biller
from integration.billers.spoken import spoken
from integration.calling.numbers import facts_of
from integration.clock import today_at
from integration.ledger.bills import find_bill
from integration.ledger.texts import Text, put
from integration.model import Bill

TOLD_DAYS_MAX = 3  # after its day: after a weekend it still makes sense, later only the staff hear of it
TOPIC = "autopay"
WORDS = "autopay_failed"
LANGUAGE_CHARS = 2


def tell_payer(connection: Connection, biller: Biller, row: Row[Any], now: datetime) -> None:
    """Put the text in the transaction that ends the payment; whether it may be sent is asked where it leaves."""
    is_late = today_at(biller.zone, now) - row.day > timedelta(days=TOLD_DAYS_MAX)
    if not row.enrolment or not biller.texts.on or is_late:
        return
    found = find_bill(connection, row.bid, "ACCOUNT_NO", row.account_number)
    number = facts_of(found.bill.phone) if found else None
    if found is None or number is None or not number.exists:
        return
    language = _language_of(biller, found.bill)
    put(connection, Text(row.bid, number.number, TOPIC, WORDS, language, row.schedule_id, now))


def _language_of(biller: Biller, bill: Bill) -> str:
    return spoken(biller, bill.language[:LANGUAGE_CHARS].lower())
