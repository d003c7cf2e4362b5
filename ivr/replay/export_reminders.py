"""What only an exported call that we started has, and one to the lines that our messages name."""

from collections.abc import Iterator
from datetime import date

from ivr.replay.export_recorded import Recorded, Step
from ivr.replay.reminder_facts import TOLL_FREE

DETAILS = tuple(
    f"reminder.{kind}.detail" for kind in ("upcoming", "due_today", "past_due", "disconnect_notice", "returned_payment")
)


def started_by_us(call: Recorded) -> Iterator[str]:
    """Why we rang and who answered; of a call to a line that stops our calls, which line that was."""
    if call.reminder is not None:
        machine = " answered machine" if call.steps[0].moment.turn == "leave_message" else ""
        yield f"reminder: {call.reminder.kind} in {call.language}{machine}"
        return
    for name in ("toll_free", "opt_out"):
        if call.line == getattr(call.biller.reminders, name):
            yield f'config:   lines = ["{TOLL_FREE}"]'
            yield f'config:   reminders = {{ {name} = "{TOLL_FREE}" }}'


def reminded(step: Step, amount: str) -> int:
    """Cents, as a reminder told them; 0 where it did not."""
    return int(next((found for key in DETAILS if (found := step.value(key, amount))), 0))


def due_of_reminder(step: Step, today: date) -> str:
    """The due date, as a reminder told it."""
    if step.says("reminder.due_today.detail"):
        return today.isoformat()
    return str(next((found for key in DETAILS if (found := step.value(key, "due"))), ""))
