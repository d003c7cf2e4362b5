"""twilio.md 3: "basic/digest auth: user:pass@ in URL; first request WITHOUT Authorization, then repeats after 401"."""

import pytest
from requests.auth import HTTPDigestAuth
from requests.utils import parse_dict_header
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Response

from ivr.phone.authorization import Login
from ivr.phone.wire import Response as Reply
from ivr.phone.wire import WireRequest

URL = "https://user:p%40ss@line.example/voice?a=1"


def guarded(challenge):
    def voice(request):
        if "Authorization" in request.headers:
            return "<Response/>"
        return Response("", 401, {"WWW-Authenticate": challenge} if challenge else {})

    return voice


# RFC 7616, 3.9.1
CHALLENGE = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


@pytest.mark.rule("3.auth.digest")
@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_published_digests(algorithm, response):
    refused = Reply(401, "", b"", headers={"www-authenticate": CHALLENGE.format(algorithm)})
    wire = WireRequest("GET", "http://www.example.org/dir/index.html", {})
    answer = Login("Mufasa", "Circle of Life").answers(refused, wire, CLIENT_NONCE)
    said = parse_dict_header(answer.removeprefix("Digest "))
    assert said["response"] == response
    assert (said["uri"], said["qop"], said["nc"]) == ("/dir/index.html", "auth", "00000001")
    assert said["opaque"] == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"


@pytest.mark.rule("3.auth.digest")
@pytest.mark.parametrize("algorithm", ["", ", algorithm=MD5", ", algorithm=SHA-256"])
def test_a_digest_without_quality_is_what_another_client_makes_of_it(rig, algorithm):
    """RFC 2069, which servers without qop still ask for."""
    challenge = f'Digest realm="line", nonce="abc123"{algorithm}'
    rigged = rig(guarded(challenge))
    call = rigged.call(voice_url=URL)
    call.listen()
    first, second = rigged.app.seen
    assert "Authorization" not in first.headers
    assert call.result == "completed"
    theirs = HTTPDigestAuth("user", "p@ss")
    theirs.init_per_thread_state()
    theirs._thread_local.chal = parse_dict_header(challenge.removeprefix("Digest "))
    wanted = parse_dict_header(theirs.build_digest_header("POST", second.url).removeprefix("Digest "))
    said = parse_dict_header(second.headers["Authorization"].removeprefix("Digest "))
    assert {name: said[name] for name in wanted} == wanted


@pytest.mark.rule("3.auth.digest")
def test_the_repeated_request_is_signed_and_has_its_form(rig):
    rigged = rig(guarded('Digest realm="line", nonce="abc123", qop="auth"'))
    rigged.call(voice_url=URL).listen()
    _, second = rigged.app.seen
    assert RequestValidator("12345").validate(second.url, second.form, second.headers["X-Twilio-Signature"])


@pytest.mark.rule("3.auth", "3.auth.digest")
@pytest.mark.parametrize(
    "challenge",
    [
        "",  # "repeats after 401+WWW-Authenticate": a 401 alone asks for nothing
        "Bearer",
        'Digest realm="line", nonce="abc123", qop="auth-int"',
        'Digest realm="line", nonce="abc123", algorithm=SHA-512-256',
    ],
)
def test_what_cannot_be_answered_is_not_repeated(rig, challenge):
    rigged = rig(guarded(challenge))
    call = rigged.call(voice_url=URL)
    call.listen()
    assert (len(rigged.app.seen), call.result, call.error.code) == (1, "failed", 11200)


@pytest.mark.rule("3.auth")
def test_without_user_and_password_a_401_is_the_end(rig):
    rigged = rig(guarded('Basic realm="line"'))
    call = rigged.call()
    call.listen()
    assert (len(rigged.app.seen), call.result) == (1, "failed")
