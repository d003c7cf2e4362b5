"""From the call to the telephone: a receipt by text, what becomes of it, and STOP, over the phone company in a box."""

import pytest

from ivr.phone import TextFate
from tests.ivr.line import CALLER, NUMBER

OTHER = "+17705550177"


def test_a_caller_gets_his_number_by_text(post):
    mail = post()
    row = mail.pays_and_asks_for_a_text()
    assert (row.state, row.number, row.words, row.language) == ("ready", CALLER, "receipt", "en")
    mail.write()
    mail.deliver()
    (text,) = mail.line.network.texting.texts.values()
    (payment,) = mail.line.rows("payments")
    assert text.body.startswith(
        f"Clayton County Water Authority: we received your payment of $142.50. Confirmation {payment.confirmation}. "
        "Reply STOP to opt out. #"
    )
    assert "12345678" not in text.body
    assert (mail.texts()[0].state, mail.texts()[0].cause) == ("delivered", payment.payment_id)


def test_in_the_callers_language_to_the_number_that_he_keyed(post):
    mail = post()
    row = mail.pays_and_asks_for_a_text("2", "7705550177", "1", language="3")
    assert (row.number, row.language) == (OTHER, "fr")
    mail.write()
    (text,) = mail.line.network.texting.texts.values()
    assert text.body.startswith("Clayton County Water Authority : paiement de 142,50 $ accepté. Confirmation ")


@pytest.mark.parametrize(
    ("fate", "state", "mark"),
    [
        (TextFate(), "delivered", []),
        (TextFate("undelivered", 30006), "failed", ["landline"]),
        (TextFate("undelivered", 30003), "failed", ["unreachable"]),
    ],
)
def test_what_becomes_of_it_is_heard_though_news_come_twice_and_late(post, fate, state, mark):
    """The first news comes last, once more: `sent` after the text was settled."""
    mail = post(fate, callback_plan=lambda status, _n: (60.0, 90.0) if status == "sent" else (5.0, 45.0))
    mail.pays_and_asks_for_a_text()
    mail.write()
    mail.deliver()
    assert [row.state for row in mail.texts()] == [state]
    assert [row.mark for row in mail.line.rows("text_numbers")] == mark
    assert heard_of_a_text(mail) is (not mark)


def test_a_landline_that_is_refused_at_once_is_not_offered_a_text_again(post):
    mail = post(TextFate(refused=21614))
    mail.pays_and_asks_for_a_text()
    mail.write()
    assert not heard_of_a_text(mail)


def heard_of_a_text(mail):
    """Whether the receipt of another account's payment offers a text."""
    call = mail.line.call()
    call.listen()
    said = []
    for each in ("1", "0012345679#", "30236", "1", "1", "card:visa", "expiry", "cvv"):
        call.press(each)
        said = call.listen()
    call.hang_up()
    words = " ".join(heard.text for heard in said)
    assert "confirmation number" in words
    return "by text" in words


def test_stop_is_heard_at_once_and_nothing_is_written_any_more(post):
    mail = post()
    mail.pays_and_asks_for_a_text()
    mail.receive("STOP")
    assert mail.said() == [("texts", "no", "text")]
    mail.write()
    assert [row.state for row in mail.texts()] == ["failed"]
    assert not heard_of_a_text(mail)
    assert mail.receive("START")[-1].startswith("Clayton County Water Authority: you will get our texts again.")
    assert mail.said()[-1] == ("texts", "yes", "text")


def test_a_stop_that_only_the_phone_company_heard_comes_back_with_21610(post):
    mail = post(stop_is_forwarded=False)
    mail.receive("STOP")
    assert mail.said() == []
    mail.pays_and_asks_for_a_text()
    mail.write()
    assert (mail.texts()[0].state, mail.texts()[0].code) == ("failed", "21610")
    assert mail.said() == [("texts", "no", "text")]
    assert mail.line.network.texting.stopped == {(NUMBER, CALLER)}
