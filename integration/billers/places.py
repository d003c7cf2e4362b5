"""Where a biller's file sends us: https to somewhere else. Plain http and loopback are for the sandbox."""

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, ValidationInfo

from integration.billers.reading import in_sandbox

EXPECTED = "https://host/path"
ONLY_SANDBOX = "which is only for the sandbox (IVR_SANDBOX=1)"


def url_trouble(url: str, *, sandbox: bool) -> str:
    """Why we do not speak to this URL; '' when we do. Does not repeat the URL, whose user part may be a secret."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"found no URL ({error}); expected {EXPECTED}"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return f"found no http address; expected {EXPECTED}"
    if _says_too_much(url, parts):
        return f"found a user, a query, a fragment or a space in the URL; expected {EXPECTED}"
    if not sandbox and parts.scheme == "http":
        return f"found plain http, {ONLY_SANDBOX}; expected https"
    return host_trouble(parts.hostname, sandbox=sandbox)


def host_trouble(host: str, *, sandbox: bool) -> str:
    """Why we do not speak to this host; '' when we do."""
    if not sandbox and _is_here(host):
        return (
            f"found {host}, which is this machine and only for the sandbox (IVR_SANDBOX=1); expected the biller's host"
        )
    return ""


def _says_too_much(url: str, parts: SplitResult) -> bool:
    return (
        bool(parts.username or parts.password or parts.query or parts.fragment) or not url.isprintable() or " " in url
    )


def _is_here(host: str) -> bool:
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _url(value: str, info: ValidationInfo) -> str:
    return _without(url_trouble(value, sandbox=in_sandbox(info)), value)


def _host(value: str, info: ValidationInfo) -> str:
    return _without(host_trouble(value, sandbox=in_sandbox(info)), value)


def _proxy_url(value: str, info: ValidationInfo) -> str:
    """A proxy is spoken to in plain http: what it carries is TLS, and it is told no more than where to."""
    trouble = url_trouble(value, sandbox=True)
    parts = urlsplit("" if trouble else value)
    if trouble or parts.scheme != "http" or parts.port is None or parts.path:
        raise ValueError("found no address of a proxy; expected http://host:port, its user and password in their keys")
    return _without(host_trouble(parts.hostname or "", sandbox=in_sandbox(info)), value)


def _without(trouble: str, value: str) -> str:
    if trouble:
        raise ValueError(trouble)
    return value


ProxyUrl = Annotated[str, AfterValidator(_proxy_url)]
Url = Annotated[str, AfterValidator(_url)]
Host = Annotated[str, AfterValidator(_host)]
