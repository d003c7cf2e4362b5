"""What a word in the register of consent can be about: a word about anything else would be asked by nobody."""

from integration.calling.about_mail import ALL_MAIL, of_mail
from integration.calling.about_texts import of_texts
from integration.calling.about_the_person import ALL_TOPICS
from integration.calling.law import topics
from integration.calling.marks import ALL_TEXTS

OF_TEXTS_ALONE = ("autopay", "bank_notice", "receipt")  # nobody is called about them


def topics_of_number() -> tuple[str, ...]:
    """Everything, each topic of a call, all texts, and texts on each topic."""
    written = (*topics(), *OF_TEXTS_ALONE)
    return (ALL_TOPICS, *topics(), ALL_TEXTS, *(of_texts(topic) for topic in written))


def topics_of_mailbox() -> tuple[str, ...]:
    """Everything, each topic by whatever way, all mail, and mail on each topic."""
    return (ALL_TOPICS, *topics(), ALL_MAIL, *(of_mail(topic) for topic in topics()))
