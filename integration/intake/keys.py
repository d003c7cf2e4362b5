"""Keys of the API: one biller's, good for what its scopes name. A key is shown once and kept as a fingerprint."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from integration.intake.taken import CHANNELS
from integration.vault import Vault

READ = "payments:read"
WRITE = "payments:write:"
CAMPAIGNS_READ, CAMPAIGNS_RUN, CAMPAIGNS_APPROVE = "campaigns:read", "campaigns:run", "campaigns:approve"
SCOPES = (
    READ,
    *(f"{WRITE}{channel}" for channel in CHANNELS),
    CAMPAIGNS_READ,
    CAMPAIGNS_RUN,
    CAMPAIGNS_APPROVE,
)

_ID_BYTES, _SECRET_BYTES = 8, 32
_KIND = "api key"
_TOKEN = re.compile(r"ivr_(?P<key_id>[0-9a-f]{16})_[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key. Instants are aware UTC; `revoked_at` is None while it is good.

    `name` is whose it is: where two people must agree, two keys of one name are one person.
    """

    key_id: str
    bid: str
    name: str
    scopes: frozenset[str]
    fingerprint: str = field(repr=False)
    added_at: datetime
    added_by: str
    revoked_at: datetime | None = None
    revoked_by: str = ""

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    def fits(self, token: str, vault: Vault) -> bool:
        """Whether this is the key's own text, compared in constant time, and it is not revoked."""
        return vault.recognises(_KIND, token, self.fingerprint) and self.revoked_at is None


@dataclass(frozen=True, slots=True)
class Minted:
    """A key just made. `token` is what its bearer sends; nobody can tell it again."""

    key_id: str
    token: str = field(repr=False)
    fingerprint: str = field(repr=False)

    @classmethod
    def new(cls, vault: Vault) -> Self:
        """256 random bits behind an id by which the key is found."""
        key_id = secrets.token_hex(_ID_BYTES)
        token = f"ivr_{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        return cls(key_id, token, vault.fingerprint(_KIND, token))


def id_of(token: str) -> str | None:
    """The id in a key's text; None for what cannot be one of ours."""
    found = _TOKEN.fullmatch(token)
    return found["key_id"] if found else None
