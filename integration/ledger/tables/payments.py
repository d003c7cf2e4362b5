"""Payments: what was agreed, charged and captured."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text, UniqueConstraint

from integration.ledger.tables.base import Instant, cents, metadata

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
    Column("method", String(10), nullable=False),  # card | bank | cash | check
    Column("pays", String(10), nullable=False),  # all | past_due | other
    cents("amount_cents", nullable=False),  # the bill amount, without the fee
    cents("fee_cents", nullable=False),
    Column("state", String(12), nullable=False),
    Column("confirmation", String(20), nullable=False),  # allotted with the intent, so that a capture cannot fail on it
    Column("token_sealed", Text, nullable=False, server_default=""),  # encrypted; '' again once it is of no more use
    Column("card_ending", String(4), nullable=False, server_default=""),
    Column("charge_id", String(80), nullable=False, server_default=""),
    Column("decline_code", String(80), nullable=False, server_default=""),
    cents("balance_seen_cents"),  # RTDR's raw balance when the payer agreed; null when RTDR was down
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
