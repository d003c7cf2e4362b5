"""The header of an exported call: what the ledger knows and what was told become facts, one world or a few to try.

A transcript does not say everything: whether a posted payment was in Cayenta's balance yet, or who had guessed before.
Where several worlds sound alike, each is a header of its own, and the replay decides (`export_trial`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product, takewhile

from integration.billers.capabilities import is_on
from integration.ledger.guesses import ANONYMOUS_LIMITS, LIMITS
from integration.model import Block, PaymentState, PostingState
from integration.money import ZERO, Money
from integration.sandbox.gateway import Fault
from integration.site import Site
from ivr.replay.export_connector import gateway_lines
from ivr.replay.export_past import Earlier, account_of, earlier_payments, lately
from ivr.replay.export_plans import earlier_plans
from ivr.replay.export_recorded import Recorded, Search, Step, Telling
from ivr.replay.export_reminders import due_of_reminder, reminded, started_by_us
from ivr.replay.export_standins import NAME, PROOF_FACTS, SCREEN_KEY, SCREEN_URL, StandIns, caller_of
from ivr.replay.export_terms import own_word_on_parts, settings_that_differ
from ivr.scenes.common import way_of_proof

LATE_S = 2  # a slow answer comes so long after the deadline
WITH_BANK = frozenset({"confirm_payment.say_both", "confirm_payment.say_bank"})
AGENTS = {"completed": "answers", "answered": "answers", "busy": "busy", "no-answer": "no-answer", "failed": "failed"}
CHARGES = {"captured": "approve", "unknown": "timeout", "unreachable": "unreachable"}


@dataclass(frozen=True, slots=True)
class World:
    """One header, line by line."""

    lines: tuple[str, ...]


def worlds(site: Site, call: Recorded, standins: StandIns, findings: list[str]) -> list[World]:
    """The headers to be tried, the likeliest first; `findings` gets a sentence for whatever no header can tell."""
    first = {telling.keyed: telling for telling in reversed(call.tellings())}
    since = min([lately(call), *(_file_day(call, telling.step) for telling in first.values())])
    past = earlier_payments(site, call, first, since)
    findings += [
        f"an earlier payment of {each.amount.plain()} was cancelled, which no fact tells"
        for each in past
        if each.posting == PostingState.CANCELLED
    ]
    gateway, agent = list(_gateway(call, findings)), list(_agent(call, findings))
    cayenta = _cayenta(call, findings)
    plans = [f"plan:     {line}" for line in earlier_plans(site, call, standins, first)]
    held = [each for each in past if each.posting == PostingState.POSTED]
    stale = [False, True] if held and cayenta == [""] else [False]
    fixed = [*gateway, *_screen(call), *agent, *(f"config:   {line}" for line in settings_that_differ(call.biller))]
    found = []
    for is_stale, word, guesses in product(stale, cayenta, _guesses(call, standins)):
        accounts = _accounts(site, call, standins, list(first.values()), [] if is_stale else held)
        away = "cayenta:  stale" if is_stale else word
        lines = [*_head(call), *accounts, *_payments(call, standins, past), *plans, guesses, away, *fixed]
        found.append(World(tuple(line for line in lines if line)))
    return found


def _head(call: Recorded) -> Iterator[str]:
    wall = call.started_at.astimezone(call.biller.zone)
    yield f"caller:   {caller_of(call.caller)}"
    yield f"biller:   {call.biller.bid}"
    yield f"clock:    {wall:%Y-%m-%d %H:%M} {call.biller.zone.key}"
    yield from started_by_us(call)


def _accounts(
    site: Site, call: Recorded, standins: StandIns, tellings: Sequence[Telling], held: Sequence[Earlier]
) -> Iterator[str]:
    """One for each number that was found; such as were found and never told have nothing but their proof."""
    told = {telling.keyed: telling.step for telling in tellings}
    offers = _offers(call)
    found = dict.fromkeys([*_asked_for(call), *(search.keyed for search in _found(call))])
    for keyed in found:
        inside = sum((each.amount for each in held if each.keyed == keyed), ZERO)
        facts = [*_proof(site, call, standins, keyed), *(_told(call, told[keyed], inside) if keyed in told else ())]
        facts += _named(call, offers.get(keyed, frozenset()), is_asked_for=keyed in _asked_for(call))
        yield "account:  " + "  ".join(facts)


def _offers(call: Recorded) -> dict[str, frozenset[str]]:
    """By the number that was keyed last, the prompts that told how one may pay."""
    keyed, offers = "", dict[str, frozenset[str]]()
    for step in call.steps:
        keyed = step.read_back or keyed or call.rung_about
        said = frozenset(one.key for one in step.sentences if one.key in WITH_BANK)
        offers[keyed] = offers.get(keyed, frozenset()) | said
    return offers


def _asked_for(call: Recorded) -> list[str]:
    """The account whose person we asked for by name, whether he proved it or not."""
    return [call.rung_about] if call.reminder is not None and call.reminder.first_name else []


def _named(call: Recorded, offers: frozenset[str], *, is_asked_for: bool) -> Iterator[str]:
    """A bank account is taken only of those who have a name on their bill; where it alone is taken, cards are not."""
    if offers or is_asked_for:
        yield f"name {NAME}"
    if offers == {"confirm_payment.say_bank"}:
        blocks = call.biller.advanced_settings.block_codes.items()
        yield from [f"block {code}" for code, block in blocks if block is Block.CARD][:1]


def _found(call: Recorded) -> list[Search]:
    return [search for search in call.searches() if search.word == "found"]


def _proof(site: Site, call: Recorded, standins: StandIns, keyed: str) -> Iterator[str]:
    """The number as Cayenta knows it and, where that is another, as it is keyed."""
    if call.biller.account.keyed == "ACCOUNT_NO":
        yield standins.of(keyed)
    else:
        with site.database.read() as connection:
            yield standins.of(account_of(connection, call, keyed))
        yield f"custom {standins.of(keyed)}"
    yield PROOF_FACTS.get(way_of_proof(call.biller, ours=call.reminder is not None), PROOF_FACTS["zip"])


def _told(call: Recorded, step: Step, inside: Money) -> Iterator[str]:
    """Amounts as they were before our payments: what was told was without them.

    `inside` are those that Cayenta's balance held already; a bill file holds none.
    """
    inside = ZERO if step.says("read_balance.as_of") else inside
    ours = _cents(step, "read_balance.ours_today", "ours") + _cents(step, "read_balance.ours", "ours")
    owed = _cents(step, "read_balance.total", "owed") + _cents(step, "read_balance.credit", "credit")
    past_due = _cents(step, "read_balance.past_due", "past_due")
    owed, past_due = owed or reminded(step, "owed"), past_due or reminded(step, "past_due")
    yield f"balance {(Money((owed or past_due) + ours) + inside).plain()}"
    if past_due:
        yield f"pastdue {(Money(past_due + ours) + inside).plain()}"
    due = step.value("read_balance.due", "due") or step.value("read_balance.was_due", "due")
    due = due or due_of_reminder(step, call.today)
    if due:
        yield f"due {due}"
    yield from _flags(call, step)
    yield from _bill(call, step)
    yield from _enrolled(call, step)


def _bill(call: Recorded, step: Step) -> Iterator[str]:
    """What the bill itself was told to be."""
    yield from (f"type {kind}" for kind in ("FINAL", "NOTICE") if step.says(f"read_balance.{kind.lower()}"))
    days = {
        "disconnect": ("read_balance.disconnect", "read_balance.disconnected"),
        "expires": ("agent.expired",),
    }
    for fact, keys in days.items():
        found = [step.value(key, fact) for key in keys]
        yield from (f"{fact} {day}" for day in found if day)
    shut_off = step.value("reminder.disconnect_notice.detail", "shut_off")
    yield from [f"disconnect {shut_off}"] if shut_off else []
    yield from own_word_on_parts(call.biller, step)
    if is_on(call.biller, "features.minimum_payment"):
        least = [each.value("ask_amount.too_little", "minimum") for each in call.steps]
        yield from (f"minimum {Money(int(cents)).plain()}" for cents in [one for one in least if one][:1])


def _enrolled(call: Recorded, step: Step) -> Iterator[str]:
    """What was on when it was told of this account for the first time."""
    since = call.steps[call.steps.index(step) :]
    mine = list(takewhile(lambda each: each.moment.turn != "ask_account", since))
    for fact, turn in (("paperless", "confirm_paperless"), ("autopay", "autopay_menu")):
        first = next((each for each in mine if each.says(f"{turn}.is_on") or each.says(f"{turn}.is_off")), None)
        if first is not None and first.says(f"{turn}.is_on"):
            yield f"{fact} on"


def _flags(call: Recorded, step: Step) -> Iterator[str]:
    """The block that was told; for an answer without Cayenta, the day of which its flags were."""
    block = {"agent.cash_only": Block.CASH_ONLY, "agent.no_card": Block.CARD}
    forbids = next((kind for key, kind in block.items() if step.says(key)), None)
    if _withholds_prepaying(call, step):
        forbids = Block.CASH_ONLY
    codes = [code for code, kind in call.biller.advanced_settings.block_codes.items() if kind is forbids]
    yield from (f"block {code}" for code in codes[:1])
    day = step.value("agent.flags_of", "flags_of")
    known = step.says("read_balance.as_of") and step.moment.heard == "told"
    if day or (known and call.biller.payments.when_flags_unknown == "refuse"):
        yield f"asked {day or (call.today - timedelta(days=1)).isoformat()}"


def _withholds_prepaying(call: Recorded, step: Step) -> bool:
    """Whoever may not pay at all is not offered to pay ahead either."""
    return step.moment.turn == "nothing_owed" and call.biller.payments.prepay and not step.says("nothing_owed.prepay")


def _cents(step: Step, key: str, name: str) -> int:
    return int(step.value(key, name) or 0)


def _file_day(call: Recorded, step: Step) -> datetime:
    """The day of the bill file that was read instead of Cayenta; the call's own where it was not."""
    day = step.value("read_balance.as_of", "as_of")
    return datetime.combine(date.fromisoformat(str(day)), time(), call.biller.zone) if day else call.started_at


def _payments(call: Recorded, standins: StandIns, past: Sequence[Earlier]) -> Iterator[str]:
    for each in past:
        at = each.at.astimezone(call.biller.zone)
        posting = f" posting {each.posting}" if each.state is PaymentState.CAPTURED else ""
        told = f"{each.amount.plain()} {each.way} {each.state} {at:%Y-%m-%d %H:%M}{posting}"
        yield f"payment:  {told} account {standins.of(each.account)}"


def _guesses(call: Recorded, standins: StandIns) -> list[str]:
    """Searches that had failed before, where one of this call's was locked: by this caller, or on this account."""
    words = [search.word for search in call.searches()]
    if "locked" not in words:
        return [""]
    failed = words[: words.index("locked")].count("not_found")
    keyed = standins.of(call.searches()[words.index("locked")].keyed)
    limits = {limit.kind: limit.failures_max for limit in reversed(LIMITS)}
    caller = limits["caller"] if call.caller else ANONYMOUS_LIMITS[0].failures_max
    return [f"guesses:  {caller - failed}", f"guesses:  {limits['account']} {keyed}"]


def _cayenta(call: Recorded, findings: list[str]) -> list[str]:
    """Away or not; one state for the whole call is all that a header can tell. In a window it was never asked."""
    asked = [telling.step for telling in call.tellings() if not telling.step.says("read_balance.window")]
    away = [step for step in asked if step.says("read_balance.as_of")]
    if not away:
        return [""]
    if len(away) < len(asked):
        findings.append("Cayenta was away for a part of this call only; `cayenta:` tells one state for all of it")
    deadline = call.biller.cayenta.deadline_s
    late = max(step.moment.ms for step in away) >= deadline * 1000
    return ["cayenta:  down"] if not late else [f"cayenta:  slow {deadline + LATE_S:g}s", "cayenta:  down"]


def _gateway(call: Recorded, findings: list[str]) -> Iterator[str]:
    if call.by_connector():
        yield from gateway_lines(call)
        return
    faults = [
        _decline(row.decline_code) if word == "declined" else CHARGES.get(word, "")
        for word, row in zip(call.heard_after("charge"), call.charged(), strict=False)
        if word != "beside"  # the gateway never heard of it
    ]
    refused = next((place for place, fault in enumerate(faults) if fault != "unreachable"), len(faults))
    if "unreachable" in faults[refused:]:
        findings.append("the gateway was unreachable after a charge that it took; `gateway:` tells that only at first")
    if "" in faults:
        findings.append("a charge ended in a way that this version does not know")
    if set(faults) - {"approve"}:
        yield f"gateway:  {', '.join(faults)}"


def _decline(code: str) -> str:
    """The bank's own word where the gateway in the box can say it."""
    try:
        Fault.parse(f"decline {code}")
    except ValueError:
        return "decline do_not_honor"
    return f"decline {code}"


def _screen(call: Recorded) -> Iterator[str]:
    """An agents' system that was told first, for a stand-in; the other ways are the agent's alone to hear."""
    if call.heard_after("tell_agent"):
        access = f'{{ url = "{SCREEN_URL}", key = "{SCREEN_KEY}" }}'
        yield f'config:   agent = {{ way = "screen_pop", screen_pop = {access} }}'


def _agent(call: Recorded, findings: list[str]) -> Iterator[str]:
    words = list(dict.fromkeys(AGENTS.get(word, word) for word in call.heard_after("agent")))
    findings += [
        f"the agent's line ended as {word}, which no fact tells" for word in words if word not in AGENTS.values()
    ]
    if len(words) > 1:
        findings.append(f"the agent's line ended in several ways ({', '.join(words)}); `agent:` tells one for all")
    if words and words != ["answers"]:
        yield f"agent:    {words[0]}"
