"""What Twilio's HTTP client keeps of earlier replies: "GET only (ETag/Last-Modified); POST never cached"."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ivr.phone.wire import Reply, Response, WireRequest

NOT_MODIFIED = 304
REPLIES_MAX = 100  # of one call; further ones are asked for anew
ASKS_BY = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass
class Cache:
    """The replies to GET that can be asked about again."""

    kept: dict[str, Response] = field(default_factory=dict)

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """What makes the request conditional; nothing for a POST or a URL not seen before."""
        reply = self.kept.get(url) if method == "GET" else None
        if reply is None:
            return {}
        return {asks: reply.headers[told] for told, asks in ASKS_BY.items() if told in reply.headers}

    def met(self, wire: WireRequest, reply: Reply) -> Reply:
        """The reply to go on with: the kept one where this one says that nothing changed."""
        if wire.method != "GET" or not isinstance(reply, Response):
            return reply
        before = self.kept.get(wire.url)
        if reply.status == NOT_MODIFIED and before is not None:
            return replace(before, took_s=reply.took_s)
        if ASKS_BY.keys() & reply.headers.keys() and len(self.kept) < REPLIES_MAX:
            self.kept[wire.url] = reply
        return reply
