"""What the law leaves a biller: its strictest values, with what he tightened and what he loosened with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from integration.billers.hours import Hours
from integration.calling.choices import settled
from integration.calling.days_off import BILLERS, FEDERAL, PROVINCE, STATES, DaysOff
from integration.calling.law import rules
from integration.calling.openings import Openings, Window
from integration.money import Money

WITHOUT_CONSENT = "calls_per_30_days_without_consent"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most this many calls in a span, for the regions in which the rule holds."""

    rule: str
    most: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """Each rule's value for one biller, under the rule's own id; caps and hours are kept ready to be asked."""

    one_no_stops_all: date
    explicit_consent_for_bills: bool
    autopay: bool
    block: bool
    balance_asked_within_s: int
    owed_from: Money
    calls_per_day: int
    hours_after_conversation: int
    spend_per_day: Money
    text_unreachable_days: int
    caps: tuple[Cap, ...]
    cap_without_consent: Cap
    openings: Openings


def limits_of(table: Mapping[str, Any]) -> Limits:
    """From a biller's `[calling]` table without mistakes (`choices.mistakes` found none)."""
    values: dict[str, Any] = dict(settled(table))
    caps = {rule.id: _cap(rule.id, values) for rule in rules().values() if rule.span_h}
    return Limits(
        **{field.name: values[field.name] for field in fields(Limits) if field.name in values},
        cap_without_consent=caps.pop(WITHOUT_CONSENT),
        caps=tuple(caps.values()),
        openings=_openings(values),
    )


def _cap(rule: str, values: Mapping[str, Any]) -> Cap:
    return Cap(rule, values[rule], timedelta(hours=rules()[rule].span_h))


def _openings(values: Mapping[str, Any]) -> Openings:
    windows = [Window(rule, value) for rule, value in values.items() if isinstance(value, Hours)]
    flags = (FEDERAL, PROVINCE, *STATES.values())
    kept = frozenset(rule for rule in flags if values[rule]) | {BILLERS}
    return Openings(windows, DaysOff(kept, values[BILLERS]))
