"""twilio.md 1: the TwiML document; 11: the codes."""

import pytest
from werkzeug.wrappers import Response

from ivr.phone.document import Document, Fault, parse, read
from ivr.phone.schema import complaints
from ivr.phone.wire import NoReply
from ivr.phone.wire import Response as Reply

URL = "https://line.example/voice"
SORRY = "We are sorry. An application error has occurred. Goodbye."


@pytest.mark.rule("1.12100")
@pytest.mark.parametrize(
    "body",
    [
        '\n<?xml version="1.0"?><Response/>',  # "whitespace/blank line before <?xml"
        "<Say>hello</Say>",  # "missing <Response>"
        "<response/>",  # "element AND attribute names are case-sensitive"
        "<Response><Say>hello</Response>",  # "unclosed element"
        "<Response><Say>Smith & Sons</Say></Response>",  # "unescaped & < >"
        "<Response><Say>a < b</Say></Response>",
        "<Response><Say>bell \x07</Say></Response>",  # "control characters -> invalid XML -> 12100"
        "",
        '{"error": "no"}',
    ],
)
def test_12100_is_fatal(rig, says, body):
    call = rig(body).call()
    assert says(call.listen()) == [SORRY]
    assert (call.result, call.error.code, call.error.url) == ("failed", 12100, URL)


@pytest.mark.rule("1.12200")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<Response><Shout>x</Shout><Say>on</Say></Response>", "<Shout> is not a verb or noun"),
        ('<Response><Say volume="11">on</Say></Response>', "<Say> has no attribute volume"),
        ('<Response><Say Voice="man">on</Say></Response>', "<Say> has no attribute Voice"),
        ("<Response><say>x</say><Say>on</Say></Response>", "<say> is not a verb or noun"),
        ("<Response><Gather><Dial>1</Dial><Say>on</Say></Gather></Response>", "<Dial> is not allowed inside <Gather>"),
        ('<Response><Gather numDigits="two"><Say>on</Say></Gather></Response>', 'numDigits="two"'),
        ("<Response>words<Say>on</Say></Response>", "unexpected words inside <Response>"),
        ("<Response><Gather input=\"['dtmf']\"><Say>on</Say></Gather></Response>", "input="),
    ],
)
def test_12200_is_a_warning_and_the_call_goes_on(rig, says, body, words):
    call = rig(body).call()
    assert says(call.listen()) == ["on"]
    (finding,) = call.findings
    assert (finding.code, finding.level, finding.url) == (12200, "warning", URL)
    assert words in finding.text


@pytest.mark.rule("1.12200")
def test_12200_is_found_in_verbs_that_are_never_reached(rig):
    call = rig('<Response><Hangup/><Say tone="high">x</Say></Response>').call()
    assert call.listen() == []
    assert [finding.code for finding in call.findings] == [12200]


@pytest.mark.rule("1.comments")
def test_xml_comments_are_ignored(rig, says):
    call = rig("<!-- a --><Response><!-- b --><Say>one<!-- c --> two</Say></Response>").call()
    assert says(call.listen()) == ["one two"]
    assert call.findings == []


@pytest.mark.rule("1.mime")
@pytest.mark.parametrize("mime", ["text/xml", "application/xml", "text/html", "text/xml; charset=utf-8", "Text/XML"])
def test_these_types_are_twiml(mime):
    assert isinstance(read(Reply(200, mime, b"<Response/>"), URL), Document)


@pytest.mark.rule("1.12300")
@pytest.mark.parametrize("mime", ["", "application/json", "application/octet-stream", "image/png"])
def test_12300_any_other_type_or_none(mime):
    assert read(Reply(200, mime, b"<Response/>"), URL).code == 12300


@pytest.mark.rule("1.plain")
def test_text_plain_is_executed_if_it_is_twiml(rig, says):
    call = rig(Response("<Response><Say>run</Say></Response>", content_type="text/plain")).call()
    assert says(call.listen()) == ["run"]


@pytest.mark.rule("1.plain")
def test_text_plain_is_else_read_aloud_and_then_hung_up(rig, says):
    call = rig(Response("Internal\n  trouble", content_type="text/plain")).call()
    assert says(call.listen()) == ["Internal trouble"]
    assert call.result == "completed"


@pytest.mark.rule("1.audio")
def test_audio_is_played_and_then_hung_up(rig):
    call = rig(Response(b"RIFF", content_type="audio/wav")).call()
    (heard,) = call.listen()
    assert (heard.kind, heard.text, call.result) == ("play", URL, "completed")


@pytest.mark.rule("1.11750")
@pytest.mark.parametrize(("size", "code"), [(64 * 1024, None), (64 * 1024 + 1, 11750)])
def test_11750_more_than_64_kb(size, code):
    body = b"<Response><Say>" + b"x" * (size - 32) + b"</Say></Response>"
    found = read(Reply(200, "text/xml", body.ljust(size)), URL)
    assert (found.code if isinstance(found, Fault) else None) == code


@pytest.mark.rule("11.codes")
@pytest.mark.parametrize("status", [300, 400, 403, 404, 500, 503])
def test_11200_a_status_that_is_not_2xx(status):
    assert read(Reply(status, "text/xml", b"<Response/>"), URL).code == 11200


@pytest.mark.rule("11.codes")
def test_a_failure_to_connect_keeps_its_code():
    assert read(NoReply(11205, "no connection"), URL).code == 11205


@pytest.mark.rule("1.mime")
def test_jsonify_and_abort_bodies_do_not_work(rig, says):
    call = rig(Response('{"a": 1}', content_type="application/json")).call()
    assert says(call.listen()) == [SORRY]
    assert call.error.code == 12300


def test_an_entity_is_not_expanded():
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa">]><Response><Say>x&a;y</Say></Response>'
    document = parse(bomb, URL)
    assert "aaaa" not in document.verbs[0].text


@pytest.mark.rule("5.ssml")
def test_ssml_is_known_and_its_attributes_are_not_judged():
    document = parse(
        b'<Response><Say>a <say-as interpret-as="digits">12</say-as><break time="1s"/></Say></Response>', URL
    )
    assert complaints(document) == ()
