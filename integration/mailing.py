"""Mail to a payer over the relay of the environment, and what became of handing it over.

SMTP can look nothing up. Where the answer is lost after the mail may have left, that is told as unsure: whoever cannot
bear to lose it sends it again under the same Message-ID, by which a mailbox may know it for the same.
"""

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum

from integration.notices import to_relay
from integration.settings import Settings

FOR_GOOD_MIN = 500  # a relay's answer from here on stays the same


class End(StrEnum):
    """What became of one try."""

    TAKEN = "taken"  # the relay has it, and answers for it
    TURNED_AWAY = "turned away"  # a clear no to this address or this mail
    NOT_TAKEN = "not taken"  # the relay has nothing of it
    UNSURE = "unsure"  # it may have it


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one payer. `mail_id` exists before it leaves and stays the same however often it is sent."""

    mail_id: str
    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)  # beside those that every mail has


@dataclass(frozen=True, slots=True)
class Handed:
    """`why` is '' where it was taken, and never holds what was sent."""

    end: End
    why: str = ""


def hand_over(settings: Settings, mail: Mail, now: datetime) -> Handed:
    """Hand it to the relay, once; `now` (aware) is its date. Raises nothing."""
    try:
        message = _message(settings, mail, now)
    except (ValueError, MessageError, IndexError):  # of the parser of addresses
        return Handed(End.TURNED_AWAY, "the address on the bill is not one that mail can be sent to")
    handed: Handed | None = None
    try:
        with to_relay(settings) as relay:
            handed = _give(relay, message)
    except (OSError, smtplib.SMTPException) as error:  # before it was given; a goodbye that fails changes nothing
        return handed or Handed(End.NOT_TAKEN, f"the mail relay was not reached: {type(error).__name__}")
    return handed


def _message(settings: Settings, mail: Mail, now: datetime) -> EmailMessage:
    """ValueError, MessageError or IndexError where the address is not exactly one."""
    message = EmailMessage()
    message["From"], message["To"] = settings.mail_from, Address(addr_spec=mail.to)
    message["Date"], message["Subject"] = now, mail.subject
    message["Message-ID"] = f"<{mail.mail_id}@{settings.mail_from.rpartition('@')[2]}>"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    return message


def _give(relay: smtplib.SMTP, message: EmailMessage) -> Handed:
    try:
        relay.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        return _answered(next(code for code, _ in refused.recipients.values()), "the address")
    except smtplib.SMTPSenderRefused as refused:  # ours, so no fault of this mail
        return Handed(End.NOT_TAKEN, f"the mail relay answered {refused.smtp_code} to our own address")
    except smtplib.SMTPDataError as refused:
        return _answered(refused.smtp_code, "the mail")
    except smtplib.SMTPNotSupportedError:
        return Handed(End.TURNED_AWAY, "the mail relay takes no address with such letters")
    except (OSError, smtplib.SMTPException) as error:
        return Handed(End.UNSURE, f"the mail relay may have it: {type(error).__name__}")
    return Handed(End.TAKEN)


def _answered(code: int, to: str) -> Handed:
    return Handed(End.TURNED_AWAY if code >= FOR_GOOD_MIN else End.NOT_TAKEN, f"the mail relay answered {code} to {to}")
