"""Each act of the API happens once for its idempotency key: the act and the answer to it are one transaction.

The key's row is written first. Of two requests that arrive together the second waits for the first one's commit at the
UNIQUE (bid, key), and then finds its answer, or nothing at all if the first was undone.

What takes many transactions (the plan of a million calls) is begun by a row with a lease, and ended by the answer in
its last one: a repeat meanwhile is told to come again, and takes over from one that died.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select, update

from integration.errors import Refused, Unavailable
from integration.ledger.tables import api_acts
from integration.ledger.upsert import insert_once

LEASE_S = 600.0  # a million accounts are planned in a tenth of it


@dataclass(frozen=True, slots=True)
class Act:
    """What is asked with which idempotency key; `digest` is of all that is asked, `key_id` says whose key asked it."""

    bid: str
    key: str
    key_id: str
    digest: str


class KeyUsed(Refused):
    """The idempotency key was used before, with another request or by another person."""


class StillAtIt(Unavailable):
    """The same request came before, and somebody is at it."""


def once(connection: Connection, act: Act, now: datetime, do: Callable[[Connection], str]) -> str:
    """What `do` answers, in this transaction; a repeat gets the first one's answer. Raises KeyUsed, StillAtIt."""
    known = begin(connection, act, now)
    if known:
        return known
    answer = do(connection)
    end(connection, act, answer, now)
    return answer


def begin(connection: Connection, act: Act, now: datetime) -> str:
    """The answer that it had before, or '': from the commit on it is to be done by whoever called this.

    Raises KeyUsed, StillAtIt.
    """
    until = _until(now)
    row = {"bid": act.bid, "key": act.key, "digest": act.digest, "key_id": act.key_id, "at": now, "lease_until": until}
    if insert_once(connection, api_acts, row, key=("bid", "key")):
        return ""
    known = connection.execute(select(api_acts).where(*_mine(act)).with_for_update()).one()
    if (known.digest, known.key_id) != (act.digest, act.key_id):
        raise KeyUsed("this idempotency key was used with another request; expected a new key, or the same request")
    if known.answer:
        return str(known.answer)
    if known.lease_until > now:
        raise StillAtIt("the same request came before and is being done")
    connection.execute(update(api_acts).where(*_mine(act)).values(lease_until=until))
    return ""


def end(connection: Connection, act: Act, answer: str, began: datetime) -> None:
    """It was done, in this transaction. StillAtIt where it took so long that somebody else has begun it anew."""
    done = update(api_acts).where(*_mine(act), api_acts.c.lease_until == _until(began))
    if connection.execute(done.values(answer=answer, lease_until=None)).rowcount != 1:
        raise StillAtIt("somebody else has taken it over")


def let_go(connection: Connection, act: Act, began: datetime) -> None:
    """It was refused: a mended request may use the same key."""
    mine = (*_mine(act), api_acts.c.answer == "", api_acts.c.lease_until == _until(began))
    connection.execute(delete(api_acts).where(*mine))


def _until(began: datetime) -> datetime:
    return began + timedelta(seconds=LEASE_S)


def _mine(act: Act) -> tuple[ColumnElement[bool], ...]:
    return api_acts.c.bid == act.bid, api_acts.c.key == act.key
