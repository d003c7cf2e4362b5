"""CHECK lines: facts of which the books themselves, ours and the others', are asked."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Row, func, select

from integration.ledger import notices
from integration.ledger.consents import opted_out
from integration.ledger.tables import callbacks, calls, contact_changes, enrolments, outbox, payments, texts, turns
from integration.model import PaymentState
from integration.money import Money
from integration.sandbox.cayenta.books import No
from ivr.call import Call
from ivr.replay import checks_later
from ivr.replay.account_facts import money
from ivr.replay.pattern import Pattern, normal
from ivr.replay.stage import Stage
from ivr.replay.traces import traces_of_numbers
from ivr.replay.words import nearest

MOVED = (PaymentState.CAPTURED, PaymentState.CHARGING, PaymentState.UNKNOWN)
_CAPTURED_NAME = re.compile(r"\{[a-z][a-z0-9_]*\}", re.ASCII)
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONEY = r"\$?-?[0-9,]+(?:\.[0-9]{2})?"

Judge = Callable[[Stage, Mapping[str, Any]], str]  # '' where the fact holds, else what was found instead


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of fact: how it is written, an example of it, and who finds out."""

    form: re.Pattern[str]
    example: str
    judge: Judge


def check_fact(text: str) -> None:
    """Whether a fact can be understood; ValueError says what was probably meant."""
    _check_of(_CAPTURED_NAME.sub("1", text))


def judge(stage: Stage, text: str) -> str:
    """'' where the fact holds now; else a sentence with what is there instead."""
    check, found = _check_of(text)
    return check.judge(stage, found)


def _check_of(text: str) -> tuple[Check, Mapping[str, Any]]:
    text = " ".join(text.split())
    for check in CHECKS:
        found = check.form.fullmatch(text)
        if found:
            return check, found.groupdict()
    examples = {check.example.split()[0]: check.example for check in reversed(CHECKS)}
    close = get_close_matches(text.split()[0], examples, n=1, cutoff=0.5) if text else []
    meant = f"did you mean one like {examples[close[0]]!r}?" if close else nearest(text, examples.values())
    raise ValueError(f"{text}: no such fact; {meant}")


def _payments(stage: Stage) -> list[Row[Any]]:
    """This call's payments, the first one first, each with its posting's state."""
    joined = payments.outerjoin(outbox, outbox.c.payment_id == payments.c.payment_id)
    query = select(payments, outbox.c.state.label("posting")).select_from(joined)
    with stage.box.site.database.read() as connection:
        mine = query.where(payments.c.call_sid == stage.call_sid).order_by(payments.c.attempt)
        return list(connection.execute(mine).all())


def _payment(stage: Stage, told: Mapping[str, Any]) -> str:
    wanted = (told["state"], money(told["amount"]).cents if told["amount"] else None, told["way"])
    there = _payments(stage)
    for row in there:
        if all(
            want in (None, have) for want, have in zip(wanted, (row.state, row.amount_cents, row.method), strict=True)
        ):
            return ""
    return f"there is {_shown(there)}"


def _shown(rows: list[Row[Any]]) -> str:
    return (
        ", ".join(f"payment {row.state} {Money(row.amount_cents).plain()} {row.method}" for row in rows) or "no payment"
    )


def _no_payment(stage: Stage, _told: Mapping[str, Any]) -> str:
    moved = [row for row in _payments(stage) if row.state in MOVED]
    charged = _charged_cents(stage)
    return f"there is {_shown(moved)}; the gateway charged {charged}" if moved or charged else ""


def _posting(stage: Stage, told: Mapping[str, Any]) -> str:
    states = [row.posting for row in _payments(stage) if row.posting]
    return "" if states[-1:] == [told["state"]] else f"the last posting is {states[-1] if states else 'not there'}"


def _confirmation(stage: Stage, told: Mapping[str, Any]) -> str:
    numbers = [row.confirmation for row in _payments(stage)]
    return "" if told["number"] in numbers else "no payment of this call has that number"


def _balance(stage: Stage, told: Mapping[str, Any]) -> str:
    number = told["account"] or stage.facts.accounts[0].number
    try:
        held = stage.box.cayenta.books.account(number).balance
    except No:
        return f"Cayenta has no account {number}"
    return "" if held == money(told["amount"]) else f"Cayenta's books hold {held.plain()}"


def _charged_cents(stage: Stage) -> list[int]:
    return [entry["amount_cents"] for entry in stage.box.gateway.journal.entries if entry["event"] == "captured"]


def _charged(stage: Stage, told: Mapping[str, Any]) -> str:
    charged = _charged_cents(stage)
    wanted = [] if told["amount"] == "nothing" else [money(told["amount"]).cents]
    amounts = ", ".join(Money(cents).plain() for cents in charged) or "nothing"
    fits = charged == wanted if not wanted else wanted[0] in charged
    return "" if fits else f"the gateway charged {amounts}"


def _call(stage: Stage) -> Call:
    with stage.box.site.database.read() as connection:
        state = connection.scalar(select(calls.c.state).where(calls.c.call_sid == stage.call_sid))
    return Call.from_json(str(state), stage.box.biller)


def _turn(stage: Stage, told: Mapping[str, Any]) -> str:
    now = _call(stage).turn
    return "" if now == told["turn"] else f"the call is in turn {now}"


def _reached(stage: Stage, told: Mapping[str, Any]) -> str:
    been = select(turns.c.turn).where(turns.c.call_sid == stage.call_sid).order_by(turns.c.number)
    with stage.box.site.database.read() as connection:
        there = list(connection.scalars(been))
    return "" if told["turn"] in there else f"the call has been in {', '.join(dict.fromkeys(there))}"


def _opted_out(stage: Stage, told: Mapping[str, Any]) -> str:
    number = told["number"] or stage.facts.caller
    with stage.box.site.database.read() as connection:
        out = opted_out(connection, stage.box.biller.bid, number)
    wanted = not told["none"]
    return "" if out == wanted else f"{number[-4:]} has {'opted out' if out else 'not opted out'}"


def _notice(stage: Stage, told: Mapping[str, Any]) -> str:
    with stage.box.site.database.read() as connection:
        ways = [each.way for each in notices.waiting(connection)]
    return "" if ways == [told["way"]] else f"waiting to be sent is {', '.join(ways) or 'no notice'}"


def _language(stage: Stage, told: Mapping[str, Any]) -> str:
    spoken = _call(stage).language
    return "" if spoken == told["language"] else f"the call is in {spoken}"


def _dialled(stage: Stage, told: Mapping[str, Any]) -> str:
    rung = [heard.text for heard in stage.heard if heard.kind == "dial"]
    return "" if rung[-1:] == [told["number"]] else f"dialled was {rung[-1] if rung else 'nobody'}"


def _whispered(stage: Stage, told: Mapping[str, Any]) -> str:
    said = [heard.text for heard in stage.heard if heard.kind == "whisper" and heard.text]
    wanted = Pattern([told["words"]], {})
    return "" if said and wanted.match(normal(said[-1])) is not None else f"whispered was {said[-1:] or 'nothing'}"


def _popped(stage: Stage, told: Mapping[str, Any]) -> str:
    told_ = [json.loads(body) for body, _ in stage.box.screen.told]
    found = " ".join(f"{name} {value}" for name, value in told_[-1].items()) if told_ else "nothing"
    return "" if told["words"] in found else f"the agents' screen was told {found}"


def _called_back(stage: Stage, told: Mapping[str, Any]) -> str:
    mine = select(callbacks).where(callbacks.c.call_sid == stage.call_sid)
    with stage.box.site.database.read() as connection:
        row = connection.execute(mine).first()
    found = f"{row.number} {row.part} {row.day}" if row else "no callback"
    return "" if found == f"{told['number']} {told['part']} {told['day']}" else f"there is {found}"


def _calls_kept(stage: Stage, told: Mapping[str, Any]) -> str:
    query = select(func.count()).where(calls.c.call_sid == stage.call_sid, calls.c.result == told["result"])
    with stage.box.site.database.read() as connection:
        return "" if connection.scalar(query) else "the transcript tells another end"


def _text(stage: Stage, told: Mapping[str, Any]) -> str:
    """Texts about this call or its payments, whatever became of them."""
    about = [stage.call_sid, *(row.payment_id for row in _payments(stage))]
    with stage.box.site.database.read() as connection:
        there = connection.execute(select(texts).where(texts.c.cause.in_(about)).order_by(texts.c.created_at)).all()
    wanted = (told["words"], told["number"], told["language"])
    fits = [
        row
        for row in there
        if all(want in (None, have) for want, have in zip(wanted, (row.words, row.number, row.language), strict=True))
    ]
    if bool(fits) is not bool(told["none"]):
        return ""
    shown = ", ".join(f"text {row.words} to {row.number} in {row.language}" for row in there)
    return f"there is {shown or 'no text'}"


def _enrolment(stage: Stage, told: Mapping[str, Any]) -> str:
    """The latest version of that kind which this call has made."""
    mine = (enrolments.c.call_sid == stage.call_sid) & (enrolments.c.kind == told["kind"])
    newest = select(enrolments.c.active).where(mine).order_by(enrolments.c.version.desc()).limit(1)
    with stage.box.site.database.read() as connection:
        active = connection.scalar(newest)
    there = "not changed" if active is None else "on" if active else "off"
    return "" if there == told["turned"] else f"{told['kind']} is {there}"


def _contact_change(stage: Stage, told: Mapping[str, Any]) -> str:
    mine = select(contact_changes.c.kind).where(contact_changes.c.call_sid == stage.call_sid)
    with stage.box.site.database.read() as connection:
        kinds = list(connection.scalars(mine))
    return "" if told["kind"] in kinds else f"taken down is {', '.join(kinds) or 'nothing'}"


def _no_number(stage: Stage, _told: Mapping[str, Any]) -> str:
    return "; ".join(traces_of_numbers(stage))


def _check(form: str, example: str, judge: Judge) -> Check:
    return Check(re.compile(form, re.ASCII), example, judge)


CHECKS = (
    _check(
        r"payment (?P<state>captured|declined|unknown|abandoned|intent)"
        rf"(?: (?P<amount>{_MONEY}))?(?: (?P<way>card|bank))?",
        "payment captured 42.50 card",
        _payment,
    ),
    _check("no payment", "no payment", _no_payment),
    _check(
        "posting (?P<state>ready|posting|posted|ambiguous|review|cancelled)",
        "posting ready",
        _posting,
    ),
    _check(r"confirmation (?P<number>\w+)", "confirmation {confirmation}", _confirmation),
    _check(rf"balance (?P<amount>{_MONEY})(?: (?P<account>\S+))?", "balance 100.00", _balance),
    _check(rf"charged (?P<amount>nothing|{_MONEY})", "charged 42.50", _charged),
    _check(r"turn (?P<turn>\w+)", "turn read_balance", _turn),
    _check(r"reached (?P<turn>\w+)", "reached read_balance", _reached),
    _check(r"(?P<none>no )?opt-out(?: (?P<number>\+[0-9]+))?", "opt-out", _opted_out),
    _check(
        r"(?P<none>no )?text(?: (?P<words>[a-z_]+))?(?: to (?P<number>\+[0-9]+))?(?: in (?P<language>[a-z]{2}))?",
        "text receipt to +17705550134 in en",
        _text,
    ),
    _check(r"notice (?P<way>letter|text|email)", "notice letter", _notice),
    _check(r"language (?P<language>[a-z]{2})", "language es", _language),
    _check(r"enrolment (?P<kind>paperless|autopay) (?P<turned>on|off)", "enrolment autopay on", _enrolment),
    _check(r"contact change (?P<kind>phone|email)", "contact change phone", _contact_change),
    _check(r"dialled (?P<number>\+?[0-9]+|sip:\S+)", "dialled +17705550199", _dialled),
    _check(
        r"whispered (?P<words>.+)",
        "whispered *The account is 0 0 1*",
        _whispered,
    ),
    _check(r"screen (?P<words>.+)", "screen turn read_balance", _popped),
    _check(
        r"callback (?P<number>\+[0-9]+) (?P<part>morning|afternoon) (?P<day>[0-9-]{10})",
        "callback +17705550134 morning 2026-11-23",
        _called_back,
    ),
    _check(r"result (?P<result>[a-z-]+)", "result completed", _calls_kept),
    _check(
        rf"(?P<none>no plan)|plan (?P<state>open|taken|cancelled) (?P<amount>{_MONEY}) (?P<day>{_DAY})",
        "plan open 50.00 2026-12-04",
        checks_later.plan,
    ),
    _check(rf"promise (?P<amount>{_MONEY}) (?P<day>{_DAY})", "promise 50.00 2026-12-04", checks_later.promise),
    _check("no card number anywhere", "no card number anywhere", _no_number),
)
