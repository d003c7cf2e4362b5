"""May we ring a sample? The same question as "may we ring?", for whoever asked to hear a campaign on his own phone.

His request is the consent, and no bill is spoken of; so what is asked is the number, a no that stands, the hour, how
often, and the purse.
"""

from datetime import timedelta

from integration.calling import about_the_hour, about_the_number, about_the_person
from integration.calling.question import Answer, Question, no
from integration.calling.refusals import Check, refusal

TOPIC = "sample"
DAY = timedelta(hours=24)
SAMPLES_PER_DAY_MAX = 10  # to one number: a mistyped one is somebody's


def samples_per_day(question: Question) -> Answer | None:
    """`attempts` are the samples that were rung there."""
    lately = sorted(attempt.at for attempt in question.attempts if attempt.at > question.at - DAY)
    if len(lately) < SAMPLES_PER_DAY_MAX:
        return None
    reason = f"{len(lately)} samples in 24 hours; expected {SAMPLES_PER_DAY_MAX} at most"
    return no("samples_per_day", reason, lately[-SAMPLES_PER_DAY_MAX] + DAY)


ASKED: tuple[Check, ...] = (
    about_the_number.number_exists,
    about_the_number.foreign_number,
    about_the_number.premium_number,
    about_the_person.do_not_call,
    about_the_person.opted_out,
    samples_per_day,
    about_the_hour.open_hours,
    about_the_hour.spend_per_day,
)


def may_sample(question: Question) -> Answer:
    """Yes, or no with the first rule that refuses and when it may next."""
    refused = refusal(question, ASKED)
    return (
        Answer(True, "asked_for", "asked for by the one whose phone it is", question.at) if refused is None else refused
    )
