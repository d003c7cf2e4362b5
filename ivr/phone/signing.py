"""The signature that Twilio puts on a webhook (twilio.md 9). Our own code, so that it can check the application's."""

import base64
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

HEADER = "X-Twilio-Signature"
Params = Mapping[str, str | Iterable[str]]


def signature(url: str, params: Params, auth_token: str) -> str:
    """The base64 HMAC-SHA1 of the URL as it stands, followed by each name and value of a POST form.

    Names are sorted with regard to case; the values of a repeated name are sorted and each counted once; nothing is
    trimmed. For a GET the parameters are in the URL and `params` is empty.
    """
    text = url + "".join(name + value for name in sorted(params) for value in _values(params[name]))
    digest = hmac.new(auth_token.encode(), text.encode(), "sha1").digest()
    return base64.b64encode(digest).decode()


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
