"""Calls as they could stand in any turn: what the table's functions say and decide is found by asking them.

Each example is one biller's terms, one state of an account and one reason for being in the turn.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from integration.billers import Biller
from integration.billers.parts_of_day import Part
from integration.campaigns.kinds import Kind
from integration.model import Way
from integration.sandbox.box import CLAYTON, overlaid
from ivr.call import Call, Owed, Planned, Reminder
from ivr.scenes.common import PROOFS
from ivr.scenes.people.known import PLACES
from ivr.scenes.people.lines import BARRED
from ivr.turns import MISSED, Line, Menu, Next, Say, Script, Turn

OFFICE_OPEN, OFFICE_CLOSED = "2026-11-20T15:05:00+00:00", "2026-11-21T04:00:00+00:00"  # at the example's biller
AMOUNT_CENTS = 128_467  # as long to say as bills commonly get
WHYS = (
    "", "hello", "restart", "not_found", "again", "silence", "wrong", "too_little", "too_much", "star", "trouble",
    "unreachable", "busy", "no_answer", "locked", "declined", "cash_only", "no_card", "flags_unknown",
    "expired", "line_closed", "unsure", "refused", "confirmed", "card_not_kept", "business", "not_authorized",
    "past", "today", "too_far", "no_day", "too_late",
    "no_texts", "first", "beside",
)  # fmt: skip
TERMS: tuple[Mapping[str, Any], ...] = (
    {
        "payments": {"fee": {"card": "2.50"}, "prepay": True},
        "features": {"spoken_answers": True, "paperless": True, "autopay": True, "contact_details": True},
        "texts": {"on": True, "autopay_bank_link": "https://pay.example.com/agree"},
    },
    {"account": {"digits": [8, 12], "verify": "none"}},
    {
        "account": {"verify": "phone_last4"},
        "features": {"scheduled_payments": True, "paperless": True},
        "shutoff": {"reconnect_before": "16:00", "reconnection_fee": "35.00"},
    },
    {
        "account": {"verify": "last_payment"},
        "features": {"scheduled_payments": True},
        "payments": {"fee": {"card": "2.50"}},
        "shutoff": {"reconnect_before": "09:00"},
    },
    {
        "hours": "Sat 08:00-12:00",
        "maintenance": {"windows": ["Fri 10:00-11:00"]},
        "payments": {"charge": "connector"},
    },
    {"payments": {"ways": ["card", "bank"], "fee": {"card": "2.50"}, "bank": {"record": True}}},
    {
        "payments": {"ways": ["card", "bank"], "fee": {"bank": "1.50"}},
        "features": {
            "paperless": True,
            "autopay": True,
            "contact_details": True,
            "pdf_remote_link": True,
            "autopay_collection_date": True,
        },
        "texts": {"on": True},
    },
)
_PLAIN = Owed(
    "0012345678", "B-0012345678", AMOUNT_CENTS, AMOUNT_CENTS // 2, "2026-11-05", "", payer="Alexandra Longfellow"
)
_NOTICE = "Water will be off on Main Street from nine in the morning until six in the evening."
TOLL_FREE = "+18005550100"
_TOLL_FREE: Mapping[str, Any] = {
    "lines": [*CLAYTON["lines"], TOLL_FREE],
    "reminders": {"toll_free": TOLL_FREE},
}
RINGING = frozenset({"remind", "tell_reminder", "leave_message", "fax"})  # turns of calls that we started alone
# What was changed last, and how the account stands since.
CHANGED = ("paperless_on", "autopay_off", "phone", "autopay_on", "email", "paperless_off", "autopay_on")
READ_AGAIN = "expired"  # the reason for which an agent's caller hears all of a bill, in the words of the biller
PLANNED_DAY = "2026-12-04"
_PLANNED = Planned("f" * 36, PLANNED_DAY, AMOUNT_CENTS, AMOUNT_CENTS + 250, "1111")
LATER = {"again": "promise", "silence": "promise", "past": "charge", "trouble": "charge", "wrong": "charge"}  # by why
OWED = (
    replace(_PLAIN, as_of="2026-11-19", ours=AMOUNT_CENTS, flags_of="2026-11-18", in_window=True),
    replace(
        _PLAIN,
        ours=AMOUNT_CENTS,
        ours_today=False,
        due="2026-11-28",
        paid_today=(AMOUNT_CENTS,),
        planned=(_PLANNED, _PLANNED),
    ),
    replace(_PLAIN, bill_type="FINAL", disconnect="2026-11-28", minimum=2_000),
    replace(_PLAIN, bill_type="NOTICE", disconnect="2026-11-18", expires="2026-11-19"),
    replace(_PLAIN, owed=0, past_due=0, planned=(_PLANNED,)),
    replace(_PLAIN, owed=-AMOUNT_CENTS, past_due=0),
    replace(_PLAIN, unsure=AMOUNT_CENTS),
    replace(_PLAIN, closed_ways=("card", "bank")),
    replace(_PLAIN, closed_ways=("card",)),
)
RUNG_ABOUT = replace(_PLAIN, disconnect="2026-11-28")  # as an account stands about which we ring


def examples(turn: Turn) -> tuple[Call, ...]:
    """Calls that stand in this turn, in office hours and at night. Only who listens hears nothing, or a wrong key."""
    return _standing_in(turn.name, turn.listens)


@cache
def _standing_in(turn: str, listens: bool) -> tuple[Call, ...]:  # noqa: FBT001 - a key of the cache
    known = _ringing(proved=turn == "tell_reminder") if turn in RINGING else _examples()
    return tuple(replace(call, turn=turn) for call in known if listens or call.why not in MISSED)


@cache
def _examples() -> tuple[Call, ...]:
    billers = [_biller(terms) for terms in TERMS]
    told = [
        *(_changed(_call(biller, owed, why), place) for place, (biller, owed, why) in enumerate(_pairs(billers))),
        *(_call(biller, owed, READ_AGAIN) for biller, owed in product(billers, OWED)),
    ]
    promised = [replace(told[0], callback_day="2026-11-23", callback_part=part) for part in Part]
    night = [
        replace(_call(biller, owed, ""), at=OFFICE_CLOSED, proved=False) for biller, owed in product(billers, OWED)
    ]
    late = [replace(call, later="charge") for call in night if call.biller.account.verify == "last_payment"]
    to_stop = _call(_biller(_TOLL_FREE), OWED[0], "hello")
    stopping = [replace(to_stop, line=TOLL_FREE), replace(to_stop, line=TOLL_FREE, why="")]
    return (*told, *promised, *night, *late, *stopping)


@cache
def _ringing(*, proved: bool) -> tuple[Call, ...]:
    """Calls that we started, of each kind, for each way to prove an account, as it stands by now.

    Who hears a notice that is for everybody proves nothing.
    """
    kinds = [kind for kind in Kind if not proved or kind is not Kind.FREE_NOTICE]
    stands = (RUNG_ABOUT, _PLAIN, replace(_PLAIN, past_due=0, due="2026-11-20"))
    whys = ("", "not_found", "again", *sorted(MISSED))
    terms: list[Mapping[str, Any]] = [{"account": {"verify": verify}, **_TOLL_FREE} for verify in PROOFS]
    terms.append({**_TOLL_FREE, "texts": {"on": True, "pay_link": "https://pay.example.com/now"}})
    first = [
        replace(
            _call(biller, owed, why),
            reminder=Reminder(1, kind.value, "bill_due", owed.account_number, _NOTICE),
            proved=proved,
        )
        for biller, owed, why, kind in product([_biller(each) for each in terms], stands, whys, kinds)
    ]
    by_name = [_by_name(call) for call in first if not call.why]
    return (*first, *by_name, *(replace(call, at=OFFICE_CLOSED, proved=False) for call in first if not call.why))


def _by_name(call: Call) -> Call:
    rang = call.reminder
    return replace(call, reminder=rang and replace(rang, first_name="Alexandra"))


def _pairs(billers: Sequence[Biller]) -> Iterator[tuple[Biller, Owed, str]]:
    """Every reason with every biller and every account, and every biller with every account, in the fewest calls.

    All three together would be six times as many, and lead nowhere else.
    """
    for step, why in product(range(max(len(billers), len(OWED))), range(len(WHYS))):
        yield billers[(step + why) % len(billers)], OWED[step % len(OWED)], WHYS[why]


def _changed(call: Call, place: int) -> Call:
    """The call with one of CHANGED behind it, in turn: all of them come with each reason."""
    changed = CHANGED[place % len(CHANGED)]
    stands = "on" if changed.endswith("on") else "off"
    return replace(call, changed=changed, paperless=stands, autopay=stands)


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
        callback="+17705550134",
        left="read_balance",
        barred=why if why in BARRED else "cash_only",
        proved=True,
        owed=owed,
        amount=AMOUNT_CENTS,
        attempt=1,
        confirmation="734291",
        later=LATER.get(why, ""),
        day=PLANNED_DAY,
        may_text=True,
        bill_image=not owed.as_of,
        text_about="receipt",
        text_to="+17705550134",
        new_phone="7705550177",
        changed=CHANGED[0],
        card_ending="5678",
        way="bank" if Way.BANK in biller.payments.ways else "card",
        account_kind="savings" if owed.as_of else "checking",
        read_at="2026-11-20T15:04:00+00:00",
        biller=biller,
    )


def whispers() -> Iterator[Call]:
    """Calls that are put through to an agent who hears what is known first, from every turn, in every language."""
    terms = {"agent": {**CLAYTON["agent"], "way": "whisper", "press_to_take": True}, "languages": ["en", "es", "fr"]}
    first = replace(_call(_biller(terms), _PLAIN, ""), turn="agent")
    for left, language in product(PLACES, first.biller.languages):
        yield replace(first, left=left, language=language)
    yield replace(first, proved=False)


def lines_of(turn: Turn) -> tuple[Line, ...]:
    """Every line that the turn says in any example, once with the same values."""
    return _lines_said(turn.say, turn.name, turn.listens)


@cache
def _lines_said(say: Say, turn: str, listens: bool) -> tuple[Line, ...]:  # noqa: FBT001 - a key of the cache
    said = (line for call in _standing_in(turn, listens) for line in say(call))
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


def reached_from(script: Script, *first: str) -> frozenset[str]:
    """Every turn that can be reached from these, themselves too."""
    seen: set[str] = set()
    new = set(first)
    while new:
        seen |= new
        new = {exit_ for name in new for exit_ in script.all_exits(script[name])} - seen
    return frozenset(seen)
