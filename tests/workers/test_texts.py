"""Texts from the outbox to the phone company, over real HTTP: each reaches it once, whatever answer is lost."""

import socket
import threading
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from integration.ledger import consents, text_sends
from integration.ledger.consents import Word
from integration.model import Unsure
from integration.phone_company import NotTaken
from integration.texting.carrier import Carrier
from integration.texting.marks import mark_of
from ivr.phone import RestFault, TextFate
from tests.workers.mail import ACCOUNT, ON, PAYER, TOKEN, US, open_mail
from workers.texts import ring_for_texts


@pytest.fixture
def mail(sqlite_database, clock):
    opened = []

    def open_one(**more):
        opened.append(open_mail(sqlite_database, clock, **more))
        return opened[-1].__enter__()

    yield open_one
    for each in opened:
        each.__exit__(None, None, None)


def first_is(fault):
    """Of all requests that send a text, this befalls the first."""
    left = [fault]

    def plan(asked):
        return left.pop() if left and asked.method == "POST" else None

    return plan


def test_what_a_caller_asked_for_goes_before_what_waits_longer(mail):
    post = mail()
    for number in (1, 2):
        post.put(number, asked_for=False, to=f"+1770555013{number}")
    post.clock.pause(60)
    asked = post.put(3)
    with post.database.read() as connection:
        assert text_sends.next_due(connection, asked.bid, post.clock.now()).text_id == asked.text_id()


def test_a_text_reaches_the_phone_company_once_with_its_words_and_our_mark(mail):
    post = mail()
    text = post.put(42)
    assert post.write() == 1
    assert post.write(minutes=30) == 0
    (sent,) = post.sent()
    assert sent.body == (
        "Clayton County Water Authority: we received your payment of $42.50. Confirmation 000000042. "
        f"Reply STOP to opt out. {mark_of(text.text_id())}"
    )
    assert (sent.from_, sent.to) == (US, PAYER)
    assert sent.status_callback == f"https://line.box/sms/status/{text.text_id()}"
    assert (post.state(text), post.row(text).sid, post.row(text).attempts) == ("sent", sent.sid, 1)


def test_texts_leave_at_the_billers_pace(mail):
    post = mail()
    for number in range(4):
        post.put(number)
    begun = post.clock.tick()
    assert post.write() == 4
    assert post.clock.tick() - begun == 3.0


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_lost_answer_is_looked_up_and_never_sent_again_blind(mail, carried_out):
    post = mail(plan=first_is(RestFault(503, carried_out=carried_out)))
    text = post.put()
    post.write()
    assert post.state(text) == "unsure"
    assert post.write(seconds=59) == 0
    post.write(seconds=1)
    assert len([asked for asked in post.rest.asked if asked.method == "POST"]) == 1
    assert post.state(text) == ("sent" if carried_out else "unsure")
    for _ in range(4):
        post.write(minutes=10)
    assert [sent.to for sent in post.sent()] == [PAYER]
    assert post.state(text) == "sent"


def test_what_never_arrives_there_is_given_up_after_three_tries(mail):
    post = mail(plan=lambda asked: RestFault(503) if asked.method == "POST" else None)
    text = post.put()
    for _ in range(20):
        post.write(minutes=10)
    row = post.row(text)
    assert (row.state, row.attempts, row.result) == ("failed", 3, "the phone company never got it")


def test_a_crash_between_intent_and_answer_is_looked_up(mail, monkeypatch):
    post = mail()
    text = post.put()
    send = post.carrier.send

    def dies(**more):
        send(**more)
        raise KeyboardInterrupt

    monkeypatch.setattr(post.carrier, "send", dies)
    with pytest.raises(KeyboardInterrupt):
        post.write()
    assert post.state(text) == "sending"
    post.write(minutes=1)
    assert (post.state(text), len(post.sent())) == ("sent", 1)


def test_a_list_that_nobody_answers_with_says_nothing(mail):
    post = mail(plan=lambda _asked: RestFault(503))
    text = post.put()
    post.write()
    for _ in range(10):
        post.write(minutes=10)
    assert (post.state(text), post.row(text).attempts) == ("unsure", 1)


def test_too_many_requests_are_tried_again_later(mail):
    post = mail(plan=first_is(RestFault(429)))
    text = post.put()
    post.write()
    assert (post.state(text), post.write(seconds=14)) == ("ready", 0)
    post.write(seconds=1)
    assert (post.state(text), len(post.sent())) == ("sent", 1)


@pytest.mark.parametrize(
    ("code", "mark", "words"),
    [
        (21610, {}, [("texts", "no")]),
        (21614, {PAYER: "landline"}, []),
        (21211, {PAYER: "unreachable"}, []),
        (30007, {}, []),
    ],
)
def test_a_clear_no_marks_the_number_which_is_not_written_to_again(mail, code, mark, words):
    post = mail(fate=lambda _number: TextFate(refused=code))
    first = post.put(1)
    post.write()
    assert (post.state(first), post.row(first).code) == ("failed", str(code))
    assert (post.marks(), post.words_of()) == (mark, words)
    second = post.put(2)
    post.write()
    assert post.state(second) == "failed"
    asked = len([one for one in post.rest.asked if one.method == "POST"])
    assert asked == (1 if mark or words else 2)


def test_a_stop_between_asking_and_sending_is_heard(mail):
    post = mail()
    text = post.put()
    with post.database.write() as connection:
        consents.note(
            connection, Word("1368", PAYER, "texts", says_yes=False, how="text", who="x", at=post.clock.now())
        )
    post.write()
    assert (post.state(text), post.sent()) == ("failed", [])
    assert post.row(text).result.startswith("text_opted_out: no to texts by text")


def test_a_reminder_waits_for_the_morning(mail):
    post = mail()
    yes = Word("1368", PAYER, "text_bill_due", says_yes=True, how="web", who="x", at=post.clock.now())
    with post.database.write() as connection:
        consents.note(connection, yes)
    post.clock.pause(timedelta(hours=60).total_seconds())  # on Sunday night
    text = post.put(asked_for=False, topic="bill_due")
    post.write()
    assert (post.state(text), post.sent()) == ("ready", [])
    post.write(hours=17)  # open in every state: nobody knows where this number is
    assert post.state(text) == "sent"


@pytest.mark.parametrize(
    ("change", "why"),
    [({"words": "nothing"}, "en nothing: no such text"), ({"values": {"amount": 1}}, "{confirmation} was given no")],
)
def test_a_text_without_words_keeps_no_other_waiting(mail, change, why):
    post = mail()
    wrong, right = post.put(1, **change), post.put(2)
    assert post.write() == 2
    assert (post.state(wrong), post.state(right)) == ("failed", "sent")
    assert why in post.row(wrong).result


def test_old_texts_and_those_of_a_biller_without_are_given_up(mail):
    post = mail()
    old = post.put(1)
    post.write(hours=25)
    assert (post.state(old), post.sent()) == ("failed", [])
    off = replace(post, biller=ON.model_copy(update={"texts": ON.texts.model_copy(update={"on": False})}))
    text = off.put(2)
    off.write()
    assert (off.state(text), off.sent()) == ("failed", [])


def test_only_billers_with_something_due_are_rung(mail):
    post, rung = mail(), []
    bell = SimpleNamespace(ring=rung.append)
    assert ring_for_texts(post.database, bell, post.clock) == []
    post.put()
    assert ring_for_texts(post.database, bell, post.clock) == rung == ["1368"]
    post.write()
    assert ring_for_texts(post.database, bell, post.clock) == []


@pytest.mark.parametrize(
    ("answer", "outcome"), [(None, NotTaken), (b"HTTP/1.1 200 OK\r\n\r\nnot json", Unsure), (b"", Unsure)]
)
def test_what_a_broken_connection_means(answer, outcome):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        settings = SimpleNamespace(
            twilio_auth_token=SecretStr(TOKEN), twilio_account_sid=ACCOUNT, twilio_api_base=f"http://127.0.0.1:{port}"
        )
        carrier = Carrier(settings)
        if answer is None:
            server.close()
        else:
            answering = threading.Thread(target=answer_once, args=(server, answer))
            answering.start()
        found = carrier.send(to=PAYER, from_=US, body="x", status_callback="https://line.box/sms/status/1")
        if answer is not None:
            answering.join()
        carrier.close()
    assert isinstance(found, outcome)


def answer_once(server, answer):
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(answer)
