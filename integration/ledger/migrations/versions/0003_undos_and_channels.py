"""Payments given back, rows that depend on others, and the channels that are never pumped."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)
CHANNELS = {"phone": True, "kiosk": True, "obd": True, "portal": True, "pos": False, "cloudstore": False}
NEVER_PUMPED = "a payment of this channel is never pumped"
STAYS = "what the pump decides by is never changed"

_IS_NOT_PUMPED = """(NEW.payment_id IS NOT NULL OR NEW.op IN ('payment', 'void', 'return')) AND NOT EXISTS (
    SELECT 1 FROM payments JOIN channels ON channels.channel = payments.channel
    WHERE payments.payment_id = NEW.payment_id AND channels.pumped)"""
SQLITE = (
    (
        f"CREATE TRIGGER outbox_only_pumped BEFORE INSERT ON outbox WHEN {_IS_NOT_PUMPED}"
        f" BEGIN SELECT RAISE(ABORT, '{NEVER_PUMPED}'); END"
    ),
    (
        "CREATE TRIGGER outbox_stays BEFORE UPDATE OF op, payment_id ON outbox"
        " WHEN OLD.op <> NEW.op OR OLD.payment_id IS NOT NEW.payment_id"
        f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
    ),
    (
        "CREATE TRIGGER payments_stay BEFORE UPDATE OF channel ON payments WHEN OLD.channel <> NEW.channel"
        f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
    ),
    f"CREATE TRIGGER channels_stay BEFORE UPDATE ON channels BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
)
_FUNCTION = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF {wrong} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW; END $$"""
POSTGRESQL = (
    _FUNCTION.format(name="outbox_only_pumped", wrong=_IS_NOT_PUMPED, words=NEVER_PUMPED),
    "CREATE TRIGGER outbox_only_pumped BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_only_pumped()",
    _FUNCTION.format(
        name="outbox_stays",
        wrong="OLD.op <> NEW.op OR OLD.payment_id IS DISTINCT FROM NEW.payment_id",
        words=STAYS,
    ),
    (
        "CREATE TRIGGER outbox_stays BEFORE UPDATE OF op, payment_id ON outbox"
        " FOR EACH ROW EXECUTE FUNCTION outbox_stays()"
    ),
    _FUNCTION.format(name="payments_stay", wrong="OLD.channel <> NEW.channel", words=STAYS),
    "CREATE TRIGGER payments_stay BEFORE UPDATE OF channel ON payments FOR EACH ROW EXECUTE FUNCTION payments_stay()",
    _FUNCTION.format(name="channels_stay", wrong="true", words=STAYS),
    "CREATE TRIGGER channels_stay BEFORE UPDATE ON channels FOR EACH ROW EXECUTE FUNCTION channels_stay()",
)


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.add_column("outbox", sa.Column("comments", sa.String(200), server_default="", nullable=False))
    op.create_index(op.f("ix_outbox_payment_id"), "outbox", ["payment_id"])
    op.create_index(op.f("ix_outbox_depends_on"), "outbox", ["depends_on"])
    op.create_table(
        "undos",
        sa.Column("payment_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("how", sa.String(10), server_default="", nullable=False),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.Column("wanted_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT),
        sa.Column("next_look_at", INSTANT),
        sa.Column("looks", sa.Integer, server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('wanted','undoing','undone','refused')", name=op.f("ck_undos_state")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_undos_payment_id")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_undos")),
    )
    op.create_index(op.f("ix_undos_state_next_look_at"), "undos", ["state", "next_look_at"])
    channels = op.create_table(
        "channels",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("pumped", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channels")),
    )
    op.bulk_insert(channels, [{"channel": name, "pumped": pumped} for name, pumped in CHANNELS.items()])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement))
