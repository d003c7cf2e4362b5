"""May we send an e-mail? Beside "may we ring?" and "may we write?", asked again when the mail is about to leave.

A bill's reminder to the address that the customer gave to the utility takes no consent and keeps no hours, but a no.
"""

from collections.abc import Sequence

from integration.calling import about_mail, about_the_bill
from integration.calling.mail_question import MailQuestion
from integration.calling.question import Answer
from integration.calling.refusals import Check, refusal

ASKED: Sequence[Check] = (
    about_mail.mail_address,
    about_mail.mail_deceased,
    about_mail.mail_opted_out,
    about_the_bill.dispute,
    about_the_bill.autopay,
    about_the_bill.promise,
    about_the_bill.block,
    about_the_bill.balance_asked_within_s,
    about_the_bill.owed_from,
)


def may_mail(question: MailQuestion) -> Answer:
    """Yes, or no with the first rule that refuses and when it may next."""
    refused = refusal(question, ASKED)
    return refused or Answer(True, "mail", "the address on the customer's bill", question.at)
