"""The world in which a script is played: a biller in a box with the script's facts, and a telephone line to it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import structlog

from integration.clock import VirtualClock
from integration.sandbox.box import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    GATEWAY_KEY,
    GATEWAY_URL,
    LINE_URL,
    Box,
    open_box,
    overlaid,
)
from integration.sandbox.cayenta.faults import Kind
from integration.sandbox.gateway.box import CONNECTOR_USER
from integration.sandbox.gateway.faults import Door
from integration.settings import SHIPPED_PROMPTS
from integration.wires.loopback import Cut
from ivr.app import create_app
from ivr.phone import Callee, Connector, Heard, Options, Order, PhoneCall, PhoneNetwork, WsgiTransport
from ivr.replay.bill_file import load_bills
from ivr.replay.facts import Facts
from ivr.replay.past import flags_as_last_asked, make_payment, open_account, search_in_vain
from ivr.replay.payment_facts import read_beside
from ivr.replay.plan_facts import make_plan
from ivr.replay.reminder_facts import TERMS, ReminderFacts, plan_ring
from ivr.speech import Speech
from ivr.speech.shutoff import Texts

GREETING_S = 3.0  # of a machine: what is heard before our first word is not ours
NOBODYS_ACCOUNT = "0000000000"  # where the file has none
Stamp = tuple[int, int]


@dataclass
class Stage:
    """One call about to be made, or under way. `numbers` are the long ones keyed so far; `logged` is all log output."""

    facts: Facts
    box: Box
    phone: PhoneCall
    logged: list[str]
    troubles: list[str]  # what was logged as an error, with its traceback
    numbers: set[str] = field(default_factory=set)
    heard: list[Heard] = field(default_factory=list)
    others: int = 0  # payments by somebody else so far

    def __post_init__(self) -> None:
        self.others = len(self.facts.payments)

    @property
    def call_sid(self) -> str:
        return self.phone.facts.call_sid

    def another_pays(self, text: str) -> None:
        """Somebody else pays on the account, now: the text of a `BESIDE` line."""
        payment = read_beside(text, self.box.clock.now())
        self.others += 1
        make_payment(self.box, payment, payment.account or self.facts.accounts[0].number, self.others)

    def unused(self) -> Iterator[str]:
        """Facts that were to befall the call and did not: they prove nothing, and somebody believes they do."""
        facts = self.facts
        if facts.gateway != ("approve",) and self.box.gateway.faults.taken[_door(self.box)] < len(facts.gateway):
            yield f"gateway: {facts.gateway[-1]}"
        if self.box.gateway_wire.cuts:
            yield "gateway: unreachable"
        if facts.cayenta is not None and not self.box.cayenta.plan.used:
            yield f"cayenta: {facts.cayenta.kind}"
        if facts.agent.status != "completed" and not any(heard.kind == "dial" for heard in self.heard):
            yield f"agent: {facts.agent.status}"


@contextmanager
def open_stage(facts: Facts, prompts: Path = SHIPPED_PROMPTS) -> Iterator[Stage]:
    """Everything that the facts tell, done by the real parts at its own time; the clock then stands at the call."""
    begins = min([facts.now, *(payment.at for payment in facts.payments)])
    terms = overlaid(overlaid(TERMS if facts.reminder else {}, facts.terms), {"bid": facts.bid})
    with _logs() as (logged, troubles), open_box(VirtualClock(begins), terms=terms, prompts=prompts) as box:
        _set_up(box, facts)
        yield Stage(facts, box, _ring(box, facts), logged, troubles)


def _set_up(box: Box, facts: Facts) -> None:
    for account in facts.accounts:
        open_account(box, account)
        flags_as_last_asked(box, account)
    load_bills(box, facts)
    stale = facts.cayenta is not None and facts.cayenta.kind is Kind.STALE
    if facts.cayenta and stale:  # balances stay as they are before the payments that follow
        box.cayenta.set_faults(facts.cayenta)
    for number, payment in enumerate(sorted(facts.payments, key=lambda payment: payment.at), start=1):
        make_payment(box, payment, payment.account or facts.accounts[0].number, number)
    box.clock.pause((facts.now - box.clock.now()).total_seconds())
    for number, plan in enumerate(facts.plans, start=1):
        make_plan(box, plan, plan.account or facts.accounts[0].number, number)
    for guesses in facts.guesses:
        search_in_vain(box, facts.caller, guesses)
    if facts.cayenta and not stale:
        box.cayenta.set_faults(facts.cayenta)
    box.gateway.faults.plan(_door(box), facts.gateway, then=facts.gateway[-1])
    box.gateway_wire.cuts.extend([Cut.REFUSED] * facts.gateway_refuses)


def _door(box: Box) -> Door:
    """Where this biller's charges come in."""
    return Door.CONNECTOR if box.biller.payments.charge == "connector" else Door.CHARGE


def network_of(box: Box, facts: Facts) -> PhoneNetwork:
    """The telephone company between the callers and the line of this box."""
    gateway = WsgiTransport(box.gateway.app, GATEWAY_URL)
    connector = Connector(f"{GATEWAY_URL}/connector", CONNECTOR_USER, GATEWAY_KEY, gateway)
    return PhoneNetwork(
        transport=WsgiTransport(create_app(box.site, speech_of), LINE_URL),
        auth_token=AUTH_TOKEN,
        account_sid=ACCOUNT_SID,
        clock=box.clock,
        connectors={box.biller.payments.connector: connector},
        options=Options(dial_plan=lambda _number: facts.agent, callee_plan=lambda _number: _callee(facts)),
    )


def _callee(facts: Facts) -> Callee:
    answered = facts.reminder.answered if facts.reminder else "human"
    return Callee(answered_by=answered, greeting_s=GREETING_S)


def _ring(box: Box, facts: Facts) -> PhoneCall:
    if facts.reminder is not None:
        return _rung_by_us(box, facts, facts.reminder)
    return network_of(box, facts).call(
        from_=facts.caller,
        to=box.biller.lines[0],
        voice_url=f"{LINE_URL}/voice",
        status_callback=f"{LINE_URL}/voice/status",
    )


def _rung_by_us(box: Box, facts: Facts, reminder: ReminderFacts) -> PhoneCall:
    account = facts.accounts[0].number if facts.accounts else NOBODYS_ACCOUNT
    url = f"{LINE_URL}/voice/reminder/{plan_ring(box, reminder, facts.caller, account)}"
    order = Order(facts.caller, box.biller.lines[0], url, status_callback=f"{url}/status", detection="DetectMessageEnd")
    return network_of(box, facts).place(order)


def speech_of(
    folder: Path, languages: Sequence[str], own: Mapping[str, Path], shutoff: Mapping[str, tuple[Path, Texts]]
) -> Speech:
    """The prompts, read again only where a file has changed since: a replay of many calls reads them once."""
    if own or shutoff:
        return Speech.load(folder, languages, own, shutoff)
    stamps = tuple(_stamp(folder / f"{language}.toml") for language in languages)
    return _speech(folder, tuple(languages), stamps)


@lru_cache(maxsize=8)
def _speech(folder: Path, languages: tuple[str, ...], _stamps: tuple[Stamp, ...]) -> Speech:
    return Speech.load(folder, languages)


def _stamp(file: Path) -> Stamp:
    """When a file was written and how long it is; nothing where there is none, which Speech.load then tells."""
    try:
        told = file.stat()
    except OSError:
        return (0, 0)
    return (told.st_mtime_ns, told.st_size)


@contextmanager
def _logs() -> Iterator[tuple[list[str], list[str]]]:
    """Everything that is logged meanwhile, and of that the errors; nothing of it reaches the screen."""
    logged: list[str] = []
    troubles: list[str] = []

    def keep(_logger: object, level: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event = structlog.processors.format_exc_info(_logger, level, event)
        logged.append(repr(dict(event)))
        if level in {"error", "critical", "exception"}:
            troubles.append(f"{event.get('event')}: {event.get('exception', '')}".rstrip(": "))
        return event

    into = _Into(logged)
    root = logging.getLogger()
    root.addHandler(into)
    try:
        with structlog.testing.capture_logs(processors=[keep]):
            yield logged, troubles
    finally:
        root.removeHandler(into)


class _Into(logging.Handler):
    """Writes what the standard library's loggers are told into a list."""

    def __init__(self, logged: list[str]) -> None:
        super().__init__()
        self._logged = logged

    def emit(self, record: logging.LogRecord) -> None:
        self._logged.append(self.format(record))
