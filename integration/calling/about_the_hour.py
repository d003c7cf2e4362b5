"""Whether it is open where the called may be, and whether the biller is: his systems, and his purse for the day."""

from datetime import datetime, timedelta

from integration.calling.about_how_often import next_midnight
from integration.calling.question import Answer, Question, no
from integration.money import ZERO

WINDOW_MINUTES_MAX = 7 * 24 * 60
MINUTE = timedelta(minutes=1)


def open_hours(question: Question) -> Answer | None:
    """Every place, on every clock. A number without a place is told by the guard's name."""
    openings, places = question.limits.openings, question.places
    if openings.is_open(places, question.at):
        return None
    next_at = openings.opens_next(places, question.at)
    rule, wall = openings.shut_by(places, question.at)
    reason = f"it is {wall:%a %Y-%m-%d %H:%M} in {wall.tzinfo}, shut by {rule}"
    if question.address is None and not question.number.placed:
        return no("unknown_place", f"nobody knows where this rings: {reason}", next_at)
    return no(rule, reason, next_at)


def maintenance(question: Question) -> Answer | None:
    """Nothing could be paid."""
    if not _away(question, question.at):
        return None
    return no("maintenance", "the biller's systems are in maintenance", _back_at(question))


def spend_per_day(question: Question) -> Answer | None:
    """This call included, at its dearest."""
    spend, most = question.spend, question.limits.spend_per_day
    so_far = spend.so_far if question.at.astimezone(question.zone).date() == spend.on else ZERO
    if so_far + spend.this_call <= most:
        return None
    reason = (
        f"{so_far.plain()} spent and {spend.this_call.plain()} for this call; expected {most.plain()} a day at most"
    )
    return no("spend_per_day", reason, next_midnight(question.at, question.zone) if spend.this_call <= most else None)


def _away(question: Question, at: datetime) -> bool:
    return any(window.open_at(at, question.zone) for window in question.windows)


def _back_at(question: Question) -> datetime | None:
    """The end of the window, or of those that follow it at once."""
    minute = question.at.replace(second=0, microsecond=0)
    for passed in range(1, WINDOW_MINUTES_MAX + 1):
        if not _away(question, minute + passed * MINUTE):
            return minute + passed * MINUTE
    return None
