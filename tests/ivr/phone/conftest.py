"""A tiny application for each test: a table of paths and what they answer, as plain WSGI."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from werkzeug.wrappers import Request, Response

from ivr.phone import Connector, Options, PhoneCall, PhoneNetwork, VirtualClock, WsgiTransport

BASE = "https://line.example"
TOKEN = "12345"
ACCOUNT = "AC00000000000000000000000000000000"


@dataclass
class Seen:
    method: str
    url: str
    form: dict
    headers: dict
    body: bytes


@dataclass
class App:
    """`pages`: path -> TwiML text, a Response, or a function of the request that gives either."""

    pages: dict
    clock: VirtualClock
    seen: list = field(default_factory=list)

    def __call__(self, environ, start_response):
        request = Request(environ)
        body = request.get_data(cache=True, parse_form_data=False)
        # request.url would show %2F as /: the signature is over the URL as it was sent
        url = f"{request.scheme}://{request.host}{environ['REQUEST_URI']}"
        self.seen.append(Seen(request.method, url, request.form.to_dict(), dict(request.headers), body))
        page = self.pages.get(request.path, Response("no such page", 404))
        answer = page(request) if callable(page) and not isinstance(page, Response) else page
        response = Response(answer, content_type="text/xml") if isinstance(answer, str) else answer
        return response(environ, start_response)

    def at(self, path):
        """The forms that were posted there."""
        return [seen.form for seen in self.seen if seen.url.removeprefix(BASE).partition("?")[0] == path]


@dataclass
class Rig:
    app: App
    gateway: App
    network: PhoneNetwork
    clock: VirtualClock

    def call(self, **changes) -> PhoneCall:
        wanted = {"from_": "+17705550134", "to": "+17705550100", "voice_url": f"{BASE}/voice"}
        return self.network.call(**(wanted | changes))


@pytest.fixture
def rig() -> Callable[..., Rig]:
    """`rig(voice, page_b=..., options=Options())`: the first page is /voice, the others are named by keyword."""

    def build(voice, options=None, gateway=None, latency_s=0.0, **pages) -> Rig:
        clock = VirtualClock()
        app = App({"/voice": voice, **{f"/{name}": page for name, page in pages.items()}}, clock)
        till = App({"/connector": gateway}, clock)
        connector = Connector(
            "https://gateway.example/connector", "user", "secret", WsgiTransport(till, "https://gateway.example")
        )
        network = PhoneNetwork(
            transport=WsgiTransport(app, BASE, latency_s),
            auth_token=TOKEN,
            account_sid=ACCOUNT,
            clock=clock,
            connectors={"Default": connector},
            options=options or Options(),
        )
        return Rig(app, till, network, clock)

    return build


@pytest.fixture
def says():
    """The words of what was heard."""

    def words(heard):
        return [one.text for one in heard if one.kind in {"say", "prompt", "error"}]

    return words
