"""A biller's `[calling]` table: a tightened rule is plain, a loosened one says why, and some cannot be loosened at all.

    [calling]
    calls_per_7_days = 2
    calls_per_day = { is = 2, reason = "Order 41-B of the state's commission asks for a second call" }

Numbers, hours and flags are written as elsewhere in the file.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from integration.billers.hours import Hours
from integration.calling.kinds import KINDS, Value
from integration.calling.law import ALWAYS, Rule, rules
from integration.money import Money

REASON_CHARS_MIN = 10  # "ok" is no reason that somebody could be shown later
SHOWN_CHARS_MAX = 60


def settled(table: Mapping[str, Any]) -> dict[str, Value]:
    """By rule, what holds for a biller whose `[calling]` table has no mistake: his choice, or the strictest."""
    strictest = {rule.id: rule.value for rule in rules().values() if rule.value is not None}
    return strictest | {name: _read(rules()[name], _plain(found)) for name, found in table.items()}


def mistakes(table: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each key that cannot stand, with its path in front."""
    for name, found in table.items():
        rule = rules().get(name)
        said = _unknown(name) if rule is None else _mistake(rule, found)
        if said:
            yield f"calling.{name}: {said}"


def _unknown(name: str) -> str:
    settable = [rule.id for rule in rules().values() if rule.kind != ALWAYS]
    close = get_close_matches(name, settable, n=1)
    meant = f"did you mean calling.{close[0]}?" if close else f"expected one of {', '.join(settable)}"
    return f"no such rule; {meant}"


def _mistake(rule: Rule, found: Any) -> str:
    if rule.kind == ALWAYS:
        return f"this rule always holds and is no setting ({rule.source}); expected it to be left out"
    if isinstance(found, Mapping) and (extra := set(found) - {"is", "reason"} or {"is"} - set(found)):
        return f"found a table with {', '.join(sorted(extra))} too much or missing; expected {_shape(rule)}"
    try:
        value = _read(rule, _plain(found))
    except ValueError:
        return f"found {_shown(_plain(found))}; expected {KINDS[rule.kind].expected}"
    return _too_loose(rule, value, found)


def _too_loose(rule: Rule, value: Value, found: Any) -> str:
    """What is wrong with this value's looseness; '' when nothing is."""
    looser, shown = KINDS[rule.kind].looser, _shown(_plain(found))
    if not looser(value, rule.value):
        return ""
    if rule.loosest is None:
        return f"found {shown}; expected {_written(rule.value)} or stricter, it cannot be loosened ({rule.source})"
    if looser(value, rule.loosest):
        return f"found {shown}; expected {_written(rule.loosest)} or stricter, even with a reason ({rule.source})"
    reason = found.get("reason") if isinstance(found, Mapping) else None
    if not isinstance(reason, str) or len(reason.strip()) < REASON_CHARS_MIN:
        return (
            f"found {shown}, looser than {_written(rule.value)}, without a reason; expected {_shape(rule)}, "
            f"the reason in {REASON_CHARS_MIN} characters or more"
        )
    return ""


def _read(rule: Rule, found: Any) -> Value:
    return KINDS[rule.kind].read(found)


def _plain(found: Any) -> Any:
    return found.get("is") if isinstance(found, Mapping) else found


def _shape(rule: Rule) -> str:
    example = rule.value if rule.loosest is None else rule.loosest
    return f'{rule.id} = {{ is = {_written(example)}, reason = "why this biller may" }}'


def _shown(found: Any) -> str:
    return str(found).lower() if isinstance(found, bool) else repr(found)[:SHOWN_CHARS_MAX]


def _written(value: Value | None) -> str:
    """A value as a biller's file writes it."""
    match value:
        case Hours():
            return f'"{value.text}"'
        case Money():
            return f'"{value.plain()}"'
        case bool():
            return str(value).lower()
    return str(value)
