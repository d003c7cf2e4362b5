"""Whether such a number takes texts, and whether its owner wants them."""

from datetime import timedelta

from integration.calling.about_the_person import FIRST_ON_EARTH, one_no_stops_all, standing_no
from integration.calling.marks import ALL_TEXTS, Mark
from integration.calling.numbers import Line
from integration.calling.question import Answer, Said, no
from integration.calling.text_question import TextQuestion

NO_TEXTS = frozenset({Line.FIXED, Line.TOLL_FREE})


def of_texts(topic: str) -> str:
    """The register's name for texts on a topic."""
    return f"text_{topic}"


def text_landline(question: TextQuestion) -> Answer | None:
    """By the numbering plan, by its carrier's word, or by an earlier text's end."""
    told = question.marked is not None and question.marked.mark is Mark.LANDLINE
    if not told and question.number.line not in NO_TEXTS:
        return None
    return no("text_landline", f"a {question.number.line.replace('_', '-')} line" if not told else _told(question))


def text_unreachable_days(question: TextQuestion) -> Answer | None:
    """Then it may be tried again: a phone that was off is on some day."""
    marked, days = question.marked, question.limits.text_unreachable_days
    if marked is None or marked.mark is not Mark.UNREACHABLE:
        return None
    until = marked.at + timedelta(days=days)
    return no("text_unreachable_days", _told(question), until) if question.at < until else None


def text_opted_out(question: TextQuestion) -> Answer | None:
    """A no to texts; those to the topic itself or to everything are asked as of a call."""
    for topic in (of_texts(question.topic), ALL_TEXTS):
        standing = standing_no(question.said, topic, question.at)
        if standing is not None:
            return no("text_opted_out", f"no to {_by(standing)}")
    return None


def text_one_no_stops_all(question: TextQuestion) -> Answer | None:
    """Whoever asks for a text just now asks for this one, whatever else he wants to hear no more of."""
    if question.asked_for or (question.at + FIRST_ON_EARTH).date() < question.limits.one_no_stops_all:
        return None
    return one_no_stops_all(question)


def text_consent(question: TextQuestion) -> Answer | None:
    """Unlike a call, no text goes without."""
    if text_basis_of(question):
        return None
    return no("text_consent", f"no yes to texts on {question.topic} whose source is known")


def text_basis_of(question: TextQuestion) -> str:
    """The consent that the text rests on, in words; '' when there is none."""
    if question.asked_for:
        return "asked for just now"
    for word in reversed(question.said):
        if (
            word.says_yes
            and word.how
            and word.topic in (of_texts(question.topic), ALL_TEXTS)
            and word.at <= question.at
        ):
            return f"yes to {_by(word)}"
    return ""


def _told(question: TextQuestion) -> str:
    marked = question.marked
    return f"{marked.mark} by error {marked.code} on {marked.at.date()}" if marked else ""


def _by(word: Said) -> str:
    return f"{word.topic} by {word.how or 'unknown means'} on {word.at.date()}"
