"""The register of consent laid before the questions of `integration.calling`: what was said, and who is never rung.

A no whose means is one of `DoNotCall` (a list of the biller's, a death, a number that changed hands) is more than a
person's word about a topic: no yes of any kind opens the number again.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select

from integration.calling.question import DoNotCall, Said
from integration.ledger.tables import consents

NEVER = frozenset(each.value for each in DoNotCall)
NONE: frozenset[DoNotCall] = frozenset()


class Registered(NamedTuple):
    """Of one number: `said` in the order in which it was written down."""

    said: tuple[Said, ...] = ()
    do_not_call: frozenset[DoNotCall] = NONE


NOTHING = Registered()


def registered(connection: Connection, bid: str, numbers: Sequence[str]) -> dict[str, Registered]:
    """By number, what the biller's register has of it; numbers of which nothing was said are not in it."""
    words: dict[str, list[Said]] = {}
    never: dict[str, frozenset[DoNotCall]] = {}
    for number, topic, says, how, at in connection.execute(_words_of(), {"of_bid": bid, "numbers": numbers}).all():
        words.setdefault(number, []).append(Said(topic, says == "yes", how, at))
        if says != "yes" and how in NEVER:
            never[number] = never.get(number, NONE) | {DoNotCall(how)}
    return {number: Registered(tuple(said), never.get(number, NONE)) for number, said in words.items()}


@cache  # asked before each call; making it takes longer than running it
def _words_of() -> Select[Any]:
    columns = (consents.c.number, consents.c.topic, consents.c.says, consents.c.how, consents.c.at)
    theirs = consents.c.number.in_(bindparam("numbers", expanding=True))
    return select(*columns).where(consents.c.bid == bindparam("of_bid"), theirs).order_by(consents.c.id)
