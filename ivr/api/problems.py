"""What the API says when it does not do as it was asked: RFC 9457 problem details, which never repeat a value."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from integration.errors import Unavailable
from integration.intake.taken import Finding

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
RETRY_S = 5
_NAMESPACE = "urn:ivr:problem:"


class Problem(Exception):
    """One answer that is not what was asked for. `name` stays the same over versions; `detail` is for a person."""

    def __init__(
        self,
        status: HTTPStatus,
        name: str,
        detail: str,
        *,
        findings: Sequence[Finding] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.name = name
        self.findings = findings
        self.headers = headers or {}

    def response(self) -> Response:
        """As it goes out."""
        told: dict[str, object] = {
            "type": f"{_NAMESPACE}{self.name}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": str(self),
        }
        if self.findings:
            told["errors"] = [asdict(finding) for finding in self.findings]
        return Response(json.dumps(told), self.status.value, dict(self.headers), content_type=MEDIA_TYPE)


def register(api: Blueprint) -> None:
    """Whatever goes wrong below it is told as a problem."""
    api.register_error_handler(Problem, Problem.response)
    api.register_error_handler(HTTPException, of_http)
    api.register_error_handler(Unavailable, lambda _trouble: later().response())


def later(why: str = "nothing was recorded that this answer tells of") -> Problem:
    """Problem 503: the same request may come again."""
    detail = f"{why}; send the same again with the same idempotency key"
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail, headers={"Retry-After": str(RETRY_S)})


def is_asked() -> bool:
    """Whether this request came to the API, though perhaps to no route of it."""
    return request.path.startswith(PREFIX)


def of_http(error: HTTPException) -> Response:
    """A wrong path or method, a body too long, or our own failure, in the API's way of saying it."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    name = status.phrase.lower().replace(" ", "-")
    allowed = {"Allow": ", ".join(sorted(allow))} if (allow := getattr(error, "valid_methods", None)) else {}
    return Problem(status, name, status.description or status.phrase, headers=allowed).response()
