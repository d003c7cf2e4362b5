"""Notices by text: through the texts' outbox to the phone company, once; what does not arrive is a letter."""

from contextlib import ExitStack

import pytest

from integration.ledger import consents, text_sends
from integration.ledger.consents import Word
from integration.texting.news import news_of, take_in
from ivr.phone import RestFault, TextFate
from tests.workers.mail import ON, PAYER, open_mail
from tests.workers.notice_town import SAID, open_town
from workers.notices import NoticesByText, text_of


@pytest.fixture
def town(sqlite_database, clock):
    return open_town(sqlite_database, clock, ON).after(hours=5)  # noon at the Pacific: texts may go everywhere


@pytest.fixture
def post(sqlite_database, clock):
    with ExitStack() as opened:
        yield lambda **more: opened.enter_context(open_mail(sqlite_database, clock, **more))


def says(town, *, yes):
    word = Word("1368", PAYER, "texts", says_yes=yes, how="web", who="x", at=town.site.clock.now())
    with town.site.database.write() as connection:
        consents.note(connection, word)


def look(town):
    return NoticesByText(town.site).look()


def state(town, payment_id):
    notice = town.notice(payment_id)
    return notice.way, notice.state


def hear(town, payment_id, status, code=""):
    """The phone company's word of the text, as its callback brings it."""
    now = town.site.clock.now()
    with town.site.database.write() as connection:
        row = text_sends.find(connection, text_of(town.notice(payment_id), now).text_id())
        assert take_in(connection, row, news_of(status, "SM1", code), now)


def test_a_notice_is_written_once_in_the_words_that_were_agreed_to_and_marked_when_it_arrived(town, post):
    post = post()
    says(town, yes=True)
    payment_id = town.queue(1, "text", PAYER)
    assert [look(town), look(town)] == [1, 0]
    post.write()
    (sent,) = post.sent()
    assert (sent.to, SAID in sent.body, "000000001" in sent.body) == (PAYER, True, True)
    assert (look(town), state(town, payment_id)) == (0, ("text", "queued"))
    hear(town, payment_id, "delivered")
    assert (look(town), state(town, payment_id)) == (1, ("text", "sent"))
    assert town.notice(payment_id).sent_by == "ivr work"
    assert (look(town), town.told()) == (0, [("notice sent", "text")])


def test_a_text_of_which_no_news_comes_has_arrived_after_a_day(town, post):
    post = post()
    says(town, yes=True)
    payment_id = town.queue(1, "text", PAYER)
    look(town)
    post.write()
    assert look(town.after(hours=23)) == 0
    assert (look(town.after(hours=1)), state(town, payment_id)) == (1, ("text", "sent"))


def test_where_an_answer_is_lost_it_is_looked_up_and_written_once(town, post):
    faults = [RestFault(503, carried_out=True)]
    post = post(plan=lambda asked: faults.pop() if faults and asked.method == "POST" else None)
    says(town, yes=True)
    payment_id = town.queue(1, "text", PAYER)
    look(town)
    post.write()
    assert (look(town), state(town, payment_id)) == (0, ("text", "queued"))
    post.write(minutes=1)
    assert (len(post.sent()), look(town.after(days=1)), state(town, payment_id)) == (1, 1, ("text", "sent"))


@pytest.mark.parametrize("word", [True, False, None])
def test_a_number_that_may_not_be_written_to_gets_a_letter(town, post, word):
    post = post(fate=lambda _number: TextFate(refused=21610))  # where we do not know of the no, they do
    if word is not None:
        says(town, yes=word)
    payment_id = town.queue(1, "text", PAYER)
    look(town)
    post.write()
    assert (look(town), post.sent()) == (1, [])
    letter = town.notice(payment_id)
    assert (letter.way, letter.state, letter.sent_to) == ("letter", "queued", "Alex Doe")  # no bill stands any more
    why = {None: "text_consent: ", False: "text_opted_out: ", True: "error 21610"}[word]
    assert letter.trouble.startswith(why)
    assert town.told() == [("notice made a letter", f"text: {letter.trouble}")]
    assert look(town) == 0


def test_what_failed_on_the_way_is_a_letter(town, post):
    post = post()
    says(town, yes=True)
    payment_id = town.queue(1, "text", PAYER)
    look(town)
    post.write()
    hear(town, payment_id, "undelivered", "30003")
    assert (look(town), state(town, payment_id)) == (1, ("letter", "queued"))


def test_of_a_payment_that_did_not_go_through_nothing_is_written(town):
    for number, charge in enumerate(("intent", "declined", "unknown", "abandoned")):
        town.queue(number, "text", PAYER, state=charge)
    assert look(town) == 0


def test_a_biller_who_writes_no_texts_any_more_sends_letters(sqlite_database, clock):
    texts_off = ON.model_copy(update={"texts": ON.texts.model_copy(update={"on": False})})
    town = open_town(sqlite_database, clock, texts_off)
    payment_id = town.queue(1, "text", PAYER)
    assert (look(town), state(town, payment_id)) == (1, ("letter", "queued"))
