"""May we write? The same question as "may we ring?", for texts; asked again when the text is about to leave."""

from collections.abc import Sequence

from integration.calling import about_how_often, about_texts, about_the_bill, about_the_hour, about_the_number
from integration.calling import about_the_person as person
from integration.calling.question import Answer
from integration.calling.refusals import Check, refusal
from integration.calling.text_question import TextQuestion

OF_THE_PERSON: Sequence[Check] = (
    about_the_number.number_exists,
    about_the_number.foreign_number,
    about_the_number.premium_number,
    about_texts.text_landline,
    about_texts.text_unreachable_days,
    person.do_not_call,
    person.opted_out,
    about_texts.text_opted_out,
    about_texts.text_one_no_stops_all,
    about_texts.text_consent,
)
OF_THE_BILL: Sequence[Check] = (
    about_the_bill.dispute,
    about_the_bill.autopay,
    about_the_bill.promise,
    about_the_bill.block,
    about_the_bill.balance_asked_within_s,
    about_the_bill.owed_from,
)
OF_THE_HOUR: Sequence[Check] = (
    about_how_often.calls_per_day,
    about_how_often.caps,
    about_the_hour.open_hours,
    about_the_hour.maintenance,
    about_the_hour.spend_per_day,
)


def may_write(question: TextQuestion) -> Answer:
    """Yes with the consent that it rests on, or no with the first rule that refuses and when it may next.

    What a person asked for just now is sent at any hour, as often as he asks.
    """
    return _answer(question, (*OF_THE_PERSON, *OF_THE_BILL, *OF_THE_HOUR))


def may_still_write(question: TextQuestion) -> Answer:
    """The same of a text that is about no campaign: what may have changed since it was let through is person and hour.

    Whoever wrote it down asked about the bill. A campaign's text that waits is asked `may_write` once more.
    """
    return _answer(question, (*OF_THE_PERSON, *OF_THE_HOUR))


def _answer(question: TextQuestion, checks: Sequence[Check]) -> Answer:
    refused = refusal(question, OF_THE_PERSON if question.asked_for else checks)
    if refused is not None:
        return refused
    return Answer(True, "text_consent", about_texts.text_basis_of(question), question.at)
