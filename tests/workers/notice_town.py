"""Parts for tests of notices: a payment from a bank account that went through, and the notice of it, queued."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

from pydantic import SecretStr
from sqlalchemy import select

from integration.ledger import authorizations, notices
from integration.ledger.authorizations import Authorization
from integration.ledger.tables import audit
from integration.settings import SHIPPED_PROMPTS
from tests.workers.mail import ON
from tests.workers.parts import open_payment, site_of

SAID = "You, Alex Doe, authorize Clayton County Water Authority to make a one-time electronic A C H debit."
EMAIL_TERMS = ON.payments.model_copy(
    update={"bank": ON.payments.bank.model_copy(update={"notice": "email"}), "ways": ("card", "bank")}
)
BY_EMAIL = ON.model_copy(update={"payments": EMAIL_TERMS})


@dataclass
class NoticeTown:
    """One site, with whose clock time passes when told."""

    site: SimpleNamespace

    def queue(self, number, way, sent_to, *, state="captured", language="en"):
        """Its payment is in `state`; the payment's id."""
        clock, database = self.site.clock, self.site.database
        payment_id = str(open_payment(database, clock, number, method="bank", state=state))
        given = Authorization(
            payment_id=payment_id,
            bid="1368",
            call_sid=f"CA1368-{number}",
            language=language,
            words=SAID,
            payer="Alex Doe",
            account_kind="checking",
            ending="0273",
            total_cents=14_400,
            debit_on=date(2026, 11, 20),
            phone="7705550199",
            answer="yes",
            confidence=0.93,
            at=clock.now(),
        )
        with database.write() as connection:
            authorizations.write(connection, given)
            notices.queue(connection, given, way, sent_to)
        return payment_id

    def notice(self, payment_id):
        with self.site.database.read() as connection:
            return notices.of(connection, payment_id)

    def after(self, **passes):
        self.site.clock.pause(timedelta(**passes).total_seconds())
        return self

    def told(self):
        with self.site.database.read() as connection:
            return [(row.what, row.detail) for row in connection.execute(select(audit).order_by(audit.c.id))]


def open_town(database, clock, of, *, relay="127.0.0.1:1"):
    site = site_of(database, clock, None, billers=[of])
    site.settings = SimpleNamespace(
        mail_relay=relay,
        mail_from="ivr@line.example",
        mail_user="",
        mail_password=SecretStr(""),
        sandbox=True,
        prompts=SHIPPED_PROMPTS,
    )
    return NoticeTown(site)
