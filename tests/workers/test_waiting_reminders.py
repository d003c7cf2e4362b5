"""A campaign's texts that wait in the outbox: asked what a call is asked when it is dialled; a stop is heard."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from integration.ledger import account_marks, planned_messages, promises, unsent
from integration.ledger.account_marks import Mark
from integration.ledger.tables import texts as texts_table
from integration.ledger.texts import Text, put
from integration.money import Money
from integration.planned import Promise
from integration.sandbox.cayenta.faults import Fault, Kind
from integration.settings import SHIPPED_PROMPTS
from integration.texting.words import Words
from integration.timings import BOOKS_AGAIN_S
from integration.writing.asking import PAUSED_AGAIN
from ivr.phone import RestFault
from tests.workers.mail import open_mail
from tests.workers.message_town import FILE, LIMITS, OWED, MessageTown, account_of, open_messages, phone_of
from workers.texts import ABSENT_S, Writer

BY_TEXT = FILE.replace('"text", "email"', '"text"')
WORDS = Words.load(SHIPPED_PROMPTS, ("en", "es"))


@dataclass
class Post:
    """The town's writer of texts before the phone company; REST requests meet `faults`, the first one first."""

    town: MessageTown
    carrier: object
    rest: object
    network: object
    faults: list

    def send(self, **passes):
        """After so much time; whom the phone company has a text to."""
        town = self.town.after(**passes)
        Writer(town.site, town.box.biller, self.carrier, WORDS, LIMITS).write()
        return [sent.to for sent in self.network.texting.texts.values()]

    def asked(self):
        return [one for one in self.rest.asked if one.method == "POST"]

    def tally(self):
        with self.town.database.read() as connection:
            return planned_messages.tally(connection, self.town.rows()[0].run_id)


@pytest.fixture
def town(clock, sqlite_database):
    with open_messages(clock, sqlite_database) as town:
        yield town


@contextmanager
def open_post(town):
    faults = []

    def befalls(asked):
        return faults.pop() if faults and asked.method == "POST" else None

    with open_mail(town.database, town.clock, plan=befalls) as mail:
        town.start(BY_TEXT)
        town.write()
        assert {row.state for row in town.texts()} == {"ready"}
        yield Post(town, mail.carrier, mail.rest, mail.network, faults)


@pytest.fixture
def post(town):
    with open_post(town) as post:
        yield post


def marked(town, account, mark):
    word = account_marks.Word("1368", account_of(account), mark, True, None, "ann", "letter 12", town.clock.now())
    with town.database.write() as connection:
        account_marks.note(connection, [word])


def promises_to_pay(town, account):
    promise = Promise(UUID(int=7), "1368", account_of(account), "CA1", Money(OWED), date(2026, 11, 23), Money(OWED))
    with town.database.write() as connection:
        promises.make(connection, promise, town.clock.now())


def pays_here(town, account):
    for number in (1, 2, 3, 4):  # more than the OWED, and the books know nothing of it yet
        town.pay(number, account=account_of(account))


def nothing(_town, _account):
    pass


MEANWHILE = [  # what happens to an account while its text waits; what its row says
    (lambda town, account: town.owes(account, 0), "owed_from"),
    (pays_here, "owed_from"),
    (lambda town, account: marked(town, account, Mark.DISPUTE), "dispute"),
    (lambda town, account: marked(town, account, Mark.ARRANGEMENT), "audience.arrangement"),
    (lambda town, account: town.owes(account, OWED, "C"), "block"),
    (lambda town, account: town.say(phone_of(account), "texts", yes=False), "text_opted_out"),
    (promises_to_pay, ""),
    (nothing, ""),
]
LEAVES = len(MEANWHILE) - 1


def test_what_waits_leaves_by_the_hours_of_the_service_address_in_the_words_of_the_preview(town, post):
    """Nobody names the exchange of these numbers: by the number alone it is still night somewhere in the country."""
    assert post.send(seconds=1) == [phone_of(0), phone_of(1)]
    assert [("", sent.body) for sent in post.network.texting.texts.values()] == [
        town.letter(row) for row in town.rows()
    ]


def test_what_happens_while_it_waits_is_asked_when_it_leaves(clock, sqlite_database):
    with open_messages(clock, sqlite_database, accounts=len(MEANWHILE)) as town, open_post(town) as post:
        for account, (happens, _) in enumerate(MEANWHILE):
            happens(town, account)
        assert post.send(seconds=40) == [phone_of(LEAVES)]
        rows, dropped = town.rows(), LEAVES - 1
        assert [row.why.partition(":")[0] for row in rows] == [rule for _, rule in MEANWHILE]
        assert [row.state for row in rows] == ["dropped"] * dropped + ["handed"] * 2
        assert [text.result for text in town.texts()][:dropped] == [row.why for row in rows][:dropped]
        promised = town.texts()[dropped]
        assert (promised.state, promised.result.partition(":")[0]) == ("ready", "promise")
        assert promised.next_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # nine on the morning after his day
        assert post.tally() == {"text": {"dropped": dropped, "ready": 1, "sent": 1}}


def test_books_that_do_not_tell_hold_it_back(town, post):
    town.box.cayenta.set_faults(Fault(Kind.DOWN))
    assert post.send() == []
    town.box.cayenta.set_faults()
    assert post.send(seconds=BOOKS_AGAIN_S - 2) == []
    assert post.send(seconds=2) == [phone_of(0), phone_of(1)]


def test_a_try_that_was_turned_back_is_no_text_that_counts_against_the_next(post):
    post.faults[:] = [RestFault(429), RestFault(429)]
    assert post.send() == []
    assert post.send(minutes=1) == [phone_of(0), phone_of(1)]


def test_a_stop_takes_back_what_waits_at_once(town, post):
    town.move("stop")
    assert post.tally() == {"text": {"dropped": 2}}
    assert {(row.state, row.result) for row in town.texts()} == {("failed", ": ".join(unsent.STOPPED))}
    assert post.send(hours=1) == []


@pytest.mark.usefixtures("post")
def test_what_a_stop_does_not_take_back_itself_the_worker_does(town, monkeypatch):
    monkeypatch.setattr(unsent, "UNSENT_MAX", 1)
    town.move("stop")
    assert sorted(row.state for row in town.texts()) == ["failed", "ready"]
    town.write()
    assert [row.state for row in town.texts()] == ["failed", "failed"]


def test_a_pause_holds_what_waits_until_the_campaign_goes_on(town, post):
    town.move("pause")
    assert post.send(hours=1) == []
    assert {(row.state, row.result) for row in town.texts()} == {("ready", ": ".join(unsent.PAUSED))}
    town.move("resume")
    assert post.send(seconds=PAUSED_AGAIN.total_seconds()) == [phone_of(0), phone_of(1)]


@pytest.mark.parametrize(("carried_out", "state"), [(True, "sent"), (False, "dropped")])
def test_a_text_on_its_way_when_the_stop_comes_is_settled_and_never_sent_again(town, post, carried_out, state):
    post.faults[:] = [RestFault(503, carried_out=carried_out)] * 2
    post.send()
    town.move("stop")
    assert [row.state for row in town.texts()] == ["unsure", "unsure"]
    for _ in range(5):
        post.send(seconds=ABSENT_S / 3)
    assert post.tally() == {"text": {state: 2}}
    assert len(post.asked()) == 2


def test_what_is_about_a_payment_keeps_the_hours_of_its_account(town, post):
    """A bank payment's notice: at nine in Georgia, where the account is."""
    about = str(town.pay(1, account=account_of(0)))
    values = {"words": "you agreed.", "confirmation": "000000001"}
    town.move("stop")
    for number, why in (("+17705550188", about), ("+17705550199", "a payment of nobody's")):
        town.say(number, "texts", yes=True)
        text = Text("1368", number, "bank_notice", "bank_notice", "en", why, town.clock.now(), values)
        with town.database.write() as connection:
            put(connection, text)
    assert post.send() == ["+17705550188"]
    with town.database.read() as connection:
        (waits,) = connection.execute(select(texts_table).where(texts_table.c.state == "ready")).all()
    assert (waits.cause, waits.result.partition(":")[0]) == ("a payment of nobody's", "unknown_place")
