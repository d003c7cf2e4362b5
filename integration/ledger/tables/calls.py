"""Calls, their turns and works, and failed guesses."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from integration.ledger.tables.base import Instant, Serial, metadata

calls = Table(
    "calls",
    metadata,
    Column("call_sid", String(40), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("direction", String(12), nullable=False),
    Column("caller", String(40), nullable=False),  # From as Twilio sent it; '' when withheld
    Column("line", String(40), nullable=False),  # To
    Column("account_number", String(30), nullable=False, server_default=""),  # once the caller has proved it
    Column("turn", String(60), nullable=False),
    Column("number", Integer, nullable=False),  # the turn the caller is in; the only thing compare-and-set asks
    Column("state", Text, nullable=False),  # JSON of ivr.call.Call
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("result", String(20), nullable=False, server_default=""),
    Index(None, "bid", "started_at"),
    Index(None, "caller", "started_at"),
)

turns = Table(  # the transcript, and the stored answer to a repeated request
    "turns",
    metadata,
    Column("call_sid", String(40), ForeignKey("calls.call_sid"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("turn", String(60), nullable=False),
    Column(
        "heard", String(200), nullable=False
    ),  # what the caller did to get here; digits only where they are not secret
    Column("said", Text, nullable=False),  # JSON list of sentences
    Column("twiml", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ms", Integer, nullable=False),
)

works = Table(  # a Do turn in progress: who does it, until when he may
    "works",
    metadata,
    Column("call_sid", String(40), ForeignKey("calls.call_sid"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("token", String(36), nullable=False),
    Column("until", Instant, nullable=False),
)

guesses = Table(  # failed searches, counted per caller, account and line
    "guesses",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("kind", String(10), nullable=False),  # caller | account | line
    Column("key", String(64), nullable=False),  # keyed hash: a wrongly keyed number may be somebody's card
    Column("at", Instant, nullable=False),
    Index(None, "bid", "kind", "key", "at"),
)

questions = Table(  # what the desk asked the world outside in a Do turn
    "questions",
    metadata,
    Column("call_sid", String(40), ForeignKey("calls.call_sid"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the Do turn
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("asked", String(60), nullable=False),
    Column("ended", String(40), nullable=False),  # answered, or the trouble's name
    Column("ms", Integer, nullable=False),
)
