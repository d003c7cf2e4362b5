"""The keys of the API, as the ledger keeps them. Each change leaves a line in the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from integration.intake.keys import ApiKey
from integration.ledger.tables import api_keys, audit


def add(connection: Connection, key: ApiKey) -> None:
    """Keep a new key."""
    row = {"key_id": key.key_id, "bid": key.bid, "name": key.name, "scopes": " ".join(sorted(key.scopes))}
    made = {"fingerprint": key.fingerprint, "added_at": key.added_at, "added_by": key.added_by}
    connection.execute(insert(api_keys).values(row | made))
    _note(connection, key, "api key added", key.added_by, key.added_at)


def revoke(connection: Connection, key: ApiKey, *, who: str, now: datetime) -> bool:
    """From the commit on nobody comes in with it; False: it was revoked before."""
    good = (api_keys.c.key_id == key.key_id) & api_keys.c.revoked_at.is_(None)
    if connection.execute(update(api_keys).where(good).values(revoked_at=now, revoked_by=who)).rowcount != 1:
        return False
    _note(connection, key, "api key revoked", who, now)
    return True


def find(connection: Connection, key_id: str) -> ApiKey | None:
    """By its id, revoked or not."""
    row = connection.execute(select(api_keys).where(api_keys.c.key_id == key_id)).first()
    return _key(row) if row is not None else None


def of_biller(connection: Connection, bid: str) -> list[ApiKey]:
    """All keys that a biller ever had, the oldest first."""
    mine = select(api_keys).where(api_keys.c.bid == bid).order_by(api_keys.c.added_at, api_keys.c.key_id)
    return [_key(row) for row in connection.execute(mine)]


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(**{**row._asdict(), "scopes": frozenset(row.scopes.split())})


def _note(connection: Connection, key: ApiKey, what: str, who: str, now: datetime) -> None:
    told = {"at": now, "who": who, "what": what, "bid": key.bid, "subject": key.key_id}
    connection.execute(insert(audit).values(told | {"detail": f"{key.name}: {' '.join(sorted(key.scopes))}"}))
