"""What is to be paid on another day: scheduled payments, and promises."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from integration.ledger.tables.base import Instant, cents, metadata

AUTOMATIC = text("enrolment <> ''")

schedules = Table(
    "schedules",
    metadata,
    Column("schedule_id", String(36), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("invoice_number", String(60), nullable=False),
    Column("call_sid", String(40), nullable=False),  # of an automatic payment, its enrolment's reference
    Column("attempt", Integer, nullable=False),  # from 1 in its call or under its enrolment
    Column("pays", String(10), nullable=False),  # all | past_due | other
    cents("amount_cents", nullable=False),  # the most that is charged for the bill, without the fee
    cents("fee_cents", nullable=False),
    Column("day", Date, nullable=False),  # the biller's own date
    Column("state", String(12), nullable=False),
    Column("reference", String(20), nullable=False),  # read to the payer
    Column("token_sealed", Text, nullable=False),  # encrypted; '' once it is of no more use
    Column("card_ending", String(4), nullable=False),
    Column("consent", Text, nullable=False, server_default=""),  # JSON: what was agreed to, element by element
    Column("payment_id", String(36), ForeignKey("payments.payment_id")),  # once it was taken up
    Column("why", Text, nullable=False, server_default=""),  # the last result, in a sentence
    Column("opened_at", Instant, nullable=False),
    Column("agreed_at", Instant),
    Column("ended_at", Instant),
    Column("next_at", Instant),  # when it is taken up (again); null once it has ended
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("enrolment", String(20), nullable=False, server_default=""),  # whose automatic payment; '': chosen in a call
    UniqueConstraint("bid", "reference"),
    UniqueConstraint("call_sid", "attempt"),
    CheckConstraint("amount_cents > 0 AND fee_cents >= 0", name="amounts"),
    CheckConstraint(
        "state IN ('offered','open','taken','charged','not_needed','failed','cancelled','dropped')", name="state"
    ),
    CheckConstraint("token_sealed = '' OR state IN ('offered','open','taken')", name="token"),
    Index(None, "bid", "account_number", "state"),
    Index(None, "state", "next_at"),
    Index(  # a bill is charged automatically once
        "ix_schedules_automatic",
        *("bid", "account_number", "invoice_number"),
        unique=True,
        sqlite_where=AUTOMATIC,
        postgresql_where=AUTOMATIC,
    ),
)

promises = Table(
    "promises",
    metadata,
    Column("promise_id", String(36), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("call_sid", String(40), nullable=False),
    cents("amount_cents", nullable=False),
    Column("day", Date, nullable=False),  # the last day on which it is kept, the biller's own date
    cents("owed_cents", nullable=False),  # when it was made
    Column("state", String(12), nullable=False),
    Column("why", Text, nullable=False, server_default=""),  # by what it was judged
    Column("made_at", Instant, nullable=False),
    Column("judged_at", Instant),
    CheckConstraint("amount_cents > 0", name="amount"),
    CheckConstraint("state IN ('open','kept','broken','replaced')", name="state"),
    Index(None, "bid", "account_number", "state"),
    Index(None, "state", "day"),
)
