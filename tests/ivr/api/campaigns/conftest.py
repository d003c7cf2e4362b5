"""A biller of twenty accounts in Georgia, and people with keys of their own."""

import json
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import select

from integration.intake.keys import SCOPES, ApiKey, Minted
from integration.ledger import api_keys
from integration.ledger.tables import audit
from tests.bench.million import NOW
from tests.ivr.commands.test_campaign import TERMS
from tests.ivr.georgia import fill
from tests.ivr.line import open_line

ACCOUNTS = 20
PATH = "/api/v1/campaigns"
NOVEMBER = {
    "name": "november",
    "bid": "1368",
    "kind": "upcoming",
    "calendar": {"first": "2026-11-23", "last": "2026-11-24"},
}


@dataclass
class Person:
    """Somebody with a key. `do` is an act with an idempotency key of its own unless one is given."""

    line: object
    name: str
    token: str

    def headers(self, key=None):
        return {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})

    def look(self, path="", **query):
        return self.line.app.test_client().get(f"{PATH}{path}", query_string=query, headers=self.headers())

    def do(self, path="", said=None, *, key=None):
        headers = self.headers(key or str(uuid4()))
        body = None if said is None else json.dumps(said)
        return self.line.app.test_client().post(
            f"{PATH}{path}", data=body, headers=headers, content_type=body and "application/json"
        )


@pytest.fixture
def line(clock, sqlite_database):
    clock.pause((NOW - clock.now()).total_seconds())
    with open_line(clock, terms=TERMS, database=sqlite_database, houses=()) as line:
        fill(sqlite_database, ACCOUNTS)
        yield line


@pytest.fixture
def person(line):
    """`person("ann")`, with every scope unless some are named."""
    return partial(with_key, line)


def with_key(line, name, *scopes, bid="1368"):
    """Somebody with a new key of that name."""
    site = line.box.site
    minted = Minted.new(site.vault)
    scopes = frozenset(scopes or SCOPES)
    key = ApiKey(minted.key_id, bid, name, scopes, minted.fingerprint, site.clock.now(), "the clerk")
    with site.database.write() as connection:
        api_keys.add(connection, key)
    return Person(line, name, minted.token)


@pytest.fixture
def ann(person):
    return person("ann")


@pytest.fixture
def bob(person):
    return person("bob")


def audited(line):
    """Who did what to campaigns, in order."""

    with line.database.read() as connection:
        rows = connection.execute(select(audit).where(audit.c.what.startswith("campaign")).order_by(audit.c.id))
        return [(row.who, row.what) for row in rows]
