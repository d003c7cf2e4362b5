"""The wire to one biller's Cayenta, as the biller's file says: certificates, proxy, private hosts."""

from pathlib import Path
from urllib.parse import urlsplit

from integration.billers.biller import Cayenta
from integration.billers.egress import Egress
from integration.errors import Misconfigured
from integration.wires.http import HttpWire
from integration.wires.proxy import Proxy
from integration.wires.tls import context_of


def wire_to(cayenta: Cayenta, folder: Path, *, sandbox: bool) -> HttpWire:
    """A wire of this biller's own, with its own kept connections; `folder` is where the biller's file stands.

    Misconfigured for certificates that cannot be used.
    """
    egress = cayenta.egress
    bundle = folder / egress.ca if egress.ca else None
    client_pem = egress.client_certificate.get_secret_value() if egress.client_certificate else None
    try:
        tls = context_of(bundle, client_pem)
    except ValueError as error:
        raise Misconfigured([f"cayenta.egress: {error}"]) from error
    return HttpWire(sandbox=sandbox, private_hosts=egress.private_hosts, tls=tls, proxy=_proxy(egress))


def _proxy(egress: Egress) -> Proxy | None:
    if egress.proxy is None:
        return None
    parts = urlsplit(egress.proxy)
    password = egress.proxy_password.get_secret_value() if egress.proxy_password else ""
    return Proxy(parts.hostname or "", parts.port or 0, egress.proxy_user, password)
