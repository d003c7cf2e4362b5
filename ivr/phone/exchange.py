"""A record of one request to the application and its reply."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.phone.wire import Purpose, Reply, Request, Response


@dataclass(frozen=True)
class Exchange:
    """`status` is 0, and `error_code` Twilio's, where there was no usable reply. `body` is the reply's text."""

    number: int
    purpose: Purpose
    verb: str
    method: str
    url: str
    params: Mapping[str, str]
    status: int
    content_type: str
    body: str
    took_s: float
    error_code: int = 0

    @classmethod
    def of(cls, number: int, request: Request, reply: Reply) -> "Exchange":
        """The record; `number` counts from 1 within a call."""
        told = reply if isinstance(reply, Response) else None
        return cls(
            number=number,
            purpose=request.purpose,
            verb=request.verb,
            method=request.method,
            url=request.url,
            params=dict(request.params),
            status=told.status if told else 0,
            content_type=told.content_type if told else "",
            body=told.body.decode("utf-8", "replace") if told else "",
            took_s=reply.took_s,
            error_code=0 if isinstance(reply, Response) else reply.code,
        )
