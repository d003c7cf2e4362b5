"""Every table, column and UNIQUE constraint; the migrations make the same, and a test compares them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger as _BigInteger
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes a rowid alias (and so counts by itself) only of a column whose type is exactly INTEGER.
Serial = _BigInteger().with_variant(Integer(), "sqlite")
Cents = _BigInteger()


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without its zone, so it is given back with it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant is aware; found {value!r} without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _cents(name: str, **options: Any) -> "Column[int]":
    return Column(name, Cents, **options)


bill_files = Table(
    "bill_files",
    metadata,
    Column("version", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("file_name", String(120), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_on", Date, nullable=False),  # CREATED_DT
    Column("sequence", Integer, nullable=False),  # the `_n` of the name; 1 for the first file of a day
    Column("as_of", Instant, nullable=False),  # CREATED_DT at the biller's extract_at
    # staged -> live -> (stays live: bills of all applied versions stand, the newest bill of an account first)
    # kept: stored and not applied, older than the live one; refused and held: see `why`
    Column("state", String(12), nullable=False),
    Column("bills", Integer, nullable=False),
    _cents("total_cents", nullable=False),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),
    Column("report", Text, nullable=False, server_default="{}"),  # JSON: the same as `bills check --json`
    Column("loaded_at", Instant, nullable=False),
    UniqueConstraint("bid", "sha256"),
)

live_versions = Table(
    "live_versions",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("version", Serial, ForeignKey("bill_files.version"), nullable=False),  # bills of versions <= this are seen
    Column("switched_at", Instant, nullable=False),
)

bills = Table(
    "bills",
    metadata,
    Column("version", Serial, ForeignKey("bill_files.version"), primary_key=True, autoincrement=False),
    Column("account_number", String(30), primary_key=True),  # balance forward: one standing bill an account and file
    Column("bid", String(40), nullable=False),
    Column("account_number_custom", String(30), nullable=False),
    Column("invoice_number", String(60), nullable=False),
    Column("invoice_type", String(12), nullable=False),
    Column("bill_date", Date, nullable=False),
    Column("due_date", Date, nullable=False),
    Column("name", String(100), nullable=False),
    Column("service_address", String(100), nullable=False),
    Column("city", String(60), nullable=False),
    Column("state", String(10), nullable=False),
    Column("postal_code", String(12), nullable=False),
    Column("phone", String(30), nullable=False),
    Column("email", String(254), nullable=False),
    Column("language", String(10), nullable=False),
    _cents("balance_due_cents", nullable=False),
    _cents("past_due_cents", nullable=False),
    _cents("current_charges_cents", nullable=False),
    _cents("previous_balance_cents", nullable=False),
    _cents("payments_cents", nullable=False),
    _cents("adjustments_cents", nullable=False),
    _cents("minimum_due_cents"),
    Column("disconnect_date", Date),
    Column("expire_date", Date),
    Column("autopay", Boolean, nullable=False),
    Column("autopay_date", Date),
    Column("paperless", Boolean, nullable=False),
    Column("block_code", String(20), nullable=False),
    Column("pdf_name", String(120), nullable=False),
    Column("message", String(500), nullable=False),
    Column("detail", Text, nullable=False),  # JSON: lines and meters; read by people, never by rules
    Index(None, "bid", "account_number", "version"),
    Index(None, "bid", "account_number_custom", "version"),
)

accounts = Table(  # what RTDR last said of an account
    "accounts",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("account_number", String(30), primary_key=True),
    _cents("owed_cents", nullable=False),
    _cents("past_due_cents", nullable=False),
    Column("block_code", String(20), nullable=False),
    Column("due_date", Date),
    Column("asked_at", Instant, nullable=False),
)

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

payments = Table(
    "payments",
    metadata,
    Column("payment_id", String(36), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("invoice_number", String(60), nullable=False),
    Column("channel", String(20), nullable=False),  # phone | kiosk | obd | portal | pos | cloudstore
    Column("call_sid", String(40)),
    Column("attempt", Integer),
    Column("method", String(10), nullable=False),  # card | bank
    Column("pays", String(10), nullable=False),  # all | past_due | other
    _cents("amount_cents", nullable=False),  # the bill amount, without the fee
    _cents("fee_cents", nullable=False),
    Column("state", String(12), nullable=False),
    Column("confirmation", String(20), nullable=False),  # allotted with the intent, so that a capture cannot fail on it
    Column("token_sealed", Text, nullable=False, server_default=""),  # encrypted; '' again once it is of no more use
    Column("card_ending", String(4), nullable=False, server_default=""),
    Column("charge_id", String(80), nullable=False, server_default=""),
    Column("decline_code", String(80), nullable=False, server_default=""),
    _cents("balance_seen_cents"),  # RTDR's raw balance when the payer agreed; null when RTDR was down
    Column("opened_at", Instant, nullable=False),
    Column("charging_at", Instant),
    Column("captured_at", Instant),
    Column("settled_at", Instant),  # when an outcome was reached, whichever
    Column("in_balance_at", Instant),  # when Cayenta's balance was first seen to hold it
    Column("next_look_at", Instant),  # when an open or unknown one is looked up at the gateway
    Column("looks", Integer, nullable=False, server_default="0"),
    UniqueConstraint("bid", "confirmation"),
    UniqueConstraint("call_sid", "attempt"),
    CheckConstraint("amount_cents > 0 AND fee_cents >= 0", name="amounts"),
    Index(None, "bid", "account_number", "state"),
    Index(None, "state", "next_look_at"),
)

outbox = Table(  # reliability.md 2.3
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("op", String(12), nullable=False),
    Column("reference", String(20), nullable=False, unique=True),
    Column("business_key", String(80), nullable=False),
    Column("payment_id", String(36), ForeignKey("payments.payment_id")),
    Column("account_number", String(30), nullable=False),
    _cents("amount_cents", nullable=False),
    Column("way", String(10), nullable=False),
    Column("effective", Date, nullable=False),
    Column("invoice_type", String(4), nullable=False, server_default=""),
    Column("depends_on", Serial, ForeignKey("outbox.id")),
    Column("state", String(12), nullable=False),
    Column("token", String(36), nullable=False, server_default=""),
    Column("lease_until", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Instant),
    Column("next_at", Instant, nullable=False),
    Column("why", Text, nullable=False, server_default=""),  # the last result, in a sentence
    Column("cayenta_says", Text, nullable=False, server_default=""),  # STATUS_DESC, transNo, pid
    Column("posted_at", Instant),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("bid", "op", "business_key"),
    CheckConstraint("state IN ('ready','posting','posted','ambiguous','review','cancelled')", name="state"),
    Index(None, "bid", "state", "next_at"),
)

outbox_events = Table(  # append-only; the checkers read this
    "outbox_events",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("outbox_id", Serial, ForeignKey("outbox.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("from_state", String(12), nullable=False),
    Column("to_state", String(12), nullable=False),
    Column("token", String(36), nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "outbox_id"),
)

holds = Table(  # a biller whose pump stands still: credentials refused, a person said so
    "holds",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("why", Text, nullable=False),
    Column("since", Instant, nullable=False),
)

audit = Table(  # append-only: who did what
    "audit",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("who", String(60), nullable=False),
    Column("what", String(60), nullable=False),
    Column("bid", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "bid", "at"),
)
