"""Texts out and in, and the numbers that turned out to take none."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String, Table, Text

from integration.ledger.tables.base import Instant, metadata

texts = Table(  # a row is there before the phone company hears of it
    "texts",
    metadata,
    Column("text_id", String(36), primary_key=True),  # derived: the same text put twice is one
    Column("bid", String(40), nullable=False),
    Column("number", String(20), nullable=False),  # E.164: to whom
    Column("topic", String(40), nullable=False),
    Column("words", String(60), nullable=False),  # the key of its words
    Column("filled", Text, nullable=False),  # what stands in the braces of the words: JSON
    Column("language", String(2), nullable=False),
    Column("cause", String(64), nullable=False),  # the call or the payment that it is about
    Column("asked_for", Boolean, nullable=False),  # the person asked for this very text just now
    Column("state", String(10), nullable=False),
    Column("body", Text, nullable=False, server_default=""),  # as it left; '' before
    Column("sid", String(34), nullable=False, server_default=""),  # the phone company's own name for it
    Column("code", String(10), nullable=False, server_default=""),  # its error code
    Column("result", Text, nullable=False, server_default=""),  # what became of it, in a sentence
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("looks", Integer, nullable=False, server_default="0"),  # since the last attempt
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),  # of a text that waits or is unsure: when it is taken up
    Column("sent_at", Instant),  # of the last attempt
    Column("settled_at", Instant),
    CheckConstraint("state IN ('ready','sending','unsure','sent','failed','delivered')", name="state"),
    Index(None, "state", "next_at"),
    Index(None, "bid", "created_at"),
    Index(None, "number", "created_at"),
    Index(None, "cause"),
    Index(None, "sid"),
)

text_numbers = Table(  # what the phone company told of a number, whoever wrote to it; gone once a text arrives there
    "text_numbers",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("mark", String(12), nullable=False),
    Column("code", String(10), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("mark IN ('landline','unreachable')", name="mark"),
)

texts_in = Table(  # the words themselves are not kept: they may be somebody's card number
    "texts_in",
    metadata,
    Column("sid", String(34), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("number", String(20), nullable=False),  # E.164: from whom
    Column("word", String(10), nullable=False),
    Column("language", String(2), nullable=False),  # of the answer
    Column("answered", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("word IN ('stop','start','help','other')", name="word"),
    Index(None, "bid", "number", "at"),
)
