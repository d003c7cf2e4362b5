"""Whether such a number may be rung at all."""

from integration.calling.numbers import Line
from integration.calling.question import Answer, Question, no
from integration.calling.regions import CANADA, UNITED_STATES


def number_exists(question: Question) -> Answer | None:
    """Short codes and unfinished numbers are none."""
    if question.number.exists:
        return None
    return no("number_exists", f"found {question.number.number!r}; expected a whole number that exists")


def foreign_number(question: Question) -> Answer | None:
    """Outside of the two countries whose law is kept here."""
    if question.number.country in (UNITED_STATES, CANADA):
        return None
    return no("foreign_number", f"a number of {question.number.country or 'no country'}; expected one of US or CA")


def premium_number(question: Question) -> Answer | None:
    """Paid by the minute to its owner."""
    return no("premium_number", "a premium number") if question.number.line is Line.PREMIUM else None
