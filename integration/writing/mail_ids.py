"""The left side of a reminder mail's Message-ID: the number of its planned message and our signature of it.

The row stands before the mail leaves, so whoever has the Message-ID finds it; no other house gives the same.
"""

from integration.vault import Vault

KIND = "mail id"


def mail_id_of(message_id: int, vault: Vault) -> str:
    """Like `reminder-12-k3j5…`: the same however often it is asked for."""
    return f"reminder-{message_id}-{vault.sign(KIND, str(message_id))}"
