"""News for a person at a biller: by mail over the relay of the environment, or by a webhook of the biller's.

A notice that did not arrive raises Unavailable and is sent again later, so one may arrive twice; its id says so.
"""

import json
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from integration.errors import Unavailable
from integration.ports import AnswerLost, HttpRequest, NothingSent, Wire
from integration.settings import Settings

MAIL_S = 20.0  # of each step of SMTP
WEBHOOK_S = 10.0
GOOD = range(200, 300)


@dataclass(frozen=True, slots=True)
class Notice:
    """`notice_id` stays the same however often it is sent, at `at` (aware); `facts` are the webhook's document."""

    notice_id: str
    subject: str
    text: str
    facts: Mapping[str, str | int]
    at: datetime


class Mail(Protocol):
    """Carries a notice to people."""

    def send(self, to: Sequence[str], notice: Notice) -> None:
        """Raises Unavailable when it cannot be handed over."""
        ...


class Relay:
    """SMTP to `IVR_MAIL_RELAY`, host:port. TLS is asked for everywhere but in the sandbox."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, to: Sequence[str], notice: Notice) -> None:
        """Hand it over to the relay, for all of them or for none. Raises Unavailable."""
        settings, message = self._settings, EmailMessage()
        message["From"], message["To"], message["Subject"] = settings.mail_from, ", ".join(to), notice.subject
        message["Date"] = notice.at
        message["Message-ID"] = f"<{notice.notice_id}@{settings.mail_from.rpartition('@')[2]}>"
        message.set_content(notice.text)
        try:
            with to_relay(settings) as relay:
                refused = relay.send_message(message)
        except (OSError, smtplib.SMTPException) as error:  # the words of a refusal may hold what was sent
            raise Unavailable(f"the mail relay {settings.mail_relay} took no mail: {type(error).__name__}") from None
        if refused:
            raise Unavailable(f"the mail relay {settings.mail_relay} refused {len(refused)} of {len(to)} addresses")


@contextmanager
def to_relay(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A conversation with the relay of the environment. Raises what smtplib does."""
    host, _, port = settings.mail_relay.rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=MAIL_S) as relay:
        if not settings.sandbox:
            relay.starttls(context=ssl.create_default_context())
        if settings.mail_user:
            relay.login(settings.mail_user, settings.mail_password.get_secret_value())
        yield relay


def call_webhook(wire: Wire, url: str, key: str, notice: Notice) -> None:
    """POST the facts as JSON, with the biller's own key as a bearer. Raises Unavailable for all but a 2xx."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": notice.notice_id}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    body = json.dumps({"id": notice.notice_id, **notice.facts}).encode()
    try:
        reply = wire.exchange(HttpRequest("POST", url, body, headers), deadline_s=WEBHOOK_S)
    except (NothingSent, AnswerLost) as error:
        raise Unavailable(f"the webhook {url} was not reached: {error}") from error
    if reply.status not in GOOD:
        raise Unavailable(f"the webhook {url} answered HTTP {reply.status}; expected 200 to 299")
