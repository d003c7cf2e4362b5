"""May we ring? One pure function for every way of starting a call, asked again when the call is about to be dialled."""

from datetime import datetime

from integration.calling import about_how_often, about_the_bill, about_the_hour, about_the_number, about_the_person
from integration.calling.limits import WITHOUT_CONSENT
from integration.calling.question import Answer, Question
from integration.calling.refusals import Check, lasting, refusal

ASKED: tuple[Check, ...] = (
    about_the_number.number_exists,
    about_the_number.foreign_number,
    about_the_number.premium_number,
    about_the_person.do_not_call,
    about_the_person.opted_out,
    about_the_person.one_no_stops_all,
    about_the_person.consent,
    about_the_bill.dispute,
    about_the_bill.autopay,
    about_the_bill.promise,
    about_the_bill.block,
    about_the_bill.balance_asked_within_s,
    about_the_bill.owed_from,
    about_how_often.calls_per_day,
    about_how_often.caps,
    about_how_often.hours_after_conversation,
    about_how_often.cap_without_consent,
    about_the_hour.open_hours,
    about_the_hour.maintenance,
    about_the_hour.spend_per_day,
)
"""In this order: what waiting cannot change comes first. Each is silent or refuses."""


def may_ring(question: Question) -> Answer:
    """Yes with the consent that it rests on, or no with the first rule that refuses and when it may next.

    The next instant supposes that nothing but time passes, and that the balance is asked again then and is the same.
    """
    refused = refusal(question, ASKED)
    if refused is not None:
        return refused
    basis = about_the_person.basis_of(question)
    if basis:
        return Answer(True, "consent", basis, question.at)
    return Answer(True, WITHOUT_CONSENT, "a landline without consent, within its cap", question.at)


def may_not_before(question: Question, until: datetime) -> str:
    """The rule that keeps it from ringing before `until`, '' where none does: the first that refuses may end sooner."""
    refused = lasting(question, ASKED, until)
    return refused.rule if refused else ""
