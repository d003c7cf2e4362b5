"""twilio.md 9: "full URL + for POST form: each param name+value sorted by name, no separators; HMAC-SHA1; base64"."""

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

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
