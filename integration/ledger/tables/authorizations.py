"""What proves that a bank account was debited with its holder's consent: the spoken authorisation, and the notice."""

from sqlalchemy import CheckConstraint, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text

from integration.ledger.tables.base import Instant, Serial, cents, metadata

authorizations = Table(
    "authorizations",
    metadata,
    Column("payment_id", String(36), ForeignKey("payments.payment_id"), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("call_sid", String(40), nullable=False),
    Column("language", String(5), nullable=False),
    Column("words", Text, nullable=False),  # exactly what was read to the payer
    Column("payer", String(100), nullable=False),
    Column("account_kind", String(10), nullable=False),  # checking | savings
    Column("ending", String(4), nullable=False),  # of the bank account; no more of it is known here
    cents("total_cents", nullable=False),  # with the fee: what is debited
    Column("debit_on", Date, nullable=False),  # on or after this day
    Column("phone", String(16), nullable=False),  # the number for questions and to cancel, as it was said
    Column("answer", String(10), nullable=False),  # what the payer's words were taken for
    Column("confidence", Float),  # of the recogniser, 0 to 1; null where it gave none
    Column("at", Instant, nullable=False),
    Column("recording", String(40), nullable=False, server_default=""),  # the phone company's name of the clip
    Column("keep_until", Date, nullable=False),
    CheckConstraint("account_kind IN ('checking','savings')", name="account_kind"),
    CheckConstraint("total_cents > 0", name="total"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("payment_id", String(36), ForeignKey("payments.payment_id"), nullable=False, unique=True),
    Column("bid", String(40), nullable=False),
    Column("way", String(6), nullable=False),
    Column("sent_to", Text, nullable=False),  # an address in lines, a number in E.164, or an e-mail address
    Column("language", String(5), nullable=False),
    Column("words", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("sent_by", String(60), nullable=False, server_default=""),
    Column("keep_until", Date, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),  # by e-mail: begun, whatever became of them
    Column("next_at", Instant),  # when it is tried again; null: at once
    Column("trouble", Text, nullable=False, server_default=""),  # what stands against its way, for people
    CheckConstraint("way IN ('letter','text','email')", name="way"),
    CheckConstraint("state IN ('queued','sent')", name="state"),
    Index(None, "state", "way"),
)
