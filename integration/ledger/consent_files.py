"""Files of consent, each imported once: what comes again adds nothing to a register that is only ever added to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from integration.ledger.consents import Word, note_all, of_mail, of_numbers
from integration.ledger.tables import consent_files
from integration.ledger.upsert import insert_once
from integration.mailboxes import is_mailbox

NUMBERS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """A file by its SHA-256: who imported it when."""

    bid: str
    digest: str
    who: str
    at: datetime


def import_once(connection: Connection, file: ConsentFile, words: Sequence[Word]) -> int:
    """Add the words that the register has not to the letter, in their order; how many. None of a file that was there.

    A word without an instant of its own is said now, so it is the whole file by which a repeat of it is known.
    """
    row = {"bid": file.bid, "digest": file.digest, "who": file.who, "at": file.at}
    if not insert_once(connection, consent_files, row, key=("bid", "digest")):
        return 0
    there = Counter(_there(connection, file.bid, words))
    new = []
    for word in words:
        if there[word]:
            there[word] -= 1
        else:
            new.append(word)
    note_all(connection, new)
    return len(new)


def imported(connection: Connection, bid: str, digest: str) -> ConsentFile | None:
    """Who imported a file before; None where nobody did."""
    this = (consent_files.c.bid == bid) & (consent_files.c.digest == digest)
    row = connection.execute(select(consent_files).where(this)).first()
    return None if row is None else ConsentFile(row.bid, row.digest, row.who, row.at)


def _there(connection: Connection, bid: str, words: Sequence[Word]) -> Iterator[Word]:
    """What the register has of the same numbers and mailboxes."""
    numbers = sorted({word.number for word in words if not is_mailbox(word.number)})
    for first in range(0, len(numbers), NUMBERS_AT_ONCE):
        yield from of_numbers(connection, bid, numbers[first : first + NUMBERS_AT_ONCE])
    for address in sorted({word.number for word in words if is_mailbox(word.number)}):
        yield from of_mail(connection, bid, address)
