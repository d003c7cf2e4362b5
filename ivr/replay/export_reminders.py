"""What only an exported call that we started has, and one to the lines that our messages name."""

from collections.abc import Iterator
from datetime import date

from ivr.replay.export_recorded import Recorded, Step
from ivr.replay.export_words import Value
from ivr.replay.reminder_facts import TOLL_FREE

TAKEN_UP_BY = {"leave_message": " answered machine", "fax": " answered fax"}  # by the first turn; else by a person
DETAIL = ".detail"  # how the prompts end that tell what a reminder is about


def started_by_us(call: Recorded) -> Iterator[str]:
    """Why we rang and who answered; of a call to a line that stops our calls, which line that was."""
    if call.reminder is not None:
        answered = TAKEN_UP_BY.get(call.steps[0].moment.turn, "")
        yield f"reminder: {call.reminder.kind} in {call.language}{answered}"
        yield from ['config:   reminders.names = "first_last"'] if call.reminder.first_name else []  # as the stand-in's
        return
    for name in ("toll_free", "opt_out"):
        if call.line == getattr(call.biller.reminders, name):
            yield f'config:   lines = ["{TOLL_FREE}"]'
            yield f'config:   reminders = {{ {name} = "{TOLL_FREE}" }}'


def reminded(step: Step, amount: str) -> int:
    """Cents, as a reminder told them; 0 where it did not."""
    return int(_told(step, amount) or 0)


def due_of_reminder(step: Step, today: date) -> str:
    """The due date, as a reminder told it; '' where it did not."""
    return today.isoformat() if step.says("reminder.due_today.detail") else str(_told(step, "due") or "")


def _told(step: Step, name: str) -> Value | None:
    told = (each.values for each in step.sentences if each.key.endswith(DETAIL))
    return next((values[name] for values in told if name in values), None)
