"""Whether there is a mailbox, and whether its owner wants mail."""

from integration.calling.about_the_person import ALL_TOPICS, standing_no
from integration.calling.mail_question import MailQuestion
from integration.calling.question import Answer, DoNotCall, no
from integration.mailboxes import is_mailbox

ALL_MAIL = "email"  # what the link in each mail is a no to


def of_mail(topic: str) -> str:
    """The register's name for mail on a topic."""
    return f"email_{topic}"


def mail_address(question: MailQuestion) -> Answer | None:
    """The bill has none, or none that can be one."""
    return None if is_mailbox(question.mailbox) else no("mail_address", "the bill has no e-mail address")


def mail_deceased(question: MailQuestion) -> Answer | None:
    """What else a number is never called for is about the number alone."""
    if DoNotCall.DECEASED not in question.do_not_call:
        return None
    return no("mail_deceased", "the account's holder has died")


def mail_opted_out(question: MailQuestion) -> Answer | None:
    """A no of this mailbox, to mail on this topic or to all; it holds at once (15 U.S.C. 7704(a)(4))."""
    for topic in (of_mail(question.topic), ALL_MAIL, question.topic, ALL_TOPICS):
        standing = standing_no(question.mail_said, topic, question.at)
        if standing is not None:
            return no("mail_opted_out", f"no to {standing.topic} by {standing.how} on {standing.at.date()}")
    return None
