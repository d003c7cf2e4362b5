"""Whether the person was called or spoken to too lately."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from integration.calling.about_the_person import basis_of
from integration.calling.clocks import clock
from integration.calling.law import rules
from integration.calling.limits import Cap
from integration.calling.question import Answer, Question, no


def calls_per_day(question: Question) -> Answer | None:
    """On one date, by any clock that he may live by."""
    most = question.limits.calls_per_day
    if len(question.attempts) < most:
        return None
    clocks = {clock(zone) for place in question.places for zone in place.zones}
    full = [each for each in clocks if _calls_on_date(question, each) >= most]
    if not full:
        return None
    reason = f"{_calls_on_date(question, full[0])} calls on one date; expected {most} at most"
    return no("calls_per_day", reason, max(next_midnight(question.at, each) for each in full) if most else None)


def caps(question: Question) -> Answer | None:
    """In 24 hours, 7 days: everywhere, and where a region has a cap of its own."""
    for cap in question.limits.caps:
        refused = _over(cap, question)
        if refused is not None and any(rules()[cap.rule].holds_in(place.region) for place in question.places):
            return refused
    return None


def cap_without_consent(question: Question) -> Answer | None:
    """For a landline that is rung without consent."""
    refused = _over(question.limits.cap_without_consent, question)
    return None if refused is None or basis_of(question) else refused


def hours_after_conversation(question: Question) -> Answer | None:
    """Silence after somebody was spoken to."""
    silence = timedelta(hours=question.limits.hours_after_conversation)
    talks = [attempt.at for attempt in question.attempts if attempt.talked]
    if not talks or question.at >= max(talks) + silence:
        return None
    reason = (
        f"spoken to at {max(talks).isoformat()}; expected {question.limits.hours_after_conversation} hours of silence"
    )
    return no("hours_after_conversation", reason, max(talks) + silence)


def next_midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the next date begins there."""
    day: date = at.astimezone(zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _over(cap: Cap, question: Question) -> Answer | None:
    """Calls that are planned for later count as well: a plan is not overbooked."""
    if len(question.attempts) < cap.most:
        return None
    calls = sorted(attempt.at for attempt in question.attempts if attempt.at > question.at - cap.span)
    if len(calls) < cap.most:
        return None
    hours = int(cap.span.total_seconds() // 3600)
    reason = f"{len(calls)} calls in {hours} hours; expected {cap.most} at most"
    return no(cap.rule, reason, calls[len(calls) - cap.most] + cap.span if cap.most else None)


def _calls_on_date(question: Question, zone: ZoneInfo) -> int:
    today = question.at.astimezone(zone).date()
    return sum(attempt.at.astimezone(zone).date() == today for attempt in question.attempts)
