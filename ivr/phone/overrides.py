"""Connection overrides: what the fragment of a webhook's URL may change (twilio.md 3)."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from ivr.phone.wire import CONNECT_LIMIT_S, REQUEST_LIMIT_S, NoReply, Reply, Response, WireRequest

MOST_RETRIES = 5
SHORTEST_MS = 100
LONGEST_MS = 15_000
LONGEST_CONNECT_MS = 10_000
POLICIES = frozenset({"4xx", "5xx", "ct", "rt", "all"})


@dataclass(frozen=True)
class Overrides:
    """`retries` after a first attempt, for the reasons in `reasons`; seconds to connect, to reply, for all of it.

    `edges` are taken in turn, one for each attempt; `names_host` is SNI.
    """

    retries: int = 1
    reasons: frozenset[str] = frozenset({"ct"})
    connect_s: float = CONNECT_LIMIT_S
    read_s: float = REQUEST_LIMIT_S
    total_s: float = REQUEST_LIMIT_S
    names_host: bool = True
    edges: tuple[str, ...] = ("",)

    @classmethod
    def of(cls, url: str) -> "Overrides":
        """What `#rc=2&rp=5xx,ct&rt=3000&tt=10000` asks for; what is out of its range is as if not written."""
        given = dict(parse_qsl(urlsplit(url).fragment))
        chosen = frozenset(given.get("rp", "").split(","))
        wanted = replace(cls(), reasons=chosen) if chosen <= POLICIES else cls()
        retries = given.get("rc", "")
        if retries.isdecimal() and int(retries) <= MOST_RETRIES:
            wanted = replace(wanted, retries=int(retries))
        return replace(
            wanted,
            connect_s=_seconds(given.get("ct", ""), LONGEST_CONNECT_MS, CONNECT_LIMIT_S),
            read_s=_seconds(given.get("rt", ""), LONGEST_MS, REQUEST_LIMIT_S),
            total_s=_seconds(given.get("tt", ""), LONGEST_MS, REQUEST_LIMIT_S),
            names_host=given.get("sni") != "n",
            edges=tuple(given.get("e", "").split(",")),
        )

    def attempt(self, wire: WireRequest, number: int) -> WireRequest:
        """The request as it goes out for the first time (0), or for the nth time more."""
        return replace(
            wire,
            limit_s=self.read_s,
            connect_s=self.connect_s,
            names_host=self.names_host,
            edge=self.edges[number % len(self.edges)],
        )

    def again(self, reply: Reply) -> bool:
        """Whether a reply like this is a reason for another attempt."""
        return bool({_reason(reply), "all"} & self.reasons) and _reason(reply) != ""


def _seconds(milliseconds: str, longest_ms: int, default_s: float) -> float:
    allowed = milliseconds.isdecimal() and SHORTEST_MS <= int(milliseconds) <= longest_ms
    return int(milliseconds) / 1000 if allowed else default_s


def _reason(reply: Reply) -> str:
    """`ct` no connection, `rt` no reply, `4xx`, `5xx`; nothing where the reply is good."""
    if isinstance(reply, NoReply):
        return "rt" if reply.connected else "ct"
    return {4: "4xx", 5: "5xx"}.get(reply.status // 100, "") if isinstance(reply, Response) else ""
