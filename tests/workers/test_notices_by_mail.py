"""Notices by e-mail, over real SMTP: none is lost whatever the relay answers, and a person sees what is not sure."""

from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from integration.errors import Misconfigured
from integration.ledger import notice_sends
from integration.mailing import End, Mail, hand_over
from integration.settings import SHIPPED_PROMPTS
from integration.site import check_mail
from integration.texting.words import MAILS, Words
from tests.workers.mail import ON
from tests.workers.notice_town import BY_EMAIL, SAID, open_town
from tests.workers.small_smtp import small_relay
from workers.notices import TRIES_MAX, NoticesByMail

PAYER = "alex@doe.example"


@pytest.fixture
def relay():
    with small_relay() as relay:
        yield relay


@pytest.fixture
def town(sqlite_database, clock, relay):
    return open_town(sqlite_database, clock, BY_EMAIL, relay=relay.address)


def look(town):
    return NoticesByMail.of(town.site).look()


def test_a_mail_has_the_words_that_were_agreed_to_and_is_sent_once(town, relay):
    payment_id = town.queue(1, "email", PAYER)
    assert [look(town), look(town)] == [1, 0]
    ((to, message),) = relay.mails
    assert (to, message["To"], message["Message-ID"]) == ([PAYER], PAYER, f"<notice-{payment_id}@line.example>")
    assert message["Date"] == format_datetime(town.site.clock.now())
    assert "your payment from your bank account," in message["Subject"]
    body = message.get_payload(decode=True).decode()
    assert SAID in body
    assert "at 770-555-0199." in body
    notice = town.notice(payment_id)
    assert (notice.state, notice.sent_by, town.told()) == ("sent", "ivr work", [("notice sent", "email")])


def test_a_relay_that_says_no_for_now_is_asked_again(town, relay):
    relay.to_rcpt = b"450 later"
    payment_id = town.queue(1, "email", PAYER)
    assert [look(town), look(town.after(seconds=59))] == [1, 0]
    assert town.notice(payment_id).trouble == "not taken: the mail relay answered 450 to the address"
    relay.to_rcpt = b"250 ok"
    assert (look(town.after(seconds=1)), len(relay.mails), town.notice(payment_id).state) == (1, 1, "sent")


def test_an_answer_that_is_lost_is_told_and_the_same_mail_is_sent_again(town, relay):
    """Twice is bearable, lost is not."""
    relay.after_data = b""
    payment_id = town.queue(1, "email", PAYER)
    look(town)
    told = town.notice(payment_id)
    assert (told.state, told.trouble) == ("queued", "unsure: the mail relay may have it: SMTPServerDisconnected")
    relay.after_data = b"250 taken"
    look(town.after(minutes=1))
    assert [message["Message-ID"] for _, message in relay.mails] == [f"<notice-{payment_id}@line.example>"] * 2
    assert town.notice(payment_id).state == "sent"


def test_a_crash_in_the_middle_is_seen_by_people_and_goes_on(town, relay):
    payment_id = town.queue(1, "email", PAYER)
    notice, at = town.notice(payment_id), town.site.clock.now()
    with town.site.database.write() as connection:
        assert notice_sends.begin(connection, notice, next_at=at)
        assert not notice_sends.begin(connection, notice, next_at=at)  # nobody else takes it up as well
    assert town.notice(payment_id).trouble == "its sending was begun; nobody knows how it ended"
    assert (look(town), len(relay.mails)) == (1, 1)


@pytest.mark.parametrize("address", ["a@b.c, d@e.f", "a b@c.d", "@", "a@b.c\nBcc: d@e.f", "é@b.c", "a@"])
def test_an_address_that_is_not_exactly_one_makes_it_a_letter(town, relay, address):
    payment_id = town.queue(1, "email", address)
    look(town)
    assert (town.notice(payment_id).way, relay.mails) == ("letter", [])


def test_a_relay_that_knows_no_such_address_makes_it_a_letter(town, relay):
    relay.to_rcpt = b"550 nobody here"
    payment_id = town.queue(1, "email", PAYER)
    look(town)
    letter = town.notice(payment_id)
    assert (letter.way, letter.sent_to) == ("letter", "Alex Doe")
    assert letter.trouble == "the mail relay answered 550 to the address"
    assert (look(town.after(days=1)), relay.mails) == (0, [])


def test_what_was_in_vain_for_hours_becomes_a_letter(sqlite_database, clock):
    town = open_town(sqlite_database, clock, BY_EMAIL)
    payment_id = town.queue(1, "email", PAYER)
    assert [look(town.after(hours=2)) for _ in range(TRIES_MAX + 1)] == [1] * TRIES_MAX + [0]
    letter = town.notice(payment_id)
    assert (letter.way, letter.trouble) == ("letter", "the mail relay was not reached: ConnectionRefusedError")


def test_of_a_payment_that_did_not_go_through_nothing_is_sent(town, relay):
    for number, charge in enumerate(("intent", "declined", "unknown", "abandoned")):
        town.queue(number, "email", PAYER, state=charge)
    assert (look(town), relay.mails) == (0, [])


@pytest.mark.parametrize(
    ("answer", "end"), [(b"554 no", End.TURNED_AWAY), (b"451 later", End.NOT_TAKEN), (b"", End.UNSURE)]
)
def test_what_the_relay_says_of_the_mail_itself(town, relay, answer, end):
    relay.after_data = answer
    assert hand_over(town.site.settings, Mail("m", PAYER, "s", "t"), town.site.clock.now()).end is end


def test_a_goodbye_that_fails_takes_nothing_back(town, relay):
    relay.to_quit = b"421 closing"
    assert hand_over(town.site.settings, Mail("m", PAYER, "s", "t"), town.site.clock.now()).end is End.TAKEN


def test_every_language_has_the_words():
    assert sorted(Words.load(SHIPPED_PROMPTS, ("en", "es", "fr"), folder=MAILS).bodies["fr"]) == [
        "closing",
        "opening",
        "subject",
    ]


def test_notices_by_mail_without_a_relay_stop_the_start():
    nowhere = SimpleNamespace(mail_relay="", mail_from="")
    check_mail(nowhere, {"1368": ON})
    with pytest.raises(Misconfigured, match=r"payments\.bank\.notice of biller 1368 needs it"):
        check_mail(nowhere, {"1368": BY_EMAIL})
