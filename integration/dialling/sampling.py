"""May this sample be rung now? Asked when somebody wants one, and again when it is about to leave."""

from datetime import datetime

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.limits import Limits
from integration.calling.may_sample import DAY, TOPIC, may_sample
from integration.calling.numbers import NumberFacts
from integration.calling.places import Place
from integration.calling.question import Answer, Attempt, Question
from integration.dialling.asking import spend_of
from integration.ledger import samples
from integration.ledger.register import NOTHING, registered


def answer(
    connection: Connection, biller: Biller, limits: Limits, number: NumberFacts, address: Place | None, now: datetime
) -> Answer:
    """By what the register and the ledger know of the number; `address` is where the phone is, as its owner says."""
    words = registered(connection, biller.bid, [number.number]).get(number.number, NOTHING)
    rung = samples.rung_at(connection, biller.bid, number.number, now - DAY)
    question = Question(
        at=now,
        topic=TOPIC,
        number=number,
        address=address,
        zone=biller.zone,
        limits=limits,
        spend=spend_of(connection, biller, now),
        said=words.said,
        do_not_call=words.do_not_call,
        attempts=tuple(Attempt(at) for at in rung),
    )
    return may_sample(question)
