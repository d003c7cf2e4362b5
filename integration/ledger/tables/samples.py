"""Sample calls: somebody lets a campaign's words be rung to his own phone. They are no reminders and no attempts.

waiting -> calling             token, lease and intent_at are committed BEFORE the request leaves
calling -> waiting             only where nothing of the request left
calling -> done                the call ended, or was looked up and is over
calling -> unsure -> done      the answer to the request was lost: looked up by number and time, never sent again
calling, unsure -> dropped     the phone company never got it; it is not rung again: somebody may ask anew
waiting -> dropped             the law refuses at the last moment, or nobody rang it in time
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from integration.ledger.tables.base import Instant, Serial, metadata

samples = Table(
    "samples",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("campaign_id", Serial, ForeignKey("campaigns.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("bid", String(40), nullable=False),
    Column("number", String(20), nullable=False),  # E.164
    Column("place", String(2), nullable=False),  # the state or province where the phone is; '' where it was not said
    Column("language", String(2), nullable=False),
    Column("words", Text, nullable=False),  # JSON: what is heard, part by part
    Column("who", String(60), nullable=False),  # whose own phone it is: the request is the consent
    Column("asked_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("token", String(36), nullable=False, server_default=""),
    Column("lease_until", Instant),
    Column("intent_at", Instant),  # committed before the request leaves; it costs as a call from then on
    Column("call_sid", String(40), nullable=False, server_default=""),
    Column("result", String(12), nullable=False, server_default=""),  # as a reminder's: integration.campaigns.attempts
    Column("ended_at", Instant),
    Column("why", Text, nullable=False, server_default=""),
    CheckConstraint("state IN ('waiting','calling','unsure','done','dropped')", name="state"),
    Index(None, "bid", "asked_at"),
    Index(None, "bid", "intent_at"),
)
