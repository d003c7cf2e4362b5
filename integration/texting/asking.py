"""May this number be written to? The ledger's facts, laid before the rules of `integration.calling`.

A campaign's text is asked more: `integration.writing.asking`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.limits import Limits, limits_of
from integration.calling.may_write import may_still_write
from integration.calling.numbers import facts_of
from integration.calling.question import Answer, Attempt, Said, Spend
from integration.calling.text_question import TextQuestion
from integration.clock import today_at
from integration.ledger import consents, text_numbers, text_places, text_sends
from integration.ledger.texts import Text

LOOKS_BACK = timedelta(days=31)  # no cap counts over more


def may_send(connection: Connection, biller: Biller, limits: Limits, text: Text, now: datetime) -> Answer:
    """Whether this text may leave now; the bill was asked about by whoever wrote it down.

    `limits` are the biller's, made once: what they know of open hours takes a second to work out.
    """
    question = _question(connection, biller, limits, text.to, text.topic, now)
    if text.asked_for:
        return may_still_write(replace(question, asked_for=True))
    lately = text_sends.sent_lately(connection, text.to, now - LOOKS_BACK, but=text.why)
    address = text_places.address_of(connection, biller.bid, text.why)
    return may_still_write(replace(question, address=address, attempts=tuple(Attempt(at) for at in lately)))


def may_be_sent_on_request(connection: Connection, biller: Biller, number: str, topic: str, now: datetime) -> Answer:
    """Whether a caller who asks for a text about this topic can have it on this number (E.164)."""
    question = _question(connection, biller, limits_of(biller.calling), number, topic, now)
    return may_still_write(replace(question, asked_for=True))


def _question(
    connection: Connection, biller: Biller, limits: Limits, number: str, topic: str, now: datetime
) -> TextQuestion:
    words = consents.of_biller(connection, biller.bid, number)
    return TextQuestion(
        at=now,
        topic=topic,
        number=facts_of(number),
        address=None,  # what was asked for goes at any hour, wherever it is
        zone=biller.zone,
        limits=limits,
        spend=Spend(today_at(biller.zone, now)),
        said=tuple(Said(word.topic, word.says_yes, word.how, word.at) for word in words),
        marked=text_numbers.marked(connection, number),
    )
