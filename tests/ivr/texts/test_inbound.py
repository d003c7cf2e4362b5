"""`/sms`: what is answered to whom, once; and who may bring it."""

import pytest

from integration.sandbox.box import ACCOUNT_SID
from tests.ivr.line import CALLER, NUMBER

SID = "SM" + "1" * 32
TEXT_ID = "00000000-0000-5000-8000-000000000000"


def form(body="hello", sid=SID, **more):
    return {"AccountSid": ACCOUNT_SID, "MessageSid": sid, "From": CALLER, "To": NUMBER, "Body": body} | more


def news(**more):
    known = {"AccountSid": ACCOUNT_SID, "MessageSid": SID, "From": NUMBER, "To": CALLER, "MessageStatus": "delivered"}
    return known | more


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("HELP", "Clayton County Water Authority: a person helps you at 770-555-0199. To pay, call 770-555-0100."),
        ("ayuda", "Clayton County Water Authority: una persona le ayuda en el 770-555-0199."),
        ("AIDE", "Clayton County Water Authority : quelqu'un vous aide au 770-555-0199."),
        ("ALTO", "Clayton County Water Authority: ya no le enviaremos mensajes."),
        ("arrêt", "Clayton County Water Authority : nous ne vous enverrons plus de messages."),
        ("revoke", "Clayton County Water Authority: you will get no more texts from us."),
        ("What do I owe?", "Clayton County Water Authority: nobody reads this number."),
    ],
)
def test_each_word_is_answered_in_its_language_with_name_and_number(post, body, answer):
    (said,) = post().receive(body)
    assert said.startswith(answer)


def test_other_words_are_answered_once_a_day_and_help_each_time(post, clock):
    mail = post()
    assert [len(mail.receive(body)) for body in ("hello", "hello?", "HELP", "HELP", "hm")] == [1, 0, 1, 1, 0]
    clock.pause(24 * 3600 + 1)
    assert len(mail.receive("hello")) == 1


def test_one_confirmation_follows_a_stop(post):
    """The phone company's own where it knows the word; ours is then kept back by it."""
    mail = post()
    assert len(mail.receive("STOP")) == 1
    assert len(post().receive("OPT OUT")) == 1


def test_the_language_is_that_of_the_last_text(post):
    mail = post()
    mail.pays_and_asks_for_a_text(language="2")
    (said,) = mail.receive("info")
    assert "una persona le ayuda" in said


def test_a_request_that_is_repeated_is_answered_alike_and_counts_once(post):
    line = post().line
    first, second = (line.post("/sms", form("no more, stop")) for _ in range(2))
    assert first.data == second.data
    assert b"no more texts" in first.data
    assert [row.says for row in line.rows("consents")] == ["no"]


def test_where_the_phone_company_has_answered_by_itself_we_only_listen(post):
    line = post().line
    reply = line.post("/sms", form("STOP", OptOutType="STOP"))
    assert b"<Message>" not in reply.data
    assert [row.topic for row in line.rows("consents")] == ["texts"]


def test_start_makes_nobody_one_who_asked_for_texts(post):
    line = post().line
    assert b"<Message>" in line.post("/sms", form("YES")).data
    assert line.rows("consents") == []


def test_what_was_written_is_kept_nowhere(post):
    line = post().line
    line.post("/sms", form("my card is 4111111111111111"))
    for table in ("texts_in", "texts", "consents"):
        assert "4111" not in repr(line.rows(table))


@pytest.mark.parametrize(
    "change",
    [
        {"AccountSid": "AC" + "9" * 32},
        {"MessageSid": "CA" + "1" * 32},
        {"MessageSid": ["SM" + "1" * 32, "SM" + "2" * 32]},
        {"From": "anonymous"},
        {"From": [CALLER, "+17705550135"]},
        {"To": "+17705559999"},
        {"To": ""},
        {"Body": ["STOP", "hello"]},
    ],
)
def test_what_cannot_be_a_text_is_forbidden(post, change):
    line = post().line
    assert line.post("/sms", form() | change).status_code == 403
    assert line.rows("texts_in") == []


@pytest.mark.parametrize("path", ["/sms", f"/sms/status/{TEXT_ID}"])
def test_strangers_learn_nothing(post, path):
    line = post().line
    fields = form() if path == "/sms" else news()
    assert line.post(path, fields, signed="x" * 28).status_code == 403
    assert line.post(path, fields, signed="").status_code == 403
    assert line.app.test_client().get(path).status_code == 403


def test_news_of_no_text_of_ours_to_that_number_is_forbidden(post):
    mail = post()
    ours = f"/sms/status/{mail.pays_and_asks_for_a_text().text_id}"
    assert mail.line.post(f"/sms/status/{TEXT_ID}", news()).status_code == 403
    for change in ({"To": "+17705550135"}, {"MessageStatus": "x1"}, {"ErrorCode": "30003x"}):
        assert mail.line.post(ours, news(**change)).status_code == 403
    assert mail.line.post(ours, news(MessageStatus="something-new")).status_code == 403
    assert mail.line.post(ours, news(MessageStatus="somethingnew")).status_code == 204
    assert [row.state for row in mail.texts()] == ["ready"]
    assert mail.line.post(ours, news()).status_code == 204
    assert [row.state for row in mail.texts()] == ["delivered"]


def test_a_biller_without_texts_has_no_such_number(post):
    line = post().line
    biller = line.box.biller
    off = biller.model_copy(update={"texts": biller.texts.model_copy(update={"on": False})})
    line.box.site.billers[biller.bid] = off
    assert line.post("/sms", form()).status_code == 403
