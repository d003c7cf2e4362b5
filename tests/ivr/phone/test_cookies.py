"""twilio.md 3: cookies are "kept and resent, so a Flask session works"."""

import pytest
from flask import Flask, session
from werkzeug.wrappers import Response

URL = "https://line.example/voice"
ON = "<Response><Redirect>/next</Redirect></Response>"


def page(twiml, *cookies):
    response = Response(twiml, content_type="text/xml")
    for cookie in cookies:
        response.headers.add("Set-Cookie", cookie)
    return response


@pytest.fixture
def carried(rig):
    """What the second request of a call carries after the first set these cookies."""

    def ask(*cookies, **changes):
        rigged = rig(page(ON, *cookies), next="<Response/>")
        call = rigged.call(**changes)
        call.listen()
        assert call.result == "completed"
        assert "Cookie" not in rigged.app.seen[0].headers
        return rigged.app.seen[1].headers.get("Cookie", "")

    return ask


@pytest.mark.rule("3.cookies")
@pytest.mark.parametrize(
    ("cookies", "sent"),
    [
        (["a=1"], "a=1"),
        (["a=1; Path=/; HttpOnly", "b=2"], "a=1; b=2"),
        (["a=1", "a=2"], "a=2"),
        (["a=1; Path=/nex"], ""),
        (["a=1; Path=/next"], "a=1"),
        (["a=1; Secure"], "a=1"),
        (["a=1; Max-Age=0"], ""),
        (["a=1; Max-Age=-1"], ""),
        (["a=1; Max-Age=60"], "a=1"),
        (["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], ""),
        (["a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT"], "a=1"),
        (["a=1; Expires=soon"], "a=1"),
        (["\x7f"], ""),
    ],
)
def test_cookies_are_kept_and_sent_again(carried, cookies, sent):
    assert carried(*cookies) == sent


@pytest.mark.rule("3.cookies")
def test_a_flask_session_works(rig):
    app = Flask("counting")
    app.secret_key = "k" * 32

    @app.post("/voice")
    def voice():
        session["turns"] = session.get("turns", 0) + 1
        again = "<Redirect>/voice</Redirect>" if session["turns"] < 3 else ""
        return Response(f"<Response>{again}</Response>", mimetype="text/xml")

    rigged = rig("")
    object.__setattr__(rigged.network.transport, "app", app)
    call = rigged.call()
    call.listen()
    assert len(call.turns) == 3


@pytest.mark.rule("3.cookies")
def test_another_call_has_another_jar(rig):
    rigged = rig(page("<Response/>", "a=1"))
    rigged.call().listen()
    rigged.call().listen()
    assert "Cookie" not in rigged.app.seen[1].headers


@pytest.mark.rule("3.cookies")
def test_a_redirect_carries_what_it_set(rig):
    moved = Response("", 307, {"Location": "/next", "Set-Cookie": "a=1"})
    rigged = rig(moved, next="<Response/>")
    rigged.call().listen()
    assert rigged.app.seen[1].headers["Cookie"] == "a=1"
