"""A campaign that goes by text and e-mail: its biller in a box, its bills, its writer, and a mail relay on loopback."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import select

from integration.calling.limits import limits_of
from integration.campaigns.channels import Channel
from integration.ledger import bill_files, campaigns, consents
from integration.ledger.consents import Word
from integration.ledger.rows import row_of
from integration.ledger.tables import planned_messages, texts
from integration.model import Bill
from integration.money import Money
from integration.reminding import Reminding
from integration.sandbox.box import open_box
from integration.sandbox.cayenta.accounts import Account
from integration.writing.asking import MayLeave
from integration.writing.words import load
from ivr.reminders.letters import Letters
from tests.workers.town import Town
from workers.crash import onward
from workers.messages import Messenger

LIMITS = limits_of({})  # kept: what they know of open hours takes a second to work out
MORNING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday, seven in the morning in Georgia
NINE = MORNING + timedelta(hours=2)
OWED = 14_250
POSTAL = "1600 Battle Creek Road, Morrow, GA 30260"
TERMS = {"texts": {"on": True}, "mails": {"on": True, "postal_address": POSTAL}}
FILE = """
name = "november"
bid = "1368"
kind = "upcoming"
channels = ["text", "email"]
[calendar]
first = 2026-11-23
last = 2026-11-24
"""


def account_of(number):
    return f"{number:010d}"


def phone_of(number):
    return f"+1770555{number:04d}"


def mailbox_of(number):
    return f"Payer{number}@Home.example"


class MessageTown(Town):
    """Accounts 0, 1, 2 … owe OWED, due in three days, each with a phone that may be written to and a mailbox."""

    def __init__(self, box, site, accounts):
        self.box, self.site, self.clock, self.database = box, site, box.clock, site.database
        self.clock.pause((MORNING - self.clock.now()).total_seconds())
        self._load([_bill(number) for number in range(accounts)])
        for number in range(accounts):
            self.owes(number, OWED)
            self.say(phone_of(number), "texts", yes=True)

    def _load(self, bills):
        facts = bill_files.FileFacts("1368", "billheader_20261101.xml", "0" * 64, date(2026, 11, 1), 1, MORNING)
        version = bill_files.begin(self.database, facts, self.clock.now())
        bill_files.stage(self.database, version, [row_of(bill, version) for bill in bills], [])
        staged = bill_files.Staged(len(bills), OWED * len(bills), 0, "{}")
        bill_files.show(self.database, version, facts, staged, self.clock.now())

    def say(self, number, topic, *, yes):
        with self.database.write() as connection:
            at = self.clock.now() - timedelta(days=1) if yes else self.clock.now()
            consents.note(connection, Word("1368", number, topic, yes, "web", "ann", at))

    def owes(self, number, cents, block=""):
        self.box.cayenta.books.put(Account(account_of(number), Money(cents), block_code=block))

    def start(self, text=FILE, at=NINE):
        """The run; the time is `at` then."""
        reminding = Reminding(self.site, {"1368": LIMITS})
        run = reminding.start(reminding.define(text, "november.toml", who="ann"), who="ann")
        self.clock.pause((at - self.clock.now()).total_seconds())
        return run

    def move(self, act):
        with self.database.write() as connection:
            found = campaigns.named(connection, "1368", "november")
            campaigns.move(connection, found, act, who="ann", now=self.clock.now())

    def write(self, crash=onward):
        """Until a round finds nothing; how many were taken up."""
        words = load(self.site.settings.prompts, self.box.biller)
        messenger = Messenger(self.site, self.box.biller, MayLeave(self.box.biller, LIMITS), words, crash=crash)
        return sum(iter(messenger.go_on, 0))

    def letter(self, row):
        """Subject and words of a planned message, as a preview shows them."""
        with self.database.read() as connection:
            letters = Letters(self.site, campaigns.named(connection, "1368", "november"))
            account = letters.accounts(connection, [row.account_number])[row.account_number]
            return letters.write(Channel(row.channel), row.sent_to, row.language, account, row.id)

    def after(self, **passes):
        self.clock.pause(timedelta(**passes).total_seconds())
        return self

    def rows(self, channel=None):
        with self.database.read() as connection:
            found = connection.execute(select(planned_messages).order_by(planned_messages.c.id)).all()
        return [row for row in found if channel in (None, row.channel)]

    def states(self, channel):
        return [row.state for row in self.rows(channel)]

    def texts(self):
        with self.database.read() as connection:
            return connection.execute(select(texts).order_by(texts.c.number)).all()


def _bill(number):
    return Bill(
        bid="1368",
        account_number=account_of(number),
        invoice_number=f"B-{number}",
        invoice_type="REGULAR",
        bill_date=date(2026, 11, 1),
        due_date=date(2026, 11, 26),
        balance_due=Money(OWED),
        state="GA",
        postal_code="30236",
        phone=phone_of(number),
        email=mailbox_of(number),
        language="ES" if number == 1 else "EN",
    )


@contextmanager
def open_messages(clock, database, *, relay="127.0.0.1:1", accounts=2, terms=None):
    with open_box(clock, database=database, terms=TERMS | (terms or {})) as box:
        changed = {"mail_relay": relay, "mail_from": "bills@line.example", "mail_password": SecretStr("")}
        site = replace(box.site, settings=box.site.settings.model_copy(update=changed))
        yield MessageTown(box, site, accounts)
