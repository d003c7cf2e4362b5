"""The texts outbox: what is to be written to whom, put there in the transaction of whatever it tells of.

The row is there before the phone company hears of it; `ivr work` sends it (`integration.texting`), or says why not.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection

from integration.ledger.tables import texts
from integration.ledger.upsert import insert_once

TEXTS_NAMESPACE = uuid5(NAMESPACE_URL, "urn:ivr:text")


class TextState(StrEnum):
    """The life of a text: ready -> sending -> sent -> delivered | failed; sending -> unsure, which is looked up."""

    READY = "ready"
    SENDING = "sending"  # committed before the request leaves: the phone company may have it
    UNSURE = "unsure"  # nobody told us whether it has: looked up, never sent again blind
    SENT = "sent"  # it has it
    FAILED = "failed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Text:
    """One text to be written: never the account number, never the balance.

    `words` is the key of its words in `prompts/texts/`, `values` what stands in their braces: cents, ISO dates, text.
    `why` is the call or the payment that it is about. `asked_for` says that the person asked for this very text just
    now, by a key or a word: then that is its consent, and it goes at any hour.
    """

    bid: str
    to: str  # E.164
    topic: str
    words: str
    language: str
    why: str
    at: datetime
    values: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    asked_for: bool = False
    apart: str = ""

    def text_id(self) -> UUID:
        """The same words about the same thing to the same number are the same text, however often they are put."""
        return text_id_of(self.bid, self.why, self.words, self.to, self.apart)


def text_id_of(bid: str, why: str, words: str, to: str, apart: str = "") -> UUID:
    """The same of a text that is not there yet."""
    same = f"{bid}:{why}:{words}:{to}"
    return uuid5(TEXTS_NAMESPACE, f"{same}:{apart}" if apart else same)


def put(connection: Connection, text: Text) -> None:
    """Have it sent, once: a text that is there already stays as it is."""
    row = {
        "text_id": str(text.text_id()),
        "bid": text.bid,
        "number": text.to,
        "topic": text.topic,
        "words": text.words,
        "filled": json.dumps(dict(text.values), ensure_ascii=False),
        "language": text.language,
        "cause": text.why,
        "asked_for": text.asked_for,
        "state": TextState.READY.value,
        "created_at": text.at,
        "next_at": text.at,
    }
    insert_once(connection, texts, row, key=["text_id"])
