"""What the turns of this scene say, in the order of its table.

The words of the law are in `prompts/reminders/` and stand under `reminder.` here; their order is not the writer's.
"""

from integration.campaigns.kinds import Kind
from ivr.call import Call
from ivr.scenes.common import misfit, owed_of
from ivr.scenes.reminding.answers import is_notice, reminder_of, what_to_do
from ivr.turns import Line


def remind(call: Call) -> tuple[Line, ...]:
    """Who calls and how to stop it come first; what is private is not in here."""
    first = (Line("remind.not_found"),) if call.why == "not_found" else misfit("remind", call)
    opening = (_of_the_law("identify", call), _of_the_law("opt_out", call))
    if is_notice(call):
        notice = Line("reminder.free_notice.detail", {"notice": reminder_of(call).notice})
        return (*first, *opening, notice, Line("reminder.free_notice.action"))
    return (*first, *opening, _of_the_law("purpose", call), _who_is_asked(call), _of_the_law("choices", call))


def _of_the_law(name: str, call: Call) -> Line:
    return Line(f"reminder.opening.{name}", {"biller": call.biller.name} if name == "identify" else {})


def _who_is_asked(call: Call) -> Line:
    """By the first name alone, where the bill tells it: whoever listens may be anybody (rules.md 2.4)."""
    name = reminder_of(call).first_name
    return Line("reminder.opening.prove_name", {"first_name": name}) if name else _of_the_law("prove", call)


def tell_reminder(call: Call) -> tuple[Line, ...]:
    """Heard by whoever has proved that the account is his."""
    kind = _kind(call)
    detail = Line(f"reminder.{kind}.detail", _facts(call, kind))
    by_text = (Line("tell_reminder.by_text"),) if "2" in what_to_do(call) else ()
    return (*misfit("tell_reminder", call), detail, *by_text, _action(call))


def _action(call: Call) -> Line:
    return Line(f"reminder.{_kind(call)}.action")


def _kind(call: Call) -> Kind:
    """What the call was about, unless the account stands otherwise by now."""
    kind, owed = Kind(reminder_of(call).kind), owed_of(call)
    if kind in {Kind.PAST_DUE, Kind.DISCONNECT_NOTICE} and not owed.past_due:
        return Kind.UPCOMING
    if kind is Kind.DISCONNECT_NOTICE and not owed.disconnect:
        return Kind.PAST_DUE
    return Kind.UPCOMING if kind is Kind.DUE_TODAY and owed.due != call.today() else kind


def _facts(call: Call, kind: Kind) -> dict[str, str | int]:
    """The amounts as they are now."""
    owed = owed_of(call)
    facts: dict[str, str | int] = {"owed": owed.owed, "past_due": owed.past_due, "due": owed.due}
    if kind is Kind.THANK_YOU:
        return {}
    return facts | ({"shut_off": owed.disconnect} if owed.disconnect else {})


def leave_message(call: Call) -> tuple[Line, ...]:
    """The utility and a number that reaches the opt-out and the account, and nothing else (rules.md 2.4)."""
    number = (call.biller.reminders.toll_free or "").removeprefix("+")
    return (Line("reminder.voicemail.say", {"biller": call.biller.name, "callback": number}),)


def nothing(_call: Call) -> tuple[Line, ...]:
    return ()


def ask_opt_out(call: Call) -> tuple[Line, ...]:
    return (*misfit("ask_opt_out", call), Line("ask_opt_out.say"))
