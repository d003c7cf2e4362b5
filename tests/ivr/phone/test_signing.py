"""twilio.md 9: "full URL + for POST form: each param name+value sorted by name, no separators; HMAC-SHA1; base64"."""

import pytest
from twilio.request_validator import RequestValidator, get_signature_algorithm
from werkzeug.datastructures import MultiDict

from ivr.phone import Options, PhoneNetwork, SharedKey, WsgiTransport
from ivr.phone.signing import signature, url_to_sign

DIGITS = {
    "Digits": "1234",
    "To": "+18005551212",
    "From": "+14158675310",
    "Caller": "+14158675310",
    "CallSid": "CA1234567890ABCDE",
}
OTHER = {**DIGITS, "From": "+14158675309", "Caller": "+14158675309"}


@pytest.mark.rule("9.vectors")
@pytest.mark.parametrize(
    ("url", "params", "expected"),
    [
        ("https://example.com/myapp.php?foo=1&bar=2", DIGITS, "L/OH5YylLD5NRKLltdqwSvS0BnU="),
        ("https://mycompany.com/myapp.php?foo=1&bar=2", OTHER, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", OTHER, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", OTHER, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:80/myapp.php?foo=1&bar=2", OTHER, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ],
)
def test_the_published_vectors(url, params, expected):
    assert signature(url, params, "12345") == expected


@pytest.mark.rule("9.signature", "9.duplicates", "9.spaces")
@pytest.mark.parametrize(
    "params",
    [
        {},
        DIGITS,
        {"b": "2", "B": "1", "a": ""},  # sorted with regard to case
        {"SpeechResult": "  ñandú & co = 3 "},  # "values must not be trimmed"
        {"StatusCallbackEvent": ["ringing", "answered", "ringing"]},  # "sorted and de-duplicated per name"
    ],
)
def test_the_vendors_validator_agrees(params):
    url = "https://line.example/voice?a=%2F&b=1"
    assert RequestValidator("t0ken").validate(url, MultiDict(params), signature(url, params, "t0ken"))


@pytest.mark.rule("9.port", "9.userinfo", "9.fragment")
@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://h.example/a#rc=2", "https://h.example/a"),  # "fragment excluded from signing"
        ("https://user:pw@h.example/a", "https://h.example/a"),  # "userinfo dropped before signing, always"
        ("https://h.example:8443/a", "https://h.example/a"),  # "port: voice https: dropped"
        ("http://h.example:8080/a", "http://h.example:8080/a"),  # "http: kept"
        ("https://h.example/a?x=%2f&y=a+b", "https://h.example/a?x=%2f&y=a+b"),  # "do not re-encode %xx"
        ("https://h.example/a?", "https://h.example/a?"),  # "URL exactly as configured"
        ("https://h.example/a/", "https://h.example/a/"),
    ],
)
def test_what_is_left_out_of_the_signed_url(url, signed):
    assert url_to_sign(url) == signed


@pytest.mark.rule("9.encoding")
@pytest.mark.parametrize("query", ["?x=%2f&y=a+b", "?x=%2F", "?q=a%20b", "?x=%C3%B1"])
def test_the_url_is_signed_as_it_is_configured(rig, query):
    """ "URL exactly as configured; do not decode/re-encode %xx"."""
    rigged = rig("<Response/>")
    url = f"https://line.example/voice{query}"
    rigged.call(voice_url=url).listen()
    (seen,) = rigged.app.seen
    assert seen.url == url
    assert RequestValidator("12345").validate(url, seen.form, seen.headers["X-Twilio-Signature"])


@pytest.mark.rule("9.question.mark")
def test_a_lone_question_mark_is_signed_and_never_validates():
    """ "trailing '?' is lost by urlparse().geturl() so such a URL never validates": the vendor's own check."""
    url = "https://line.example/voice?"
    signed = signature(url_to_sign(url), DIGITS, "t0ken")
    assert signed == signature("https://line.example/voice?", DIGITS, "t0ken")
    assert not RequestValidator("t0ken").validate(url, DIGITS, signed)


@pytest.mark.rule("9.slash")
def test_a_slash_at_the_end_is_part_of_what_is_signed():
    signed = signature(url_to_sign("https://line.example/voice"), DIGITS, "t0ken")
    assert not RequestValidator("t0ken").validate("https://line.example/voice/", DIGITS, signed)


@pytest.mark.rule("9.query.order")
@pytest.mark.parametrize(("sorts", "sent"), [(False, "?b=1&a=2"), (True, "?a=2&b=1")])
def test_a_query_may_be_sent_sorted_and_signed_as_written(rig, sorts, sent):
    """ "report: Twilio sends query params sorted alphabetically but signs unsorted"."""
    rigged = rig("<Response/>", options=Options(sorts_query=sorts))
    rigged.call(voice_url="https://line.example/voice?b=1&a=2").listen()
    (seen,) = rigged.app.seen
    assert seen.url == f"https://line.example/voice{sent}"
    header, check = seen.headers["X-Twilio-Signature"], RequestValidator("12345").validate
    assert check("https://line.example/voice?b=1&a=2", seen.form, header)
    assert check(seen.url, seen.form, header) is not sorts


@pytest.mark.rule("9.subaccount")
def test_a_subaccount_signs_with_its_own_token(rig):
    rigged = rig("<Response/>")
    transport = WsgiTransport(rigged.app, "https://line.example")
    sub = PhoneNetwork(transport, "sub-token", "AC" + "1" * 32, rigged.clock)
    sub.call(from_="+1", to="+2", voice_url="https://line.example/voice").listen()
    (seen,) = rigged.app.seen
    assert seen.form["AccountSid"] == "AC" + "1" * 32
    assert RequestValidator("sub-token").validate(seen.url, seen.form, seen.headers["X-Twilio-Signature"])
    assert not RequestValidator("12345").validate(seen.url, seen.form, seen.headers["X-Twilio-Signature"])


@pytest.mark.rule("9.unsigned")
@pytest.mark.parametrize(("unsigned", "whole"), [(frozenset(), True), (frozenset({"StirVerstat"}), False)])
def test_all_parameters_are_signed_unless_an_option_says_otherwise(rig, unsigned, whole):
    rigged = rig("<Response/>", options=Options(unsigned_params=unsigned))
    rigged.call().listen()
    (seen,) = rigged.app.seen
    signed = {name: value for name, value in seen.form.items() if name not in unsigned}
    header, check = seen.headers["X-Twilio-Signature"], RequestValidator("12345").validate
    assert check(seen.url, signed, header)
    assert check(seen.url, seen.form, header) is whole


@pytest.mark.rule("9.json")
@pytest.mark.parametrize(("query", "joined"), [("", "?"), ("?a=1", "&")])
def test_json_is_signed_by_the_hash_of_its_body(rig, query, joined):
    """ "Twilio adds ?bodySHA256=hex; signature over the URL only; body checked by hash"."""
    rigged = rig("<Response/>")
    rigged.network.tell(f"https://line.example/voice{query}#rc=0", '{"type": "café"}')
    (seen,) = rigged.app.seen
    assert seen.url.startswith(f"https://line.example/voice{query}{joined}bodySHA256=")
    assert seen.headers["Content-Type"] == "application/json"
    validator, header = RequestValidator("12345"), seen.headers["X-Twilio-Signature"]
    assert validator.validate(seen.url, seen.body.decode(), header)
    assert not validator.validate(seen.url, seen.body.decode() + " ", header)


@pytest.mark.rule("9.shared.key")
def test_a_shared_key_signs_with_sha256_and_is_named(rig):
    """ "X-Twilio-Webhooks-Signature-Settings: key=…,algorithm=HMAC_SHA256 (SharedKey)"."""
    rigged = rig("<Response/>")
    rigged.network.shared_key = SharedKey("webhooks_sharedkey_1", "s3cret")
    rigged.call().listen()
    (seen,) = rigged.app.seen
    settings = seen.headers["X-Twilio-Webhooks-Signature-Settings"]
    assert settings == "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    validator, header = RequestValidator("s3cret"), seen.headers["X-Twilio-Signature"]
    assert validator.validate(seen.url, seen.form, header, get_signature_algorithm(settings))
    assert not validator.validate(seen.url, seen.form, header)


@pytest.mark.rule("9.shared.key")
def test_without_a_shared_key_no_settings_are_sent(rig):
    rigged = rig("<Response/>")
    rigged.call().listen()
    assert "X-Twilio-Webhooks-Signature-Settings" not in rigged.app.seen[0].headers
