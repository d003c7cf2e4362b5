"""The vendor's own client, unchanged, over real HTTP on a loopback address ("twilio-python 3": `base_url`)."""

import threading

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from werkzeug.serving import make_server

from ivr.phone import RestApi, RestFault

ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"
THEM, US = "+17705550134", "+17705550100"
VOICE = "https://line.example/voice"
PAGE = "<Response><Pause length='20'/></Response>"


@pytest.fixture
def served(rig):
    """`served(plan=...)`: the client, and the rig whose network its calls reach."""
    running = []

    def serve(**plan):
        rigged = rig(PAGE, status="", next="<Response><Say>elsewhere</Say></Response>")
        server = make_server("127.0.0.1", 0, RestApi(rigged.network, **plan), threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        client = Client(ACCOUNT, TOKEN)
        client.http_client.session = requests.Session()
        client.api.base_url = f"http://127.0.0.1:{server.server_port}"
        running.append((server, thread, client))
        return client, rigged

    yield serve
    for server, thread, client in running:
        client.http_client.session.close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.rule("py.base_url")
def test_the_life_of_a_call(served, says):
    client, rigged = served()
    created = client.calls.create(to=THEM, from_=US, url=VOICE, status_callback_event=["ringing", "completed"])
    call = rigged.network.calls[created.sid]
    call.wait(6)
    assert client.calls(created.sid).fetch().status == "in-progress"
    client.calls(created.sid).update(url="https://line.example/next")
    assert says(call.listen()) == ["elsewhere"]
    assert [listed.status for listed in client.calls.list(to=THEM, limit=20)] == ["completed"]


@pytest.mark.rule("py.base_url")
def test_pages_are_followed(served):
    client, _ = served()
    for _ in range(5):
        client.calls.create(to=THEM, from_=US, url=VOICE)
    assert len(list(client.calls.stream(page_size=2))) == 5


@pytest.mark.rule("py.base_url")
def test_a_text(served):
    client, rigged = served()
    text = client.messages.create(to=THEM, from_=US, body="Your bill is due.")
    assert text.status == "queued"
    rigged.network.texting.deliver()
    assert client.messages(text.sid).fetch().status == "delivered"


@pytest.mark.rule("10.429", "py.exceptions")
def test_a_refusal_has_twilios_code(served):
    client, _ = served(plan=lambda asked: RestFault(429) if asked.number == 1 else None)
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(to=THEM, from_=US, url=VOICE)
    assert (refused.value.status, refused.value.code) == (429, 20429)
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(to="x", from_=US, url=VOICE)
    assert (refused.value.status, refused.value.code) == (400, 21211)
