"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from ivr.call import Call
from ivr.scenes.balance.lines import balance_facts
from ivr.scenes.common import misfit, missed, other_language, owed_of
from ivr.scenes.people import answers
from ivr.turns import MISSED, Line


def agent(call: Call) -> tuple[Line, ...]:
    return (*reason(call), Line("agent.say"))


def no_agent(call: Call) -> tuple[Line, ...]:
    if call.why in MISSED:
        return (*missed("no_agent", call), *_choices(call))
    return (*reason(call), _why_alone(call), *_choices(call))


def _why_alone(call: Call) -> Line:
    """What was promised, or why nobody is there."""
    if call.callback_part:
        whom = {"biller": call.biller.name, "callback": answers.spoken(call.callback), "day": call.callback_day}
        return Line(f"no_agent.kept_{call.callback_part}", whom)
    opens = None if call.agent_is_there() else call.biller.agent.hours.opens_after(call.now(), call.biller.zone)
    if opens is None:
        return Line("no_agent.busy")
    return Line("no_agent.closed", {"day": opens.date().isoformat(), "at": f"{opens:%H:%M}"})


def _choices(call: Call) -> tuple[Line, ...]:
    """Nobody has chosen a language on a closed line."""
    said = {"1": Line("no_agent.go_on"), "3": Line("no_agent.call_back"), "2": Line("no_agent.say")}
    offered = answers.what_without_a_person(call)
    language = () if call.line_is_open() else other_language(call)
    return (*(line for key, line in said.items() if key in offered), *language)


def ask_callback(call: Call) -> tuple[Line, ...]:
    """The number is read in groups before anybody promises to ring it."""
    number = {"callback": answers.spoken(answers.number_offered(call))}
    return (*misfit("ask_callback", call), Line("ask_callback.say", number))


def ask_number(call: Call) -> tuple[Line, ...]:
    return (*misfit("ask_number", call), Line("ask_number.say"))


def ask_time(call: Call) -> tuple[Line, ...]:
    parts = answers.parts_of_day(call).values()
    return (*misfit("ask_time", call), *(Line(f"ask_time.{part.value}", {"day": day}) for part, day in parts))


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


SPOKEN_REASONS = frozenset(
    {"line_closed", "no_answer", "not_found", "locked", "declined", "card_not_kept", "not_authorized"}
)


def goodbye(call: Call) -> tuple[Line, ...]:
    """Nobody has chosen a language at a closed line: it is said in each."""
    thanks = {"biller": call.biller.name}
    opens = call.line_opens()
    if call.why != "line_closed" or opens is None:
        return (Line("goodbye.say", thanks),)
    at = {"day": opens.date().isoformat(), "at": f"{opens:%H:%M}"}
    both = ("goodbye.line_closed", at), ("goodbye.say", thanks)
    return tuple(Line(key, values, language) for language in call.biller.languages for key, values in both)
