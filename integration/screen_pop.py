"""A screen pop: what is known of a caller is on the agent's screen before his telephone rings.

The biller's system gets one POST with JSON, signed with the key that its file names:

    X-Line-Signature: sha256=<HMAC-SHA256 of the body under the key, hex>

`expires_at` in the body is part of what is signed: what comes later than that is nobody's call any more.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from integration.billers.biller import ScreenPop
from integration.errors import Refused, Unavailable
from integration.ports import AnswerLost, HttpRequest, NothingSent, Wire

SIGNATURE = "x-line-signature"
VALID_S = 60
TAKEN_STATUSES = range(200, 300)


class Screen:
    """The system of one biller's agents."""

    def __init__(self, access: ScreenPop, wire: Wire) -> None:
        self._access = access
        self._wire = wire

    def pop(self, call_sid: str, known: Mapping[str, str], now: datetime) -> None:
        """Tell it once; `known` holds only what the caller has proved. Raises Unavailable or Refused."""
        expires_at = (now + timedelta(seconds=VALID_S)).isoformat()
        body = json.dumps({"call_sid": call_sid, **known, "expires_at": expires_at}).encode()
        headers = {"content-type": "application/json", SIGNATURE: f"sha256={self._signature(body)}"}
        request = HttpRequest("POST", self._access.url, body, headers)
        try:
            reply = self._wire.exchange(request, deadline_s=self._access.deadline_s)
        except (NothingSent, AnswerLost) as error:
            raise Unavailable(f"the agents' screen was not told: {error}") from error
        if reply.status not in TAKEN_STATUSES:
            raise Refused(f"the agents' screen answered {reply.status}; expected 200 to 299")

    def _signature(self, body: bytes) -> str:
        return hmac.digest(self._access.key.get_secret_value().encode(), body, "sha256").hex()
