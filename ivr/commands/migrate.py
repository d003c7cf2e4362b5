"""`ivr migrate`: the database brought to this version's tables."""

import rich_click as click

from integration.ledger import migrate as migrations
from integration.ledger.database import Database
from integration.settings import load_settings


@click.command()
@click.option("--draft", "words", metavar="WORDS", help="For those who change tables: draft the next migration.")
def migrate(words: str | None) -> None:
    """Bring the database to this version's tables. Safe to repeat, and to run on several machines at once."""
    database = Database(load_settings().database_url)
    try:
        if words:
            click.echo(migrations.draft(database, words))
            return
        before, head = migrations.upgrade(database), migrations.head()
    finally:
        database.close()
    click.echo(f"the database is at {head}; it was at {before or 'nothing'}")
