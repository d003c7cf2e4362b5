"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from dataclasses import replace

from ivr.call import Call
from ivr.scenes.balance.lines import balance_facts
from ivr.scenes.common import misfit, missed, other_language, owed_of
from ivr.scenes.people import answers
from ivr.turns import MISSED, Line


def not_payable(call: Call) -> tuple[Line, ...]:
    """What the blocked payer owes, and that it is no fault of his; the way to a person last."""
    heard_it = call.why in MISSED
    return (*misfit("not_payable", call), *(() if heard_it else _barred(call, call.barred)), Line("not_payable.say"))


def agent(call: Call) -> tuple[Line, ...]:
    return (*reason(call), Line("agent.say"))


def no_agent(call: Call) -> tuple[Line, ...]:
    if call.why in MISSED:
        return (*missed("no_agent", call), *_choices(call))
    told = _barred(call, call.why) if call.why in BARRED else ()
    return (*told, *reason(call), _why_alone(call), *_choices(call))


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
    """Why a person is offered."""
    return (Line(f"agent.{call.why}"),) if call.why in SPOKEN_REASONS else ()


def _barred(call: Call, why: str) -> tuple[Line, ...]:
    """What is owed, and why it cannot be paid here."""
    flags = owed_of(call).flags_of if why in {"cash_only", "no_card"} else ""
    dated = (Line("agent.flags_of", {"flags_of": flags}),) if flags else ()
    return (*balance_facts(call), Line(f"agent.{why}", _named(call, why)), *dated)


def _named(call: Call, why: str) -> dict[str, str | int]:
    if why == "expired":
        return {"expires": owed_of(call).expires}
    return {} if why == "flags_unknown" else {"biller": call.biller.name}


BARRED = frozenset({"cash_only", "no_card", "expired", "flags_unknown"})


SPOKEN_REASONS = frozenset(
    {"line_closed", "no_answer", "not_found", "locked", "declined", "card_not_kept", "not_authorized"}
)


def line_closed(call: Call) -> tuple[Line, ...]:
    """Nobody has chosen a language at a closed line: it is said in each, as often as it is asked for."""
    opens = call.line_opens()
    when = Line("line_closed.say", {"day": opens.date().isoformat(), "at": f"{opens:%H:%M}"}) if opens else None
    back = Line("line_closed.call_back") if answers.parts_of_day(call) else None
    said = [line for line in (when, back) if line is not None]
    return tuple(replace(line, language=language) for language in call.biller.languages for line in said)


def goodbye(call: Call) -> tuple[Line, ...]:
    return (Line("goodbye.say", {"biller": call.biller.name}),)
