"""What "may we send an e-mail?" needs to know beyond "may we ring?"."""

from dataclasses import dataclass

from integration.calling.question import Question, Said


@dataclass(frozen=True, kw_only=True)
class MailQuestion(Question):
    """May this mailbox be written to about this topic at this instant?

    `mailbox` is the address on the bill; `mail_said` what was said of it, in the order in which it was written down.
    """

    mailbox: str
    mail_said: tuple[Said, ...] = ()
