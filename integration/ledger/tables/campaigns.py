"""Campaigns of reminder calls, their versions and runs, and the calls that are planned: the dialler's contract.

**What a dialler may do with `planned_calls`.** A row is one attempt to ring one account; it stands before any call
leaves, and the id of the call is written into it, never the other way round.

    held_out                       never rung: the share that shows what happens without a call
    suppressed                     of a dry run: never rung
    waiting -> calling             claimed: token, lease and intent_at are committed BEFORE the request leaves
    calling -> waiting             only where nothing of the request left
    calling -> done                the call ended, or was looked up and is over: `result`, `talked`, `ended_at`
    calling -> unsure              the answer to the request was lost: looked up by number and time, never sent again
    unsure  -> done                as a callback or the look-up says
    calling, unsure -> dropped     the phone company never got it; the next attempt is due at once, once in a run
    waiting -> dropped             not rung after all: `why` is the rule (paid meanwhile, opted out, expired)

A row may be claimed when its state is `waiting`, `due_at` has come, its run is `active` with `expires_at` ahead, and
its campaign is `active`: pausing and stopping change one row, never a million. The dialler asks `may_ring` again at
that moment, with the balance asked again of RTDR. A next attempt is a new row (`integration/campaigns/attempts.py`
tells when), inserted in the transaction that ends the one before; the UNIQUE on (run, account, attempt) lets it in
once. A run is a campaign on one of the biller's days, so no account is rung twice as the same attempt of a campaign.
"""

from sqlalchemy import (
    Boolean,
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
    false,
    text,
)

from integration.ledger.tables.base import Instant, Serial, metadata

_ONE_A_DAY = text("NOT is_dry AND state <> 'dropped'")
_WRONG = text("result = 'wrong_number'")
_MADE = text("intent_at IS NOT NULL")

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("name", String(60), nullable=False),
    Column("state", String(10), nullable=False),  # new -> active <-> paused -> stopped
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("bid", "name"),
    CheckConstraint("state IN ('new','active','paused','stopped')", name="state"),
)

campaign_versions = Table(  # append-only but for the approval that stands, which is only raised
    "campaign_versions",
    metadata,
    Column("campaign_id", Serial, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("definition", Text, nullable=False),  # the TOML file as it was
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(60), nullable=False),
    Column("approved_at", Instant),
    Column("approved_by", String(60), nullable=False, server_default=""),
    Column("approved_up_to", Integer, nullable=False, server_default="0"),  # accounts in a run
)

campaign_approvals = Table(  # append-only: each agreement of a second person, the raised ones too
    "campaign_approvals",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("campaign_id", Serial, ForeignKey("campaigns.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String(60), nullable=False),
    Column("up_to", Integer, nullable=False),  # accounts in a run
    Index(None, "campaign_id"),
)

campaign_runs = Table(
    "campaign_runs",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("campaign_id", Serial, ForeignKey("campaigns.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("bid", String(40), nullable=False),
    Column("day", Date, nullable=False),  # the biller's own
    Column("is_dry", Boolean, nullable=False, server_default=false()),
    Column("state", String(10), nullable=False),  # planning -> active; planning -> dropped (its planner died)
    Column("planned_at", Instant, nullable=False),
    Column("planned_by", String(60), nullable=False),
    Column("begins_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),  # nothing of it is rung from here on
    Column("counts", Text, nullable=False, server_default="{}"),  # JSON: planned, held_out, and excluded by rule
    Column("warnings", Text, nullable=False, server_default="[]"),  # JSON: sentences
    CheckConstraint("state IN ('planning','active','dropped')", name="state"),
    Index(
        "ix_campaign_runs_one_a_day",
        "campaign_id",
        "day",
        unique=True,
        sqlite_where=_ONE_A_DAY,
        postgresql_where=_ONE_A_DAY,
    ),
    Index(None, "bid", "day"),
)

planned_calls = Table(  # the contract is told above
    "planned_calls",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("run_id", Serial, ForeignKey("campaign_runs.id"), nullable=False),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("attempt", Integer, nullable=False),  # 1 is the plan's own
    Column("number", String(20), nullable=False),  # E.164
    Column("language", String(2), nullable=False),
    Column("due_at", Instant),  # not before this second; null where it is held out
    Column("state", String(10), nullable=False),
    Column("token", String(36), nullable=False, server_default=""),
    Column("lease_until", Instant),
    Column("intent_at", Instant),  # committed before the request leaves; it counts as a call from then on
    Column("call_sid", String(40), nullable=False, server_default=""),
    Column("result", String(12), nullable=False, server_default=""),  # integration.campaigns.attempts.Result
    Column("talked", Boolean, nullable=False, server_default=false()),  # somebody was spoken to
    Column("ended_at", Instant),
    Column("why", Text, nullable=False, server_default=""),
    UniqueConstraint("run_id", "account_number", "attempt"),
    CheckConstraint(
        "state IN ('held_out','suppressed','waiting','calling','done','unsure','dropped')",
        name="state",
    ),
    Index(None, "run_id", "state", "due_at"),
    Index(None, "bid", "number", "due_at"),
    Index(None, "bid", "account_number", "due_at"),
    Index("ix_planned_calls_wrong", "bid", "account_number", sqlite_where=_WRONG, postgresql_where=_WRONG),
    Index("ix_planned_calls_made", "bid", "intent_at", sqlite_where=_MADE, postgresql_where=_MADE),
)

account_marks = Table(  # append-only; the last word on an account and a mark stands
    "account_marks",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("mark", String(12), nullable=False),  # dispute | arrangement
    Column("holds", Boolean, nullable=False),
    Column("until", Date),  # its last day on the biller's wall; null where none was said
    Column("who", String(60), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("mark IN ('dispute','arrangement')", name="mark"),
    Index(None, "bid", "account_number"),
)
