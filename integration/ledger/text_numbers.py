"""Numbers that turned out to take no texts, as the phone company told it; forgotten once a text arrives there."""

from sqlalchemy import Connection, delete, select

from integration.calling.marks import Mark, Marked
from integration.ledger.tables import text_numbers
from integration.ledger.upsert import insert_or_change


def mark(connection: Connection, number: str, told: Marked) -> None:
    """The last word stands."""
    row = {"number": number, "mark": told.mark.value, "code": told.code, "at": told.at}
    insert_or_change(connection, text_numbers, row, key=["number"], change=["mark", "code", "at"])


def unmark(connection: Connection, number: str) -> None:
    """A text came from there or arrived there."""
    connection.execute(delete(text_numbers).where(text_numbers.c.number == number))


def marked(connection: Connection, number: str) -> Marked | None:
    """None: nothing stands against it."""
    row = connection.execute(select(text_numbers).where(text_numbers.c.number == number)).first()
    return Marked(Mark(row.mark), row.code, row.at) if row else None
