"""Twilio's HTTP client: signs, sends, retries a failed connection once, follows redirects (twilio.md 3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus, urlencode, urljoin, urlsplit, urlunsplit

from ivr.phone.authorization import Login
from ivr.phone.cache import Cache
from ivr.phone.clock import Clock
from ivr.phone.cookies import Cookies
from ivr.phone.ids import Ids
from ivr.phone.overrides import Overrides
from ivr.phone.signing import Signer, url_to_sign, with_body_hash
from ivr.phone.wire import NoReply, Reply, Request, Response, Transport, WireRequest

MOST_REDIRECTS = 10
GET_AFTER = frozenset({301, 302, 303})
SAME_AFTER = frozenset({307, 308})
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
JSON = "application/json"
_AS_IT_IS = re.compile(r"[A-Za-z0-9_.~-]*", re.ASCII)
USER_AGENT = "TwilioProxy/1.1"
KEEPS_PORT = frozenset({"text", "text-status"})  # twilio.md 9: "SMS https: kept"


@dataclass(frozen=True)
class Webhooks:
    """Sends what the executor asks for. One for each call: cookies are kept that long."""

    transport: Transport
    signer: Signer
    clock: Clock
    ids: Ids
    sorts_query: bool = False
    cookies: Cookies = field(default_factory=Cookies)
    cache: Cache = field(default_factory=Cache)

    def send(self, request: Request) -> Reply:
        """The reply after redirects and retries. The clock has moved by all the time that they took."""
        begun, limits = self.clock.tick(), Overrides.of(request.url)
        hop, reply = request, self._authorised(request, limits)
        for _ in range(MOST_REDIRECTS):
            following = _redirected(hop, reply)
            if following is None:
                break
            hop, reply = following, self._authorised(following, limits)
        return _judged(hop, reply, self.clock.tick() - begun, limits.total_s)

    def _authorised(self, request: Request, limits: Overrides) -> Reply:
        """As Twilio does it: first without Authorization, and again when the answer is a 401 that asks for it."""
        wire, reply = self._attempted(request, limits, {})
        login = Login.of(request.url)
        answer = login.answers(reply, wire, self.ids.token()) if login else None
        return reply if answer is None else self._attempted(request, limits, {"Authorization": answer})[1]

    def _attempted(self, request: Request, limits: Overrides, headers: Mapping[str, str]) -> tuple[WireRequest, Reply]:
        """By default one retry, only where no connection came about. Every attempt carries the same token."""
        token = {"I-Twilio-Idempotency-Token": self.ids.token()}
        wire = self._wire(request, {**headers, **token, **self.cookies.header(_bare(request.url))})
        wire = replace(wire, headers={**wire.headers, **self.cache.headers(wire.method, wire.url)})
        reply = self._tried(limits.attempt(wire, 0), limits)
        for number in range(1, 1 + limits.retries):
            if not limits.again(reply):
                break
            reply = self._tried(limits.attempt(wire, number), limits)
        if isinstance(reply, Response):
            self.cookies.learn(wire.url, reply, self.clock.now())
        return wire, self.cache.met(wire, reply)

    def _tried(self, wire: WireRequest, limits: Overrides) -> Reply:
        return _in_time(timed(self.transport, wire, self.clock), limits.read_s)

    def _wire(self, request: Request, headers: Mapping[str, str]) -> WireRequest:
        url, body, kind = address(request), b"", ""
        form = request.params if request.method == "POST" and not request.json else {}
        if request.json:
            body, kind = request.json.encode(), JSON
            url = with_body_hash(url, body)
        elif request.method == "POST":
            body, kind = form_of(form).encode(), FORM
        signed = self.signer.headers(url_to_sign(url, keeps_port=request.purpose in KEEPS_PORT), form)
        headers = {"User-Agent": USER_AGENT, **signed, "Accept": "*/*", **headers}
        if kind:
            headers["Content-Type"] = kind
        sent = _in_order(_bare(url)) if self.sorts_query else _bare(url)
        return WireRequest(request.method, sent, headers, body)


def address(request: Request) -> str:
    """The URL as it is asked for: the parameters of a GET stand in its query."""
    if request.method == "POST" or not request.params:
        return request.url
    url, hash_sign, fragment = request.url.partition("#")
    return f"{url}{'&' if '?' in url else '?'}{urlencode(request.params)}{hash_sign}{fragment}"


def form_of(params: Mapping[str, str]) -> str:
    """As `urllib.parse.urlencode`, which takes five times as long to find that most values stand as they are."""
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in params.items()])


def _quoted(text: str) -> str:
    return text if _AS_IT_IS.fullmatch(text) else quote_plus(text)


def timed(transport: Transport, wire: WireRequest, clock: Clock) -> Reply:
    """Sends it; the clock moves by what the transport says it took, unless it has moved by itself already."""
    begun = clock.tick()
    reply = transport.send(wire)
    passed_s = clock.tick() - begun
    took_s = max(reply.took_s, passed_s)
    clock.pause(took_s - passed_s)
    return replace(reply, took_s=took_s)


def _redirected(request: Request, reply: Reply) -> Request | None:
    """What a redirect leads to. 301 and 302 turn a POST into a GET and lose its parameters, as a browser does."""
    if isinstance(reply, NoReply) or "location" not in reply.headers:
        return None
    url = urljoin(_bare(request.url), reply.headers["location"])
    if reply.status in SAME_AFTER:
        return replace(request, url=url, params=request.params if request.method == "POST" else {})
    return replace(request, url=url, method="GET", params={}) if reply.status in GET_AFTER else None


def _in_time(reply: Reply, limit_s: float) -> Reply:
    """An application in process cannot be interrupted: an answer that comes too late is none."""
    late = isinstance(reply, Response) and reply.took_s > limit_s
    return NoReply(11200, f"no reply within {limit_s:g} seconds", reply.took_s) if late else reply


def _judged(request: Request, reply: Reply, took_s: float, limit_s: float) -> Reply:
    """The reply with the time of all its hops and attempts."""
    reply = _in_time(replace(reply, took_s=took_s), limit_s)
    if _redirected(request, reply) is not None:
        return NoReply(11215, f"more than {MOST_REDIRECTS} redirects", took_s)
    return replace(reply, url=_bare(request.url)) if isinstance(reply, Response) else reply


def _in_order(url: str) -> str:
    """The parameters of the query sorted as they are written: nothing is decoded."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(sorted(parts.query.split("&")))))


def _bare(url: str) -> str:
    """The URL without user, password and fragment."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
