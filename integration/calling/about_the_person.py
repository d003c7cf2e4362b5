"""What the person said: refusals first, then the consent that a call rests on."""

from datetime import datetime, timedelta

from integration.calling.law import topics
from integration.calling.numbers import Line
from integration.calling.question import Answer, Question, Said, no

ALL_TOPICS = "all"
FIRST_ON_EARTH = timedelta(hours=14)  # a date begins there first: a rule that holds from a date holds from then


def do_not_call(question: Question) -> Answer | None:
    """Whatever was consented to."""
    why = ", ".join(sorted(question.do_not_call))
    return no("do_not_call", f"not to be called: {why}") if why else None


def opted_out(question: Question) -> Answer | None:
    """A no to this topic or to all of them."""
    for topic in (question.topic, ALL_TOPICS):
        standing = standing_no(question.said, topic, question.at)
        if standing is not None:
            return no("opted_out", f"no to {_told(standing)}")
    return None


def one_no_stops_all(question: Question) -> Answer | None:
    """A no to another topic, from the day of the law or the biller's; a later yes to this one stands."""
    if (question.at + FIRST_ON_EARTH).date() < question.limits.one_no_stops_all:
        return None
    for topic in sorted({word.topic for word in question.said} - {question.topic, ALL_TOPICS}):
        standing = standing_no(question.said, topic, question.at, undone_by=(question.topic, ALL_TOPICS))
        if standing is not None:
            return no("one_no_stops_all", f"no to {_told(standing)}, and one no stops all topics")
    return None


def consent(question: Question) -> Answer | None:
    """Only a landline may be rung without, a few times: `calls_per_30_days_without_consent`."""
    if basis_of(question) or question.number.line is Line.FIXED:
        return None
    line = f"a {question.number.line.replace('_', '-')} line"
    if question.given is not None and _is_of_a_bill(question):
        return no(
            "explicit_consent_for_bills", f"{line}, and no yes to {question.topic} itself: a number given is none"
        )
    return no("consent", f"{line} without consent to {question.topic} whose source is known")


def basis_of(question: Question) -> str:
    """The consent that the call rests on, with its source and date, in words; '' when there is none."""
    if question.about.consent == "none":
        return f"{question.topic} needs no consent"
    for word in reversed(question.said):
        if word.says_yes and word.how and word.topic in (question.topic, ALL_TOPICS) and word.at <= question.at:
            return f"yes to {_told(word)}"
    given = question.given
    if given is not None and given.how and given.at <= question.at and _related(question):
        return f"{question.topic} is closely related to the service, number given by {given.how} on {given.at.date()}"
    return ""


def standing_no(said: tuple[Said, ...], topic: str, at: datetime, undone_by: tuple[str, ...] = ()) -> Said | None:
    """The no to a topic that still holds: a yes undoes it only if it was both said and written down after it.

    So neither an old file that is imported late, nor a letter that is entered late, lets us ring against a no; nor does
    a yes whose source nobody knows.
    """
    standing = None
    for word in said:
        if word.topic == topic and not word.says_yes:
            standing = word if standing is None or word.at > standing.at else standing
        elif standing is not None and word.topic in (topic, *undone_by) and standing.at < word.at <= at:
            standing = None if word.says_yes and word.how else standing
    return standing


def _related(question: Question) -> bool:
    loosened = _is_of_a_bill(question) and not question.limits.explicit_consent_for_bills
    return question.about.consent == "related" or loosened


def _is_of_a_bill(question: Question) -> bool:
    """One of the law's own topics that take a yes of their own; others that take one are nobody's to loosen."""
    return question.topic in topics() and question.about.consent == "explicit"


def _told(word: Said) -> str:
    return f"{word.topic} by {word.how or 'unknown means'} on {word.at.date()}"
