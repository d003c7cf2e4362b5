"""twilio.md 10 and Twilio's page on opt-out keywords: texts out and in."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Response

from ivr.phone import Options, TextFate

BASE = "https://line.example"
THEM, US = "+17705550134", "+17705550100"
SOME = {"to": THEM, "from_": US, "body": "Your bill is due."}


@pytest.fixture
def texting(rig, client):
    def build(fate=None, reply="", **choices):
        options = Options(text_plan=lambda _: fate or TextFate(), **choices)
        rigged = rig("<Response/>", options=options, status="", sms=reply)
        return rigged, client(rigged).messages

    return build


def receive(rigged, body):
    return rigged.network.text(from_=THEM, to=US, body=body, url=f"{BASE}/sms")


@pytest.mark.rule("sms.create")
def test_a_text_is_queued_sent_and_delivered(texting):
    rigged, messages = texting()
    text = messages.create(**SOME, status_callback=f"{BASE}/status")
    assert (text.status, text.direction, text.sid[:2]) == ("queued", "outbound-api", "SM")
    rigged.network.texting.deliver(until_s=1)
    assert messages(text.sid).fetch().status == "sent"
    rigged.network.texting.deliver()
    assert messages(text.sid).fetch().status == "delivered"
    assert rigged.clock.tick() == 2


@pytest.mark.rule("sms.callbacks")
def test_its_status_callbacks(texting):
    rigged, messages = texting()
    text = messages.create(**SOME, status_callback=f"{BASE}/status")
    rigged.network.texting.deliver()
    first, last = rigged.app.at("/status")
    assert (first["MessageStatus"], last["MessageStatus"]) == ("sent", "delivered")
    assert last == {
        "MessageSid": text.sid, "SmsSid": text.sid, "MessageStatus": "delivered", "SmsStatus": "delivered",
        "AccountSid": text.account_sid, "From": US, "To": THEM, "ApiVersion": "2010-04-01",
    }  # fmt: skip


@pytest.mark.rule("sms.failures")
@pytest.mark.parametrize(
    ("fate", "told"),
    [
        (TextFate("undelivered", 30003), ["sent", "undelivered"]),  # unreachable destination handset
        (TextFate("undelivered", 30005), ["sent", "undelivered"]),  # unknown destination handset
        (TextFate("undelivered", 30006), ["sent", "undelivered"]),  # landline or unreachable carrier
        (TextFate("failed", 30008), ["failed"]),
    ],
)
def test_a_number_that_cannot_be_reached(texting, fate, told):
    rigged, messages = texting(fate)
    text = messages.create(**SOME, status_callback=f"{BASE}/status")
    rigged.network.texting.deliver()
    forms = rigged.app.at("/status")
    assert [form["MessageStatus"] for form in forms] == told
    assert forms[-1]["ErrorCode"] == str(messages(text.sid).fetch().error_code) == str(fate.code)


@pytest.mark.rule("sms.failures")
def test_21614_a_landline_is_refused_at_once(texting):
    rigged, messages = texting(TextFate(refused=21614))
    with pytest.raises(TwilioRestException) as refused:
        messages.create(**SOME)
    assert (refused.value.status, refused.value.code) == (400, 21614)
    assert rigged.network.texting.texts == {}


@pytest.mark.rule("sms.create")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "12"}, 21211),
        ({"from_": ""}, 21603),
        ({"body": ""}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"status_callback": "nowhere"}, 21609),
        ({"media_url": ["https://line.example/a.png"]}, 20001),
    ],
)
def test_what_create_refuses(texting, change, code):
    _, messages = texting()
    with pytest.raises(TwilioRestException) as refused:
        messages.create(**(SOME | change))
    assert refused.value.code == code


@pytest.mark.rule("sms.create")
def test_the_list_is_the_latest_first(texting):
    _, messages = texting()
    sids = [messages.create(**(SOME | {"to": to})).sid for to in ("+17705550111", THEM)]
    assert [text.sid for text in messages.list()] == sids[::-1]
    assert [text.sid for text in messages.list(to=THEM)] == [sids[1]]
    assert messages.list(from_=THEM) == []


@pytest.mark.rule("10.callback.order")
def test_its_callbacks_may_be_doubled_and_late(texting):
    def plan(status, _):
        return (0.0, 9.0) if status == "sent" else (0.0,)

    rigged, messages = texting(callback_plan=plan)
    messages.create(**SOME, status_callback=f"{BASE}/status")
    rigged.network.texting.deliver()
    assert [form["MessageStatus"] for form in rigged.app.at("/status")] == ["sent", "delivered", "sent"]


@pytest.mark.rule("sms.inbound")
def test_an_inbound_text_is_told_to_the_application(texting):
    rigged, _ = texting()
    assert receive(rigged, "What do I owe?") == []
    (seen,) = rigged.app.seen
    assert (seen.form["From"], seen.form["To"], seen.form["Body"]) == (THEM, US, "What do I owe?")
    assert (seen.form["SmsStatus"], seen.form["NumMedia"], seen.form["FromCountry"]) == ("received", "0", "US")
    assert seen.form["MessageSid"] == seen.form["SmsSid"] == seen.form["SmsMessageSid"]
    assert RequestValidator("12345").validate(seen.url, seen.form, seen.headers["X-Twilio-Signature"])


@pytest.mark.rule("sms.reply")
@pytest.mark.parametrize(
    ("reply", "bodies"),
    [
        ("<Response><Message>one</Message><Message><Body>two</Body></Message></Response>", ["one", "two"]),
        ("<Response/>", []),
        ("<Response><Message>cut", []),
        (Response("plain words", content_type="text/plain"), ["plain words"]),
        (Response("", 204, content_type="text/plain"), []),
        (Response("{}", content_type="application/json"), []),
        (Response("<Response><Message>a</Message></Response>", 500, content_type="text/xml"), []),
    ],
)
def test_the_answer_is_sent_back(texting, reply, bodies):
    rigged, messages = texting(reply=reply)
    answers = receive(rigged, "hello")
    assert [(answer.body, answer.to, answer.direction) for answer in answers] == [
        (body, THEM, "outbound-reply") for body in bodies
    ]
    assert len(messages.list()) == 1 + len(bodies)


@pytest.mark.rule("sms.21610")
@pytest.mark.parametrize("word", ["STOP", "stop", " Stop ", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"])
def test_21610_after_a_word_of_stop(texting, word):
    """ "any future attempts to message them will be met with a 400 response from our API, along with 21610"."""
    rigged, messages = texting(reply="<Response><Message>never sent</Message></Response>")
    (own,) = receive(rigged, word)
    assert "unsubscribed" in own.body
    assert rigged.app.at("/sms")[0]["Body"] == word  # the application hears of it as well
    with pytest.raises(TwilioRestException) as refused:
        messages.create(**SOME)
    assert (refused.value.status, refused.value.code) == (400, 21610)


@pytest.mark.rule("sms.21610")
@pytest.mark.parametrize("words", ["STOP PLEASE", "please cancel", "stopp", ""])
def test_only_single_words_stop(texting, words):
    """ "replying "STOP PLEASE" or "PLEASE CANCEL" will not"."""
    rigged, messages = texting()
    receive(rigged, words)
    assert messages.create(**SOME).status == "queued"


@pytest.mark.rule("sms.21610")
@pytest.mark.parametrize("word", ["START", "yes", "UNSTOP"])
def test_start_lets_texts_through_again(texting, word):
    rigged, messages = texting()
    receive(rigged, "STOP")
    (own,) = receive(rigged, word)
    assert "re-subscribed" in own.body
    assert messages.create(**SOME).status == "queued"


@pytest.mark.rule("sms.21610")
def test_stop_is_for_a_pair_of_numbers(texting):
    rigged, messages = texting()
    receive(rigged, "STOP")
    assert messages.create(**(SOME | {"from_": "+17705550101"})).status == "queued"
    assert messages.create(**(SOME | {"to": "+17705550135"})).status == "queued"


def test_a_text_of_yes_from_one_who_never_stopped_is_just_a_text(texting):
    rigged, _ = texting()
    assert receive(rigged, "yes") == []


def test_that_the_application_hears_of_stop_is_a_choice(texting):
    rigged, _ = texting(stop_is_forwarded=False)
    receive(rigged, "STOP")
    assert rigged.app.seen == []


@pytest.mark.rule("9.port")
def test_texts_are_signed_with_their_port(rig):
    """ "SMS https: kept", where voice drops it."""
    rigged = rig("<Response/>", sms="", base="https://line.example:8443")
    rigged.network.text(from_=THEM, to=US, body="hello", url="https://line.example:8443/sms")
    rigged.call(voice_url="https://line.example:8443/voice").listen()
    text, voice = rigged.app.seen
    validator = RequestValidator("12345")
    assert text.headers["X-Twilio-Signature"] == validator.compute_signature(text.url, text.form)
    bare = voice.url.replace(":8443", "")
    assert voice.headers["X-Twilio-Signature"] == validator.compute_signature(bare, voice.form)
