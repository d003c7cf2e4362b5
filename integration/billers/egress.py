"""The way to a biller's Cayenta, as far as a URL does not tell it."""

from integration.billers.places import ProxyUrl
from integration.billers.reading import HeaderSecret, SecretText
from integration.billers.strict import Strict


class Egress(Strict):
    """The way to the biller's Cayenta where it asks for more than an address: all of it optional.

    `ca` is a PEM file beside the biller's, and then the only authority that is trusted; `client_certificate` a PEM with
    our certificate and its key. Private addresses are reached only on the hosts that are named.
    """

    ca: str | None = None
    client_certificate: SecretText | None = None
    proxy: ProxyUrl | None = None
    proxy_user: str = ""
    proxy_password: HeaderSecret | None = None
    private_hosts: tuple[str, ...] = ()
