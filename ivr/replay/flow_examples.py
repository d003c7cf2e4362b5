"""Calls as they could stand in any turn: what the table's functions say and decide is found by asking them.

Each example is one biller's terms, one state of an account and one reason for being in the turn.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from integration.billers import Biller
from integration.model import Way
from integration.sandbox.box import CLAYTON, overlaid
from ivr.call import Call, Owed
from ivr.turns import MISSED, Line, Menu, Next, Script, Turn

OFFICE_OPEN, OFFICE_CLOSED = "2026-11-20T15:05:00+00:00", "2026-11-21T04:00:00+00:00"  # at the example's biller
AMOUNT_CENTS = 128_467  # as long to say as bills commonly get
WHYS = (
    "", "hello", "restart", "not_found", "again", "silence", "wrong", "too_little", "too_much", "star", "trouble",
    "unreachable", "busy", "no_answer", "locked", "declined", "cash_only", "no_card", "flags_unknown",
    "expired", "line_closed", "unsure", "refused", "confirmed", "business", "not_authorized",
)  # fmt: skip
TERMS: tuple[Mapping[str, Any], ...] = (
    {"payments": {"fee": {"card": "2.50"}, "prepay": True}, "features": {"spoken_answers": True}},
    {"account": {"digits": [8, 12], "verify": "none"}},
    {"account": {"verify": "phone_last4"}},
    {"account": {"verify": "last_payment"}},
    {"hours": "Sat 08:00-12:00", "maintenance": {"windows": ["Fri 10:00-11:00"]}},
    {"payments": {"ways": ["card", "bank"], "fee": {"card": "2.50"}, "bank": {"record": True}}},
    {"payments": {"ways": ["card", "bank"], "fee": {"bank": "1.50"}}},
    {"payments": {"charge": "connector"}},
)
_PLAIN = Owed(
    "0012345678", "B-0012345678", AMOUNT_CENTS, AMOUNT_CENTS // 2, "2026-11-05", "", payer="Alexandra Longfellow"
)
OWED = (
    replace(_PLAIN, as_of="2026-11-19", ours=AMOUNT_CENTS, flags_of="2026-11-18", in_window=True),
    replace(_PLAIN, ours=AMOUNT_CENTS, ours_today=False, due="2026-11-28", paid_today=(AMOUNT_CENTS,)),
    replace(_PLAIN, bill_type="FINAL", disconnect="2026-11-28", minimum=2_000),
    replace(_PLAIN, bill_type="NOTICE", disconnect="2026-11-18", expires="2026-11-19"),
    replace(_PLAIN, owed=0, past_due=0),
    replace(_PLAIN, owed=-AMOUNT_CENTS, past_due=0),
    replace(_PLAIN, unsure=AMOUNT_CENTS),
    replace(_PLAIN, closed_ways=("card", "bank")),
    replace(_PLAIN, closed_ways=("card",)),
)


def examples(turn: Turn) -> Iterator[Call]:
    """Calls that stand in this turn, in office hours and at night. Only who listens hears nothing, or a wrong key."""
    fitting = (call for call in _examples() if turn.listens or call.why not in MISSED)
    return (replace(call, turn=turn.name) for call in fitting)


@cache
def _examples() -> tuple[Call, ...]:
    billers = [_biller(terms) for terms in TERMS]
    told = [_call(biller, owed, why) for biller, owed, why in product(billers, OWED, WHYS)]
    night = [
        replace(_call(biller, owed, ""), at=OFFICE_CLOSED, proved=False) for biller, owed in product(billers, OWED)
    ]
    return (*told, *night)


def _biller(terms: Mapping[str, Any]) -> Biller:
    return Biller.model_validate(overlaid(CLAYTON, terms) | {"folder": Path()})


def _call(biller: Biller, owed: Owed, why: str) -> Call:
    return Call(
        call_sid="CA" + "0" * 32,
        caller="+17705550134",
        line=biller.lines[0],
        language=biller.languages[0],
        turn="",
        at=OFFICE_OPEN,
        why=why,
        keyed=owed.account_number,
        proved=True,
        owed=owed,
        amount=AMOUNT_CENTS,
        attempt=1,
        confirmation="734291",
        card_ending="5678",
        way="bank" if Way.BANK in biller.payments.ways else "card",
        account_kind="savings" if owed.as_of else "checking",
        read_at="2026-11-20T15:04:00+00:00",
        biller=biller,
    )


def lines_of(turn: Turn) -> tuple[Line, ...]:
    """Every line that the turn says in any example, once with the same values."""
    said = (line for call in examples(turn) for line in turn.say(call))
    return tuple({(line.key, *line.values.items()): line for line in said}.values())


def leads_to(turn: Turn, decide: Callable[[Call], Next]) -> frozenset[str]:
    """Where one of the turn's functions can lead."""
    return frozenset(decide(call).turn for call in examples(turn))


def key_leads_to(turn: Menu, key: str) -> frozenset[str]:
    """Where a key can lead, in the examples that offer it."""
    chosen = turn.keys[key]
    if isinstance(chosen, str):
        return frozenset({chosen})
    return frozenset(chosen(call).turn for call in examples(turn) if key in turn.open_keys(call))


def reached_from(script: Script, first: str) -> frozenset[str]:
    """Every turn that can be reached from one, itself too."""
    seen: set[str] = set()
    new = {first}
    while new:
        seen |= new
        new = {exit_ for name in new for exit_ in script.all_exits(script[name])} - seen
    return frozenset(seen)
