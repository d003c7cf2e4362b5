"""The facts of a `.call` file: who calls whom, when, what the accounts hold, and what is broken outside."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from integration.billers import Biller
from integration.billers.findings import dotted, sentence, unknown_key
from integration.sandbox.box import CLAYTON, overlaid
from integration.sandbox.cayenta import Fault, Kind
from integration.sandbox.gateway import Fault as GatewayFault
from ivr.phone import DialAnswer
from ivr.replay.account_facts import AccountFacts, read_account
from ivr.replay.payment_facts import GuessFacts, PaymentFacts, read_guesses, read_payment
from ivr.replay.plan_facts import PlanFacts, read_plan
from ivr.replay.words import NEEDED, ONCE, nearest

CAYENTA = {kind.value: kind for kind in (Kind.DOWN, Kind.SLOW, Kind.GARBLED, Kind.REFUSE, Kind.SYSTEM, Kind.STALE)}
UNREACHABLE = "unreachable"  # no connection to the gateway: nothing is sent
AGENTS = {
    "answers": DialAnswer("completed", keys="1"),
    "does-not-take": DialAnswer("completed"),  # picks up, and presses no key where one takes the call
    "busy": DialAnswer("busy"),
    "no-answer": DialAnswer("no-answer"),
    "failed": DialAnswer("failed"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the header as written."""

    name: str
    text: str
    number: int


@dataclass(frozen=True)
class Facts:
    """The header, read. `now` is aware UTC; `caller` is From as the phone company sends it, a number or a word.

    The gateway refuses so many connections first; `gateway` then befalls charge after charge, the last one for ever.
    """

    caller: str
    bid: str
    now: datetime
    accounts: tuple[AccountFacts, ...] = ()
    payments: tuple[PaymentFacts, ...] = ()
    plans: tuple[PlanFacts, ...] = ()
    guesses: tuple[GuessFacts, ...] = ()
    gateway_refuses: int = 0
    gateway: tuple[str, ...] = ("approve",)
    cayenta: Fault | None = None
    agent: DialAnswer = AGENTS["answers"]
    terms: Mapping[str, Any] = field(default_factory=dict)


def read_facts(path: Path, entries: Sequence[Entry], findings: list[str]) -> Facts | None:
    """The facts, or None with every mistake added to `findings`."""
    before = len(findings)
    findings.extend(_miscounted(path, entries))
    reader = _Reader(path, findings)
    values: dict[str, Any] = {}
    for entry in sorted(entries, key=lambda entry: entry.name != "clock"):  # payments are told in the clock's zone
        reader.read(values, entry)
    return Facts(**values) if len(findings) == before else None


def _miscounted(path: Path, entries: Sequence[Entry]) -> Iterator[str]:
    names = [entry.name for entry in entries]
    yield from (f"{path}: {name}: is missing" for name in NEEDED if name not in names)
    for place, entry in enumerate(entries):
        if entry.name in ONCE and entry.name in names[:place]:
            yield f"{path}:{entry.number}: {entry.name}: is told once"


class _Reader:
    def __init__(self, path: Path, findings: list[str]) -> None:
        self._path = path
        self._findings = findings
        self._zone = ZoneInfo("UTC")
        self._readers: Mapping[str, Callable[[dict[str, Any], str], None]] = {
            "caller": lambda values, text: values.update(caller=text),
            "biller": lambda values, text: values.update(bid=text),
            "clock": self._clock,
            "account": _account,
            "payment": lambda values, text: _add(values, "payments", read_payment(text, self._zone)),
            "plan": lambda values, text: _add(values, "plans", read_plan(text)),
            "guesses": lambda values, text: _add(values, "guesses", read_guesses(text)),
            "gateway": _gateway,
            "cayenta": _cayenta,
            "agent": _agent,
            "config": _config,
        }

    def read(self, values: dict[str, Any], entry: Entry) -> None:
        try:
            if not entry.text:
                raise ValueError("found nothing after it")  # noqa: TRY301 - told like every other mistake
            self._readers[entry.name](values, entry.text)
        except ValueError as wrong:
            self._findings.append(f"{self._path}:{entry.number}: {entry.name}: {wrong}")

    def _clock(self, values: dict[str, Any], text: str) -> None:
        day, _, zone = text.rpartition(" ")
        try:
            self._zone = ZoneInfo(zone)
            wall = datetime.strptime(" ".join(day.split()), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - its zone follows
        except (KeyError, ValueError, OSError):
            raise ValueError(f"found {text!r}; expected a time like 2026-11-20 10:05 America/New_York") from None
        values["now"] = wall.replace(tzinfo=self._zone).astimezone(UTC)


def _add(values: dict[str, Any], name: str, value: object) -> None:
    values[name] = (*values.get(name, ()), value)


def _account(values: dict[str, Any], text: str) -> None:
    values["accounts"] = read_account(text, values.get("accounts", ()))


def _gateway(values: dict[str, Any], text: str) -> None:
    faults = [part.strip() for part in text.split(",")]
    refused = next((place for place, fault in enumerate(faults) if fault != UNREACHABLE), len(faults))
    if UNREACHABLE in faults[refused:]:
        raise ValueError(f"{UNREACHABLE} stands first; found {text!r}")
    for fault in faults[refused:]:
        GatewayFault.parse(fault)
    values |= {"gateway_refuses": refused, "gateway": tuple(faults[refused:]) or ("approve",)}


def _cayenta(values: dict[str, Any], text: str) -> None:
    word, _, rest = text.partition(" ")
    if word not in CAYENTA or bool(rest) != (word == Kind.SLOW):
        raise ValueError(
            f"found {text!r}; {nearest(word, ['down', 'slow 6s', 'garbled', 'refuse', 'system', 'stale'])}"
        )
    values["cayenta"] = Fault(CAYENTA[word], seconds=float(rest.strip().removesuffix("s")) if rest else 0.0)


def _agent(values: dict[str, Any], text: str) -> None:
    if text not in AGENTS:
        raise ValueError(f"found {text!r}; {nearest(text, AGENTS)}")
    values["agent"] = AGENTS[text]


def _config(values: dict[str, Any], text: str) -> None:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ValueError(f'found {text!r}; expected a setting like account.verify = "none" ({wrong})') from None
    terms = overlaid(values.get("terms", {}), told)
    try:
        Biller.model_validate(overlaid(CLAYTON, terms))
    except ValidationError as wrong:
        raise ValueError("; ".join(_setting(error) for error in wrong.errors())) from None
    values["terms"] = terms


def _setting(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return f"{dotted(error['loc'])}: {unknown_key(error['loc'], Biller)}"
    return sentence(error, (), Biller)
