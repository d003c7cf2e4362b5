"""How Alembic meets the ledger: on the connection that `migrate` hands over, inside the transaction open there."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from integration.ledger.tables import Instant, metadata


def spelled_out(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """A migration stays as it is when `tables` changes, so it names no type of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
    render_item=spelled_out,
)
with context.begin_transaction():
    context.run_migrations()
