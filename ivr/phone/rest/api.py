"""The door: who asks, whether the plan lets it through, and which resource answers."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from ivr.phone.network import PhoneNetwork
from ivr.phone.rest import calls, messages
from ivr.phone.rest.paging import page
from ivr.phone.rest.refusal import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TOO_MANY = 429
ROOT = "/2010-04-01/Accounts/<account>"
ROUTES = Map([
    Rule(f"{ROOT}/Calls.json", methods=["GET", "POST"], endpoint="calls"),
    Rule(f"{ROOT}/Calls/<sid>.json", methods=["GET", "POST"], endpoint="call"),
    Rule(f"{ROOT}/Messages.json", methods=["GET", "POST"], endpoint="messages"),
    Rule(f"{ROOT}/Messages/<sid>.json", methods=["GET"], endpoint="message"),
])  # fmt: skip
Json = Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """One REST request; `number` counts from 1."""

    number: int
    method: str
    path: str
    form: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class RestFault:
    """An answer that the plan puts in place of the real one.

    429 "never processed, always safe to retry" (twilio.md 10); after a 5xx nobody knows: `carried_out` decides.
    """

    status: int
    carried_out: bool = False
    retry_after_s: int | None = None


def no_faults(asked: Asked) -> RestFault | None:  # noqa: ARG001 - other plans look at it
    """The default plan."""
    return None


class RestApi:
    """A WSGI application. `asked` is all that was asked for, in order. Requests are answered one at a time."""

    def __init__(self, network: PhoneNetwork, plan: Callable[[Asked], RestFault | None] = no_faults) -> None:
        self.asked: list[Asked] = []
        self._network = network
        self._plan = plan
        self._turnstile = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        with self._turnstile:
            response = self._answer(request)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        asked = Asked(len(self.asked) + 1, request.method, request.path, request.form.to_dict())
        self.asked.append(asked)
        try:
            return self._planned(request, self._plan(asked))
        except Refusal as refusal:
            return _json(refusal.status, refusal.body())

    def _planned(self, request: Request, fault: RestFault | None) -> Response:
        if fault is None:
            return self._carried_out(request)
        if fault.carried_out:
            self._carried_out(request)
        code = 20429 if fault.status == TOO_MANY else 20500
        response = _json(fault.status, Refusal(fault.status, code, "by plan").body())
        if fault.retry_after_s is not None:
            response.headers["Retry-After"] = str(fault.retry_after_s)
        return response

    def _carried_out(self, request: Request) -> Response:
        self._authenticate(request)
        try:
            endpoint, values = ROUTES.bind_to_environ(request.environ).match()
        except NotFound as error:
            raise Refusal(404, 20404, f"The requested resource {request.path} was not found") from error
        except MethodNotAllowed as error:
            raise Refusal(405, 20004, "Method not allowed") from error
        if values["account"] != self._network.account_sid:
            raise Refusal(404, 20404, f"The requested resource {request.path} was not found")
        return self._resource(request, str(endpoint), str(values.get("sid", "")))

    def _authenticate(self, request: Request) -> None:
        """Basic auth with the account's sid and token; 20003 for anything else."""
        given = request.authorization
        user, password = (given.username or "", given.password or "") if given and given.type == "basic" else ("", "")
        known = compare_digest(user.encode(), self._network.account_sid.encode())
        if not compare_digest(password.encode(), self._network.auth_token.encode()) or not known:
            raise Refusal(401, 20003, "Authenticate")

    def _resource(self, request: Request, endpoint: str, sid: str) -> Response:
        network, form, posts = self._network, request.form, request.method == "POST"
        if endpoint == "call":
            return _json(200, calls.update(network, sid, form) if posts else calls.fetch(network, sid))
        if endpoint == "message":
            return _json(200, messages.fetch(network, sid))
        resource = calls if endpoint == "calls" else messages
        if posts:
            return _json(201, resource.create(network, form))
        return _json(200, page(endpoint, resource.listed(network, request.args), request.path, request.args))


def _json(status: int, body: Json) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
