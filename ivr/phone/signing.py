"""The signature that Twilio puts on a webhook (twilio.md 9). Our own code, so that it can check the application's."""

import base64
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
Params = Mapping[str, str | Iterable[str]]
Digest = Literal["sha1", "sha256"]


@dataclass(frozen=True)
class SharedKey:
    """A key for webhooks alone, in place of the account's auth token: HMAC-SHA256, and a header that names it."""

    sid: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Signer:
    """Signs an account's webhooks: with its auth token, or with a shared key where it has one.

    `unsigned` are names of parameters that are sent and not signed: none, unless an option says so.
    """

    auth_token: str = field(repr=False)
    shared_key: SharedKey | None = None
    unsigned: frozenset[str] = frozenset()

    def headers(self, url: str, params: Params) -> dict[str, str]:
        """What goes with a request to this URL, as `url_to_sign` gives it, with this form."""
        signed = {name: value for name, value in params.items() if name not in self.unsigned}
        if self.shared_key is None:
            return {HEADER: signature(url, signed, self.auth_token)}
        settings = f"key={self.shared_key.sid},algorithm=HMAC_SHA256"
        return {HEADER: signature(url, signed, self.shared_key.secret, "sha256"), SETTINGS_HEADER: settings}


def signature(url: str, params: Params, secret: str, digest: Digest = "sha1") -> str:
    """The base64 HMAC of the URL as it stands, followed by each name and value of a POST form.

    Names are sorted with regard to case; the values of a repeated name are sorted and each counted once; nothing is
    trimmed. For a GET the parameters are in the URL, for JSON the body's hash is: `params` is empty.
    """
    text = url + "".join(name + value for name in sorted(params) for value in _values(params[name]))
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), digest).digest()).decode()


def with_body_hash(url: str, body: bytes) -> str:
    """The URL of a JSON webhook: the signature is over it alone, and `bodySHA256` speaks for the body."""
    address, hash_sign, fragment = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}bodySHA256={sha256(body).hexdigest()}{hash_sign}{fragment}"


def url_to_sign(url: str, *, keeps_port: bool = False) -> str:
    """The URL without what Twilio leaves out: the fragment, user and password, and the port of https (voice)."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "https" and not keeps_port:
        host = _without_port(host)
    unsplit = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    return unsplit + "?" if url.partition("#")[0].endswith("?") and not parts.query else unsplit


def _values(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else sorted(set(value))


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
