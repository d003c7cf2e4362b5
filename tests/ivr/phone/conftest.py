"""A tiny application for each test: a table of paths and what they answer, as plain WSGI."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response as Answer
from twilio.rest import Client
from werkzeug.test import Client as Asks
from werkzeug.wrappers import Request, Response

from ivr.phone import Connector, Options, PhoneCall, PhoneNetwork, RestApi, VirtualClock, WsgiTransport
from tests.ivr.phone.till import GOOD, PAID, PROMPTS, answered, pay

BASE = "https://line.example"
TOKEN = "12345"
ACCOUNT = "AC00000000000000000000000000000000"


def pytest_configure(config):
    config.addinivalue_line("markers", "rule(*ids): the rules of rules.toml that the test proves")


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

    def build(voice, options=None, gateway=None, latency_s=0.0, base=BASE, **pages) -> Rig:
        clock = VirtualClock()
        app = App({"/voice": voice, **{f"/{name}": page for name, page in pages.items()}}, clock)
        till = App({"/connector": gateway}, clock)
        connector = Connector(
            "https://gateway.example/connector", "user", "secret", WsgiTransport(till, "https://gateway.example")
        )
        network = PhoneNetwork(
            transport=WsgiTransport(app, base, latency_s),
            auth_token=TOKEN,
            account_sid=ACCOUNT,
            clock=clock,
            connectors={"Default": connector},
            options=options or Options(),
        )
        return Rig(app, till, network, clock)

    return build


class InProcess(HttpClient):
    """The vendor's client without a socket: the same requests, given to the WSGI application."""

    def __init__(self, api):
        super().__init__(None, is_async=False)
        self.asks = Asks(api)

    def request(self, method, url, params=None, data=None, headers=None, **ways):
        path = url.removeprefix("https://api.twilio.com")
        sent = {name: value for name, value in headers.items() if name != "Content-Type"}
        form = {name: value for name, value in (data or {}).items() if value is not None}
        asked = {name: value for name, value in (params or {}).items() if value is not None} or None
        told = self.asks.open(
            path, method=method, query_string=asked, data=form or None, headers=sent, auth=ways["auth"]
        )
        return Answer(told.status_code, told.text, told.headers)


@pytest.fixture
def client():
    """`client(rigged, plan=...)`: the vendor's own client of the rig's REST API; `.answers` is that API."""

    def build(rigged, **plan):
        api = RestApi(rigged.network, **plan)
        made = Client(ACCOUNT, TOKEN, http_client=InProcess(api))
        made.answers = api
        return made

    return build


@pytest.fixture
def says():
    """The words of what was heard."""

    def words(heard):
        return [one.text for one in heard if one.kind in {"say", "prompt", "error"}]

    return words


@pytest.fixture
def paying(rig):
    """`paying(attributes, keys)`: a call that has pressed the keys in Pay, with its rig."""

    def pay_with(attributes="", keys=GOOD, inside=PROMPTS, options=None, gateway=None, abilities=None):
        told = gateway or answered(charge_id="ch_1", token_id="tok_1")
        rigged = rig(pay(attributes, inside), gateway=told, options=options, paid=PAID, pay_status="")
        if abilities:
            installed = replace(rigged.network.connectors["Default"], abilities=abilities)
            rigged.network.connectors = {"Default": installed}
        call = rigged.call()
        rigged.last = call
        for key in keys:
            call.press(key)
        return rigged, call

    return pay_with
