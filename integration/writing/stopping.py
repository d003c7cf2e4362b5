"""The address by which the reader of a mail says no to all of them: the message's number and our signature of it."""

import re

from integration.vault import SIGNATURE_CHARS, Vault

PATH = "/u"
KIND = "no to mail"
_TOKEN = re.compile(rf"([0-9]{{1,15}})-([a-z2-7]{{{SIGNATURE_CHARS}}})", re.ASCII)


def address_of(message_id: int, public_base_url: str, vault: Vault) -> str:
    """The same however often it is asked for; it never expires."""
    return f"{public_base_url.rstrip('/')}{PATH}/{message_id}-{vault.sign(KIND, str(message_id))}"


def message_id_of(token: str, vault: Vault) -> int | None:
    """The message's number, where we signed it; None for every other text. Compared in constant time."""
    found = _TOKEN.fullmatch(token)
    if found is None or not vault.has_signed(KIND, found[1], found[2]):
        return None
    return int(found[1])
