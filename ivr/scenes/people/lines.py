"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from ivr.call import Call
from ivr.scenes.balance.lines import balance_facts
from ivr.scenes.common import missed, owed_of
from ivr.turns import MISSED, Line


def agent(call: Call) -> tuple[Line, ...]:
    return (*reason(call), Line("agent.say"))


def no_agent(call: Call) -> tuple[Line, ...]:
    if call.why in MISSED:
        return (*missed("no_agent", call), Line("no_agent.say"))
    closed = Line("no_agent.busy" if call.why == "busy" else "no_agent.closed")
    return (*reason(call), closed, Line("no_agent.say"))


def reason(call: Call) -> tuple[Line, ...]:
    """Why a person is offered; the blocked payer hears what he owes, and that it is no fault of his."""
    if call.why in {"cash_only", "no_card"}:
        flags = owed_of(call).flags_of
        dated = (Line("agent.flags_of", {"flags_of": flags}),) if flags else ()
        return (*balance_facts(call), Line(f"agent.{call.why}", {"biller": call.biller.name}), *dated)
    if call.why == "expired":
        return (*balance_facts(call), Line("agent.expired", {"expires": owed_of(call).expires}))
    if call.why == "flags_unknown":
        return (*balance_facts(call), Line("agent.flags_unknown"))
    return (Line(f"agent.{call.why}"),) if call.why in SPOKEN_REASONS else ()


SPOKEN_REASONS = frozenset({"line_closed", "no_answer", "not_found", "locked", "declined", "not_authorized"})


def goodbye(call: Call) -> tuple[Line, ...]:
    """Nobody has chosen a language at a closed line: it is said in each."""
    thanks = {"biller": call.biller.name}
    opens = call.line_opens()
    if call.why != "line_closed" or opens is None:
        return (Line("goodbye.say", thanks),)
    at = {"day": opens.date().isoformat(), "at": f"{opens:%H:%M}"}
    both = ("goodbye.line_closed", at), ("goodbye.say", thanks)
    return tuple(Line(key, values, language) for language in call.biller.languages for key, values in both)
