"""Connection overrides: what the fragment of a webhook's URL may change (twilio.md 3)."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from ivr.phone.wire import REQUEST_LIMIT_S, NoReply, Reply, Response

MOST_RETRIES = 5
SHORTEST_MS = 100
LONGEST_MS = 15_000
POLICIES = frozenset({"4xx", "5xx", "ct", "rt", "all"})


@dataclass(frozen=True)
class Overrides:
    """`retries` after a first attempt, for the reasons in `reasons`; seconds for one reply, and for all of it."""

    retries: int = 1
    reasons: frozenset[str] = frozenset({"ct"})
    read_s: float = REQUEST_LIMIT_S
    total_s: float = REQUEST_LIMIT_S

    @classmethod
    def of(cls, url: str) -> "Overrides":
        """What `#rc=2&rp=5xx,ct&rt=3000&tt=10000` asks for; what is out of its range is as if not written."""
        given = dict(parse_qsl(urlsplit(url).fragment))
        chosen = frozenset(given.get("rp", "").split(","))
        wanted = replace(cls(), reasons=chosen) if chosen <= POLICIES else cls()
        retries = given.get("rc", "")
        if retries.isdecimal() and int(retries) <= MOST_RETRIES:
            wanted = replace(wanted, retries=int(retries))
        return replace(wanted, read_s=_seconds(given.get("rt", "")), total_s=_seconds(given.get("tt", "")))

    def again(self, reply: Reply) -> bool:
        """Whether a reply like this is a reason for another attempt."""
        return bool({_reason(reply), "all"} & self.reasons) and _reason(reply) != ""


def _seconds(milliseconds: str) -> float:
    allowed = milliseconds.isdecimal() and SHORTEST_MS <= int(milliseconds) <= LONGEST_MS
    return int(milliseconds) / 1000 if allowed else REQUEST_LIMIT_S


def _reason(reply: Reply) -> str:
    """`ct` no connection, `rt` no reply, `4xx`, `5xx`; nothing where the reply is good."""
    if isinstance(reply, NoReply):
        return "rt" if reply.connected else "ct"
    return {4: "4xx", 5: "5xx"}.get(reply.status // 100, "") if isinstance(reply, Response) else ""
