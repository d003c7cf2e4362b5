"""Campaigns by text and e-mail: what leaves, what does not and why, and that nobody gets anything twice."""

from email.utils import format_datetime

import pytest

from integration.ledger import planned_messages
from integration.ledger.payers import paid_within
from integration.sandbox.cayenta.faults import Fault, Kind
from integration.timings import BOOKS_AGAIN_S
from integration.writing.mail_ids import mail_id_of
from integration.writing.stopping import message_id_of
from integration.writing.words import own_of
from tests.workers.message_town import FILE, NINE, OWED, POSTAL, account_of, mailbox_of, open_messages, phone_of
from tests.workers.small_smtp import small_relay
from tests.workers.test_crashes import Died, die_at
from workers.crash import Point
from workers.house import House
from workers.messages import LOST_S, TRIES_MAX
from workers.ticks import beats_of

BY_MAIL = FILE.replace('"text", "email"', '"email"')
BY_TEXT = FILE.replace('"text", "email"', '"text"')


@pytest.fixture
def relay():
    with small_relay() as relay:
        yield relay


@pytest.fixture
def town(clock, sqlite_database, relay):
    with open_messages(clock, sqlite_database, relay=relay.address) as town:
        yield town


def test_a_mail_says_who_writes_where_that_is_and_how_to_get_no_more_and_no_amount(town, relay):
    town.start(BY_MAIL)
    assert (town.write(), town.write()) == (2, 0)
    english, spanish = relay.mails
    assert (english[0], spanish[0]) == ([mailbox_of(0)], [mailbox_of(1)])
    assert english[1]["Date"] == format_datetime(NINE)
    assert english[1]["Message-ID"] == f"<{mail_id_of(town.rows()[0].id, town.site.vault)}@line.example>"
    assert english[1]["Message-ID"] != spanish[1]["Message-ID"]
    body, link = english[1].get_payload(decode=True).decode(), english[1]["List-Unsubscribe"].strip("<>")
    assert (english[1]["Subject"], body.replace("\r\n", "\n")) == town.letter(town.rows()[0])
    assert english[1]["Subject"].startswith(town.box.biller.name)
    assert english[1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Your utility bill is due on Nov 26." in body
    assert POSTAL in body
    assert link in body
    assert "142" not in body.replace(link, "")
    assert "Su factura vence el 26 nov." in spanish[1].get_payload(decode=True).decode()
    assert message_id_of(link.rpartition("/")[2], town.site.vault) == town.rows()[0].id
    assert town.states("email") == ["sent", "sent"]


def test_a_text_stands_in_the_outbox_of_texts_with_stop_and_no_amount(town):
    town.start(BY_TEXT)
    town.write()
    first, second = town.texts()
    assert (first.number, first.topic, first.words, first.asked_for) == (phone_of(0), "bill_due", "reminder", False)
    assert "your utility bill is due Nov 26." in first.filled
    assert second.language == "es"
    assert "14" not in first.filled.replace(town.box.biller.lines[0], "")
    assert (town.states("text"), first.cause) == (["handed"] * 2, f"reminder {town.rows()[0].id}")


def pays(town):
    town.owes(0, 0)


def pays_here(town):
    for number in (1, 2, 3, 4):  # more than the OWED, and the books know nothing of it yet
        town.pay(number, account=account_of(0))


def says_no(town):
    town.say(phone_of(0), "texts", yes=False)
    town.say(mailbox_of(0), "email", yes=False)


def is_blocked(town):
    town.owes(0, OWED, "C")


MEANWHILE = [  # what happens after the plan; what the rows of that account say
    (pays, {"owed_from"}),
    (pays_here, {"owed_from"}),
    (says_no, {"text_opted_out", "mail_opted_out"}),
    (is_blocked, {"block"}),
]


@pytest.mark.parametrize(("happens", "rules"), MEANWHILE, ids=lambda value: getattr(value, "__name__", ""))
def test_what_happens_after_the_plan_is_asked_again(town, relay, happens, rules):
    town.start()
    happens(town)
    town.write()
    mine = [row for row in town.rows() if row.account_number == account_of(0)]
    assert {row.state for row in mine} == {"dropped"}
    assert {row.why.partition(":")[0] for row in mine} == rules
    assert ([to for to, _ in relay.mails], len(town.texts())) == ([[mailbox_of(1)]], 1)


def test_nothing_leaves_before_the_calendar_opens_nor_while_the_campaign_rests(town, relay):
    hours = BY_MAIL.replace("last = 2026-11-24", 'last = 2026-11-24\nhours = "Mon-Fri 09:00-17:00"')
    town.start(hours, at=town.clock.now())
    assert town.write() == 0
    town.clock.pause((NINE - town.clock.now()).total_seconds())
    town.move("pause")
    assert town.write() == 0
    town.move("resume")
    assert (town.write(), len(relay.mails)) == (2, 2)


def test_books_that_cannot_be_asked_put_it_off(town, relay):
    town.start(BY_MAIL)
    town.box.cayenta.set_faults(Fault(Kind.DOWN))
    town.write()
    assert [row.why.partition(":")[0] for row in town.rows()] == ["the balance was not told"] * 2
    town.box.cayenta.set_faults()
    assert (town.write(), town.after(seconds=BOOKS_AGAIN_S).write(), len(relay.mails)) == (0, 2, 2)


def test_what_was_stopped_or_is_over_is_never_written(town, relay):
    town.start(BY_MAIL)
    town.move("stop")
    town.after(days=3).write()
    assert (relay.mails, town.states("email")) == ([], ["dropped", "dropped"])


@pytest.mark.parametrize(
    ("said", "answer", "state"), [("to_rcpt", b"550 nobody here", "failed"), ("after_data", b"", "unsure")]
)
def test_a_clear_no_and_a_lost_answer_are_never_tried_again(town, relay, said, answer, state):
    setattr(relay, said, answer)
    town.start(BY_MAIL)
    town.write()
    town.after(hours=12).write()
    assert town.states("email") == [state] * 2
    assert len(relay.mails) == (2 if state == "unsure" else 0)


def test_what_the_relay_surely_has_not_got_is_tried_again_a_few_times(town, relay):
    relay.to_rcpt = b"450 later"
    town.start(BY_MAIL)
    town.write()
    assert town.write() == 0
    relay.to_rcpt = b"250 ok"
    town.after(seconds=60).write()
    assert (town.states("email"), len(relay.mails)) == (["sent", "sent"], 2)


def test_a_relay_that_is_away_for_hours_fails_the_mail(clock, sqlite_database):
    with open_messages(clock, sqlite_database, accounts=1) as town:
        town.start(BY_MAIL)
        for _ in range(TRIES_MAX):
            town.after(hours=1).write()
        assert (town.states("email"), town.rows()[0].tries) == (["failed"], TRIES_MAX)


@pytest.mark.parametrize(
    ("point", "states", "mails"),
    [
        (Point.COMMITTING, ["sent", "sent"], 2),
        (Point.INTENDED, ["unsure", "sent"], 1),
        (Point.ANSWERED, ["unsure", "sent"], 2),
        (Point.SETTLED, ["sent", "sent"], 2),
    ],
)
def test_a_worker_that_is_killed_sends_no_mail_twice(town, relay, point, states, mails):
    town.start(BY_MAIL)
    with pytest.raises(Died):
        town.write(die_at(point, 1))
    town.after(seconds=LOST_S).write()
    assert (town.states("email"), len(relay.mails)) == (states, mails)


def test_a_worker_that_is_killed_puts_no_text_twice(town):
    town.start(BY_TEXT)
    with pytest.raises(Died):
        town.write(die_at(Point.COMMITTING, 1))
    assert town.texts() == []
    town.write()
    assert (len(town.texts()), town.states("text")) == (2, ["handed"] * 2)


@pytest.mark.parametrize(("own", "beats"), [("", 1), ('[mail_foot]\nbody = "{biller}: good-bye"\n', 0)])
def test_unlawful_words_of_one_biller_stop_his_campaigns_and_not_the_clock(town, own, beats):
    folder = own_of(town.box.biller) / "written"
    folder.mkdir(parents=True)
    (folder / "en.toml").write_text(own, "utf-8")
    names = [beat.name for beat in beats_of(House(town.site))]
    assert names.count("texts and mails of campaigns 1368") == beats
    assert "sweep" in names


def test_the_report_counts_them_and_lays_them_beside_the_held_out(town):
    run = town.start(FILE + "[hold_out]\nshare = 0.5\nseed = 0\n")
    town.write()
    held = {row.account_number for row in town.rows() if row.state == "held_out"}
    written = {row.account_number for row in town.rows()} - held
    assert (len(held), len(written)) == (1, 1)  # the same draw for both channels
    with town.database.read() as connection:
        told = planned_messages.tally(connection, run.id)
        assert told == {"text": {"ready": 1, "held_out": 1}, "email": {"sent": 1, "held_out": 1}}
        shares = paid_within(connection, run, 1).shares
    assert shares == {"held_out": (1, 0), "meant": (1, 0), "called": (1, 0)}
