"""Where a biller's file sends us: https to somewhere else. Plain http, loopback and test keys are for the sandbox."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from integration.billers.biller import Biller

EXPECTED = "https://host/path"
ONLY_SANDBOX = "which is only for the sandbox (IVR_SANDBOX=1)"
TEST_KEY_PREFIXES = ("test", "sk_test", "sandbox", "changeme")


def places(biller: Biller, broken: frozenset[str], *, sandbox: bool) -> Iterator[str]:
    """A sentence for each place that we will not go to; `broken` are the sections that could not be read."""
    troubles = {}
    if "cayenta" not in broken:
        troubles["cayenta.url"] = url_trouble(biller.cayenta.url, sandbox=sandbox)
    if "payments" not in broken:
        access = biller.payments.gateway
        troubles["payments.gateway.url"] = url_trouble(access.url, sandbox=sandbox)
        troubles["payments.gateway.key"] = _key_trouble(access.key.get_secret_value(), sandbox=sandbox)
    if "billfile" not in broken and biller.billfile.sftp:
        troubles["billfile.sftp.host"] = host_trouble(biller.billfile.sftp.host, sandbox=sandbox)
    return (f"{path}: {trouble}" for path, trouble in troubles.items() if trouble)


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


def _key_trouble(key: str, *, sandbox: bool) -> str:
    test = not sandbox and key.lower().startswith(TEST_KEY_PREFIXES)
    return f"found a test key, {ONLY_SANDBOX}; expected a real one" if test else ""


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
