"""The WSGI app: all three transports at POST /ws, the WSDL at GET /ws?wsdl, the plan of faults at POST /faults.

It never waits and never cuts: it says in headers (X-Took-S, X-Drip-S, X-Cut-After-Bytes) what the network is to do,
which the real server does and a LoopbackWire plays on a virtual clock.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING

from integration.clock import Clock, SystemClock
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.cayenta.books import Books, No, Params
from integration.sandbox.cayenta.faults import Fault, Kind, Plan
from integration.sandbox.cayenta.journal import Journal
from integration.sandbox.cayenta.tongues import PLAIN, Tongue, heard
from integration.sandbox.cayenta.wsdl import wsdl_of
from integration.wires.loopback import CUT_AFTER_BYTES, DRIP_S, TOOK_S

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATH = "/ws"
REQUEST_BYTES_MAX = 1024 * 1024
LOGIN_PAGE = b"<!DOCTYPE html><html><head><meta charset=utf-8><title>Sign in</title><body><form>Sign in<br></form>"
NOT_RECOGNIZED = (-1, "Message Type Not Recognized")


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, and what the network does to it."""

    body: bytes
    status: HTTPStatus = HTTPStatus.OK
    kind: str = "text/xml; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


UNDONE = {  # kinds that answer without looking at the request
    Kind.DOWN: Answer(b"Service Unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "text/plain"),
    Kind.REDIRECT: Answer(b"", HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": PATH}),
    Kind.AUTH: Answer(b"", HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Basic"}),
    Kind.GARBLED: Answer(LOGIN_PAGE, kind="text/html"),
    Kind.CUT_BEFORE: Answer(b"", headers={CUT_AFTER_BYTES: "0"}),
}


class CayentaApp:
    """A WSGI app with `books`, `journal` and `plan` open to tests. Basic auth is asked for when `user` is given."""

    def __init__(
        self,
        accounts: Iterable[Account] = (),
        *,
        journal: Journal | None = None,
        plan: Plan | None = None,
        clock: Clock | None = None,
        user: str = "",
        password: str = "",
    ) -> None:
        self.journal = journal or Journal()
        self.plan = plan or Plan()
        self.books = Books(accounts, self.journal, clock or SystemClock())
        self._basic = "Basic " + b64encode(f"{user}:{password}".encode()).decode() if user else ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """WSGI."""
        answer = self._route(environ)
        headers = {"Content-Type": answer.kind, "Content-Length": str(len(answer.body)), **answer.headers}
        start_response(f"{answer.status.value} {answer.status.phrase}", list(headers.items()))
        return [answer.body]

    def set_faults(self, *faults: Fault) -> None:
        """What befalls the next calls, in the place of all that was set before; nothing lifts every fault."""
        self.books.remember()
        self.plan.set(*faults)

    def _route(self, environ: "WSGIEnvironment") -> Answer:
        asked = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if asked == ("GET", PATH):
            return Answer(wsdl_of(f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{PATH}"))
        if asked == ("POST", "/faults"):
            return self._plan(_body(environ))
        if asked != ("POST", PATH):
            return Answer(b"", HTTPStatus.NOT_FOUND)
        if self._basic and not compare_digest(environ.get("HTTP_AUTHORIZATION", ""), self._basic):
            return UNDONE[Kind.AUTH]
        return self._call(environ.get("CONTENT_TYPE", ""), _body(environ))

    def _plan(self, body: bytes) -> Answer:
        try:
            faults = [Fault.of(row) for row in json.loads(body)]
        except (ValueError, TypeError) as error:
            return Answer(f"a JSON list of faults is expected: {error}".encode(), HTTPStatus.BAD_REQUEST, "text/plain")
        self.set_faults(*faults)
        return Answer(b"{}", kind="application/json")

    def _call(self, content_type: str, body: bytes) -> Answer:
        tongue = PLAIN  # for what is neither
        try:
            tongue, root = heard(content_type, body)
            method, params = tongue.read(root)
        except ValueError as error:
            return _failed(tongue, "Client", str(error))
        fault = self.plan.next(method)
        kind = fault.kind if fault else None
        if kind is Kind.FAULT:
            return _failed(tongue, "Server", "Internal error")
        if kind in UNDONE:
            return UNDONE[kind]
        with self.books.lock:
            answer = self._run(tongue, method, params, fault)
        return _dressed(answer, fault)

    def _run(self, tongue: Tongue, method: str, params: Params, fault: Fault | None) -> bytes:
        kind = fault.kind if fault else None
        trans_no = self.books.next_trans_no()
        run = _methods(self.books, fault).get(method)
        if run is None or kind is Kind.SYSTEM:
            return tongue.answer(method, None, function=None, system=NOT_RECOGNIZED, trans_no=trans_no)
        function: tuple[int, str] | None
        try:
            given = dict(run(params))
            function = (0, given.pop("STATUS_DESC", ""))
        except No as no:
            given, function = {}, (no.status, no.words)
        if kind is Kind.WRONG_ECHO:
            given |= {"ACCOUNT_NO": "9999999999", "REFERENCE_NO": "PSOMEBODYELSE"}
        if kind is Kind.NO_FUNCTION_STATUS:
            function = None
        system = None if kind is Kind.NO_SYSTEM_STATUS else (0, "")
        answered = "GetAccountPhone" if kind is Kind.WRONG_METHOD else method
        return tongue.answer(answered, given, function=function, system=system, trans_no=trans_no)


def _failed(tongue: Tongue, code: str, text: str) -> Answer:
    return Answer(tongue.fault(code, text), HTTPStatus.INTERNAL_SERVER_ERROR)


def _methods(books: Books, fault: Fault | None) -> dict[str, Callable[[Params], Params]]:
    """What runs under each name while this fault is in force."""
    methods = books.methods
    match fault:
        case Fault(kind=Kind.STALE):
            return methods | {"GetAccountBalance": partial(books.get_account_balance, stale=True)}
        case Fault(kind=Kind.LOSE):
            return methods | {"AddARItem": partial(books.add_ar_item, lose=True)}
        case Fault(kind=Kind.REFUSE, status=status):
            return dict.fromkeys(methods, partial(_refuse, status))
        case _:
            return methods


def _refuse(status: int, _params: Params) -> Params:
    raise No(status, "Invalid Account Number")


def _dressed(body: bytes, fault: Fault | None) -> Answer:
    if fault is None:
        return Answer(body)
    half = len(body) // 2
    dresses = {
        Kind.SLOW: Answer(body, headers={TOOK_S: str(fault.seconds)}),
        Kind.DRIP: Answer(body, headers={DRIP_S: str(fault.seconds)}),
        Kind.TRUNCATED: Answer(body[:half]),
        Kind.CUT_AFTER: Answer(body, headers={CUT_AFTER_BYTES: "0"}),
        Kind.CUT_IN_BODY: Answer(body, headers={CUT_AFTER_BYTES: str(half)}),
        Kind.ERROR_AFTER: Answer(b"Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain"),
    }
    return dresses.get(fault.kind, Answer(body))


def _body(environ: "WSGIEnvironment") -> bytes:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), REQUEST_BYTES_MAX)
    body: bytes = environ["wsgi.input"].read(length)
    return body
