"""How a payment came to us, and whether the pump tells the biller's system of it: a rule of the database itself.

POSConnect payments are recorded and never pumped, CloudStore payments are posted by hand. Whatever code runs, the
triggers keep a row of theirs out of the outbox.
"""

from collections.abc import Sequence

from sqlalchemy import Boolean, Column, Connection, MetaData, String, Table, event, insert, text

from integration.ledger.tables.base import metadata
from integration.ledger.tables.outbox import outbox
from integration.ledger.tables.payments import payments
from integration.model import CHANNELS_PUMPED

channels = Table(
    "channels",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("pumped", Boolean, nullable=False),
)

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


@event.listens_for(channels, "after_create")
def _fill(target: Table, connection: Connection, **_ways: object) -> None:
    connection.execute(insert(target), [{"channel": name, "pumped": is_so} for name, is_so in CHANNELS_PUMPED.items()])


@event.listens_for(metadata, "after_create")
def _guard(_target: MetaData, connection: Connection, *, tables: Sequence[Table], **_ways: object) -> None:
    """All tables are there by then; where only some are made anew, the others have their guards."""
    if {channels, outbox, payments} <= set(tables):
        for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
            connection.execute(text(statement))
