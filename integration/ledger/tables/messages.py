"""What a campaign writes, by text or e-mail: one row for an account and a channel, there before anything leaves.

    held_out, suppressed        as of planned calls: never written
    waiting  -> handed          a text: it stands in the texts outbox since the same transaction, and that tells its end
    waiting  -> sending         an e-mail: committed before it leaves
    sending  -> sent | failed   the relay took it, or gave a clear no
    sending  -> waiting         only where the relay surely has nothing of it
    sending  -> unsure          nobody knows whether it left: never sent again
    waiting  -> dropped         not written after all: `why` is the rule (paid meanwhile, a no, expired, stopped)
    handed   -> dropped         the same of a text that stood in its outbox still, which ends there as failed

A row may be taken up as a planned call may: its run is `active`, with `expires_at` ahead, and so is its campaign.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from integration.ledger.tables.base import Instant, Serial, metadata

planned_messages = Table(
    "planned_messages",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("run_id", Serial, ForeignKey("campaign_runs.id"), nullable=False),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("channel", String(5), nullable=False),
    Column("sent_to", String(254), nullable=False),  # E.164, or an e-mail address as the bill has it
    Column("language", String(2), nullable=False),
    Column("due_at", Instant),  # not before this second; null where it is held out
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("intent_at", Instant),  # of the last try
    Column("ended_at", Instant),
    Column("stopped_at", Instant),  # when its reader said no by its link
    Column("why", Text, nullable=False, server_default=""),
    UniqueConstraint("run_id", "account_number", "channel"),
    CheckConstraint("channel IN ('text','email')", name="channel"),
    CheckConstraint(
        "state IN ('held_out','suppressed','waiting','handed','sending','sent','failed','unsure','dropped')",
        name="state",
    ),
    Index(None, "bid", "state", "due_at"),
)
