"""A link becomes a no to all mail of the biller, in the register and at once."""

from integration.calling.about_mail import ALL_MAIL
from integration.ledger import consents, planned_messages
from integration.ledger.consents import Word
from integration.ledger.planned_messages import Written, cause_of
from integration.site import Site
from integration.writing.stopping import message_id_of

HOW, WHO = "link", "mail page"


def read_link(site: Site, token: str) -> Written | None:
    """The message whose link it is; None for one that we did not sign."""
    message_id = message_id_of(token, site.vault)
    if message_id is None:
        return None
    with site.database.read() as connection:
        return planned_messages.find(connection, message_id)


def stop(site: Site, message: Written) -> None:
    """Written down each time it is said: a yes may have come in between."""
    now = site.clock.now()
    word = Word(message.bid, message.sent_to, ALL_MAIL, False, HOW, WHO, now, cause_of(message.id))
    with site.database.write() as connection:
        consents.note(connection, word)
        planned_messages.stop(connection, message.id, now)
