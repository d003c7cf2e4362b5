"""The address of a link: an id and our signature of it. Nothing that opens a link is ever stored."""

import re

from integration.ledger.bill_links import LINK_ID_CHARS
from integration.vault import SIGNATURE_CHARS, Vault

PATH = "/b"  # short: a text has 160 letters
KIND = "bill link"
_TOKEN = re.compile(rf"([a-z2-7]{{{LINK_ID_CHARS}}})([a-z2-7]{{{SIGNATURE_CHARS}}})", re.ASCII)


def address_of(link_id: str, public_base_url: str, vault: Vault) -> str:
    """Where the link's page is; the same however often it is asked for."""
    return f"{public_base_url.rstrip('/')}{PATH}/{link_id}{vault.sign(KIND, link_id)}"


def link_id_of(token: str, vault: Vault) -> str | None:
    """The link's id, where we signed it; None for every other text. Compared in constant time."""
    found = _TOKEN.fullmatch(token)
    if found is None or not vault.has_signed(KIND, found[1], found[2]):
        return None
    return found[1]
