"""The attributes of a Pay, judged: what is wrong with one ends in Result=validation-error."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urljoin, urlsplit

from ivr.phone.document import Node
from ivr.phone.pay.abilities import Abilities
from ivr.phone.pay.brands import NAMES
from ivr.phone.scene import Scene

LARGEST_AMOUNT = Decimal(1_000_000)
AMOUNT = re.compile(r"\d+(\.\d+)?")
LANGUAGES = ["en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "fr-CA", "fr-FR", "de-DE", "it-IT"]
DEFAULTS: Mapping[str, str] = {
    "input": "dtmf",
    "paymentMethod": "credit-card",
    "bankAccountType": "consumer-checking",
    "timeout": "5",
    "securityCode": "true",
    "postalCode": "true",
    "minPostalCodeLength": "1",
    "paymentConnector": "Default",
    "tokenType": "reusable",
    "chargeAmount": "0",
    "currency": "usd",
    "description": "",
    "validCardTypes": "visa mastercard amex",
    "language": "en-US",
    "statusCallback": "",
}
PATTERNS: Mapping[str, str] = {
    "input": "dtmf",
    "paymentMethod": "credit-card|ach-debit",
    "bankAccountType": "consumer-checking|consumer-savings|commercial-checking",
    "timeout": r"0*[1-9]\d*",
    "maxAttempts": "[123]",
    "securityCode": "true|false",
    "postalCode": r"[0-9A-Za-z][0-9A-Za-z -]*",
    "minPostalCodeLength": r"0*[1-9]\d*",
    "tokenType": "one-time|reusable|payment-method",
    "currency": "[A-Za-z]{3}",
    "language": "|".join(LANGUAGES),
}


@dataclass(frozen=True)
class Refusal:
    """Why Pay cannot go on; `code` is 0 where Twilio has none."""

    code: int
    text: str


@dataclass(frozen=True)
class Terms:
    """What the attributes ask for. `amount` 0 means: make a token. `postal_code` is a given one, not to be asked."""

    method: str
    bank_account_type: str
    timeout_s: float
    most_attempts: int
    asks_security_code: bool
    asks_postal_code: bool
    postal_code: str
    postal_code_least: int
    connector: str
    token_type: str
    amount: Decimal
    currency: str
    description: str
    card_types: frozenset[str]
    language: str
    parameters: Mapping[str, str]


def judge(node: Node, scene: Scene) -> Terms | Refusal:
    """The terms, or the first thing that is wrong."""
    found = {**DEFAULTS, "maxAttempts": str(scene.options.pay_default_attempts), **node.attributes}
    return next(_refusals(node, scene, found), None) or _terms(node, found, scene.options.pay_extra_attempts)


def _refusals(node: Node, scene: Scene, found: Mapping[str, str]) -> Iterator[Refusal]:
    for name, pattern in PATTERNS.items():
        if name in node.attributes and not re.fullmatch(pattern, found[name]):
            yield Refusal(0, f"invalid {name}")
    if not AMOUNT.fullmatch(found["chargeAmount"]) or Decimal(found["chargeAmount"]) > LARGEST_AMOUNT:
        yield Refusal(0, "invalid chargeAmount")
    if not set(found["validCardTypes"].split()) <= NAMES or not found["validCardTypes"].strip():
        yield Refusal(0, "invalid validCardTypes")
    action = urljoin(scene.url, found.get("action", ""))
    if scene.options.pay_requires_https and urlsplit(action).scheme != "https":
        yield Refusal(0, "action must be https")
    yield from _combinations(node, scene, found)


def _combinations(node: Node, scene: Scene, found: Mapping[str, str]) -> Iterator[Refusal]:
    if "bankAccountType" in node.attributes and found["paymentMethod"] == "credit-card":
        yield Refusal(64017, "bankAccountType with paymentMethod credit-card")
    if found["paymentMethod"] == "ach-debit" and not found["language"].startswith("en-"):
        yield Refusal(0, "invalid language: ach-debit speaks English only")
    if found["paymentConnector"] not in scene.connectors:
        yield Refusal(64004, f"unknown paymentConnector {found['paymentConnector']}")
    else:
        yield from _unable(scene.connectors[found["paymentConnector"]], found)


def _unable(connector: Abilities, found: Mapping[str, str]) -> Iterator[Refusal]:
    """What the connector that is named cannot do."""
    charging = Decimal(found["chargeAmount"]) > 0
    if found["tokenType"] not in connector.token_types:
        yield Refusal(64006, f"the connector does not support tokenType {found['tokenType']}")
    if found["paymentMethod"] not in connector.methods:
        yield Refusal(64013, f"the connector does not support paymentMethod {found['paymentMethod']}")
    if charging and not connector.charges:
        yield Refusal(64007, "the connector cannot charge")
    if not charging and not connector.tokenizes:
        yield Refusal(64005, "the connector cannot make tokens")
    if charging and connector.currencies and found["currency"].lower() not in connector.currencies:
        yield Refusal(0, f"invalid currency: the connector does not take {found['currency']}")


def _terms(node: Node, found: Mapping[str, str], extra_attempts: int) -> Terms:
    postal_code = found["postalCode"]
    return Terms(
        method=found["paymentMethod"],
        bank_account_type=found["bankAccountType"],
        timeout_s=float(found["timeout"]),
        most_attempts=int(found["maxAttempts"]) + extra_attempts,
        asks_security_code=found["securityCode"] == "true",
        asks_postal_code=postal_code == "true",
        postal_code="" if postal_code in {"true", "false"} else postal_code,
        postal_code_least=int(found["minPostalCodeLength"]),
        connector=found["paymentConnector"],
        token_type=found["tokenType"],
        amount=Decimal(found["chargeAmount"]),
        currency=found["currency"],
        description=found["description"],
        card_types=frozenset(found["validCardTypes"].split()),
        language=found["language"],
        parameters={
            child.attributes.get("name", ""): child.attributes.get("value", "")
            for child in node.children
            if child.tag == "Parameter"
        },
    )
