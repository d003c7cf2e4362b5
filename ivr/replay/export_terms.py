"""The settings in which a biller differs from the one in the box, as `config:` lines. No secret, no number, no address.

Only what a caller can notice is compared: the rest of a biller's file is about systems that a box does not have.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import time
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

from integration.billers import Biller
from integration.billers.hours import Hours
from integration.money import Money
from integration.sandbox.box import CLAYTON
from ivr.replay.export_recorded import Step

NOTICED = (
    "name",
    "zone",
    "languages",
    "hours",
    "agent.hours",
    "maintenance.windows",
    "account.keyed",
    "account.digits",
    "account.verify",
    "advanced_settings.block_codes",
    "cayenta.deadline_s",
    "payments.ways",
    "payments.charge",
    "payments.minimum",
    "payments.maximum",
    "payments.partial",
    "payments.prepay",
    "payments.when_flags_unknown",
    "payments.fee.card",
    "payments.fee.bank",
    "payments.bank.notice",
    "payments.bank.record",
    "payments.gateway.deadline_s",
    "maintenance.windows",
    "later.schedule_days_max",
    "later.promise_days_max",
    "later.charge_at",
    "later.autopay_run",
    "texts.on",
    "texts.autopay_bank_link",
    "texts.pay_link",
    "shutoff.before",
    "shutoff.after",
    "shutoff.reconnect_before",
    "shutoff.reconnection_fee",
    "features",
)
WRITTEN = {"advanced_settings.block_codes": "advanced_settings.28"}  # where the file's name is another


def settings_that_differ(biller: Biller) -> Iterator[str]:
    """`payments.partial = false`, a line each."""
    box = Biller.model_validate(CLAYTON)
    for name in NOTICED:
        value = _value(biller, name)
        if value != _value(box, name):
            yield f"{WRITTEN.get(name, name)} = {_toml(value)}"


def own_word_on_parts(biller: Biller, step: Step) -> Iterator[str]:
    """`partial off`, where a balance was told without the choices that the biller's own rule would have given."""
    if step.says("read_balance.pay_all") and not biller.payments.prepay:
        offered = step.says("read_balance.pay_other")
        if offered is not biller.payments.partial:
            yield f"partial {'on' if offered else 'off'}"


def _value(biller: Biller, name: str) -> Any:
    found: Any = reduce(getattr, name.split("."), biller)
    return f"{found:%H:%M}" if isinstance(found, time) else found


def _toml(value: Any) -> str:
    """A setting as its file has it."""
    match value:
        case Money():
            return json.dumps(value.plain())
        case Hours():
            return json.dumps(value.text)
        case ZoneInfo():
            return json.dumps(value.key)
        case Mapping():
            return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items()) + " }"
        case tuple() | list():
            return "[" + ", ".join(_toml(each) for each in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False, default=_wall_time)


def _wall_time(value: time) -> str:
    return f"{value:%H:%M}"
