"""The answer to a 401: basic or digest, for a URL with user and password (twilio.md 3; RFC 7617, RFC 7616)."""

import base64
from dataclasses import dataclass, field
from hashlib import md5, sha256
from urllib.parse import unquote, urlsplit

from werkzeug.datastructures import WWWAuthenticate

from ivr.phone.wire import NoReply, Reply, WireRequest

UNAUTHORIZED = 401
HASHES = {"MD5": md5, "SHA-256": sha256}
FIRST_USE = "00000001"  # nc: each nonce is used for one request only


@dataclass(frozen=True)
class Login:
    """The user and the password that a webhook's URL carries."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, url: str) -> "Login | None":
        """What stands before the `@` of the URL, unquoted; None where nothing does."""
        parts = urlsplit(url)
        return None if parts.username is None else cls(unquote(parts.username), unquote(parts.password or ""))

    def answers(self, refused: Reply, wire: WireRequest, client_nonce: str) -> str | None:
        """The Authorization header with which the request is repeated; None where it was not asked for one."""
        if isinstance(refused, NoReply) or refused.status != UNAUTHORIZED:
            return None
        challenge = WWWAuthenticate.from_header(refused.headers.get("www-authenticate"))
        if challenge is None:
            return None
        if challenge.type == "basic":
            return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return self._digest(challenge, wire, client_nonce) if challenge.type == "digest" else None

    def _digest(self, challenge: WWWAuthenticate, wire: WireRequest, client_nonce: str) -> str | None:
        """RFC 7616, with qop "auth" or none; an algorithm or a quality that is neither is not answered."""
        algorithm = challenge.get("algorithm") or "MD5"
        qualities = {quality.strip() for quality in (challenge.get("qop") or "").split(",")}
        if algorithm not in HASHES or not qualities & {"auth", ""}:
            return None
        parts = urlsplit(wire.url)
        said = {
            "username": self.user,
            "realm": challenge.get("realm") or "",
            "nonce": challenge.get("nonce") or "",
            "uri": (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        }
        if "auth" in qualities:
            said |= {"qop": "auth", "nc": FIRST_USE, "cnonce": client_nonce}
        response = self._response(algorithm, wire.method, said)
        kept = {name: value for name in ("opaque", "algorithm") if (value := challenge.get(name))}
        written = {**said, "response": response, **kept}
        bare = {"nc", "qop", "algorithm"}  # "MUST NOT" be quoted
        return "Digest " + ", ".join(
            f"{name}={value}" if name in bare else f'{name}="{value}"' for name, value in written.items()
        )

    def _response(self, algorithm: str, method: str, said: dict[str, str]) -> str:
        def hashed(text: str) -> str:
            return HASHES[algorithm](text.encode()).hexdigest()

        whose = hashed(f"{self.user}:{said['realm']}:{self.password}")
        what = hashed(f"{method}:{said['uri']}")
        fresh = [said["nc"], said["cnonce"], said["qop"]] if "qop" in said else []
        return hashed(":".join([whose, said["nonce"], *fresh, what]))
