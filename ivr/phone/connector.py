"""The client side of a Generic Pay Connector: Twilio calling a payment gateway (twilio.md 8)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.phone.clock import Clock
from ivr.phone.effects import ConnectorReply
from ivr.phone.pay.abilities import Abilities
from ivr.phone.webhooks import timed
from ivr.phone.wire import NoReply, Reply, Response, Transport, WireRequest

REPLY_LIMIT_S = 10.0
MOST_RETRIES = 5
FIRST_ERROR_STATUS = 300


@dataclass(frozen=True)
class Connector:
    """An installed connector: where the gateway is, the basic auth that it was given, and what it can do."""

    url: str
    user: str
    password: str = field(repr=False)
    transport: Transport
    abilities: Abilities = field(default_factory=Abilities)


def ask(connector: Connector, payload: Mapping[str, object], clock: Clock) -> ConnectorReply:
    """Posts the JSON; no reply in 10 s is asked again, up to 5 times, with the same transaction_id.

    What the gateway said is returned as it is; what failed is named without a word of the payload.
    """
    wire = _wire(connector, payload)
    for _ in range(1 + MOST_RETRIES):
        reply = timed(connector.transport, wire, clock)
        if isinstance(reply, Response) and reply.took_s <= REPLY_LIMIT_S:
            return _read(reply)
    return ConnectorReply(None, _silence(reply))


def _wire(connector: Connector, payload: Mapping[str, object]) -> WireRequest:
    secret = base64.b64encode(f"{connector.user}:{connector.password}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json", "Accept": "application/json"}
    return WireRequest("POST", connector.url, headers, json.dumps(payload).encode(), REPLY_LIMIT_S)


def _read(reply: Response) -> ConnectorReply:
    if reply.status >= FIRST_ERROR_STATUS:
        return ConnectorReply(None, f"the connector answered with status {reply.status}")
    try:
        told = json.loads(reply.body)
    except ValueError:
        return ConnectorReply(None, "the connector's answer is not JSON")
    if not isinstance(told, dict):
        return ConnectorReply(None, "the connector's answer is not a JSON object")
    return ConnectorReply(told)


def _silence(reply: Reply) -> str:
    why = reply.text if isinstance(reply, NoReply) else f"no reply within {REPLY_LIMIT_S:g} seconds"
    return f"the connector could not be reached: {why}"
