"""What reads like an e-mail address: a word of consent, and a bill's address, may be one."""

import re

ADDRESS_CHARS_MAX = 254
_ADDRESS = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]+")


def is_mailbox(text: str) -> bool:
    """Whether it reads like exactly one address."""
    return len(text) <= ADDRESS_CHARS_MAX and _ADDRESS.fullmatch(text) is not None
