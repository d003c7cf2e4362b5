"""The wire to one biller's Cayenta, as the biller's file says: certificates, proxy, private hosts."""

from urllib.parse import urlsplit

from integration.billers import Biller
from integration.billers.biller import Egress
from integration.wires.http import HttpWire
from integration.wires.proxy import Proxy
from integration.wires.tls import context_of


def wire_to(biller: Biller, *, sandbox: bool) -> HttpWire:
    """A wire of this biller's own, with its own kept connections. The file's checks have shown that it can be made."""
    egress = biller.cayenta.egress
    bundle = biller.folder / egress.ca if egress.ca else None
    client_pem = egress.client_certificate.get_secret_value() if egress.client_certificate else None
    return HttpWire(
        sandbox=sandbox,
        private_hosts=egress.private_hosts,
        tls=context_of(bundle, client_pem),
        proxy=_proxy(egress),
    )


def _proxy(egress: Egress) -> Proxy | None:
    if egress.proxy is None:
        return None
    parts = urlsplit(egress.proxy)
    password = egress.proxy_password.get_secret_value() if egress.proxy_password else ""
    return Proxy(parts.hostname or "", parts.port or 0, egress.proxy_user, password)
