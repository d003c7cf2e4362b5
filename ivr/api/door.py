"""The door of the API: which key knocks, whether it is good, for what, and how often in a minute."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Request

from integration.clock import Clock
from integration.intake.keys import ApiKey, Minted, id_of
from integration.ledger import api_keys
from integration.site import Site
from ivr.api.problems import Problem

REQUESTS_PER_MINUTE_MAX = 300  # of one key, in each process of `ivr serve`
MINUTE_S = 60.0
_BEARER = "bearer "


@dataclass
class Pace:
    """Lets so many requests of one key pass in any minute."""

    clock: Clock
    most: int = REQUESTS_PER_MINUTE_MAX
    _passed: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque), init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def wait_s(self, key_id: str) -> float:
        """0.0 and the request counts, or after how many seconds the next may come."""
        now = self.clock.tick()
        with self._lock:
            passed = self._passed[key_id]
            while passed and now - passed[0] >= MINUTE_S:
                passed.popleft()
            if len(passed) >= self.most:
                return MINUTE_S - (now - passed[0])
            passed.append(now)
            return 0.0


class Door:
    """Checks keys against the ledger at every request: a revoked one is refused from the next request on."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._pace = Pace(site.clock)
        self._nobody = Minted.new(site.vault).fingerprint  # compared with where there is no such key

    def let_in(self, request: Request) -> ApiKey:
        """The key that knocks. Problem 401 where it is not good, and never why; 429 where it comes too often."""
        header = request.headers.get("Authorization", "")
        token = header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""
        key = self._good(token)
        if key is None or key.bid not in self._site.billers:
            challenge = {"WWW-Authenticate": "Bearer"}
            raise Problem(HTTPStatus.UNAUTHORIZED, "key", "expected Authorization: Bearer KEY", headers=challenge)
        self._not_too_often(key)
        return key

    def _good(self, token: str) -> ApiKey | None:
        key_id, key = id_of(token), None
        if key_id is not None:
            with self._site.database.read() as connection:
                key = api_keys.find(connection, key_id)
        if key is None:
            self._site.vault.recognises("nobody", token, self._nobody)  # takes as long as the check of a key
            return None
        return key if key.fits(token, self._site.vault) else None

    def _not_too_often(self, key: ApiKey) -> None:
        wait_s = self._pace.wait_s(key.key_id)
        if wait_s > 0:
            detail = f"more than {REQUESTS_PER_MINUTE_MAX} requests in a minute"
            later = {"Retry-After": str(int(wait_s) + 1)}
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "too-often", detail, headers=later)


def needs(key: ApiKey, scope: str) -> None:
    """Problem 403 where the key is not good for that."""
    if not key.allows(scope):
        raise Problem(HTTPStatus.FORBIDDEN, "scope", f"this key lacks the scope {scope}")
