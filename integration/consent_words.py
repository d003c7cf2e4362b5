"""The parts of a word of consent, read from text; a ValueError says what was found and what expected."""

import re
from datetime import datetime

from integration.calling.register_topics import topics_of_mailbox, topics_of_number
from integration.mailboxes import is_mailbox

YES, NO = "yes", "no"
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def number_of(text: str) -> str:
    """E.164, or an e-mail address in small letters."""
    if is_mailbox(text):
        return text.lower()
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"found {text!r}; expected a number like +17705550134, or an e-mail address")
    return text


def topic_of(text: str, number: str) -> str:
    """One of those that are asked about such a number, or about a mailbox."""
    known = topics_of_mailbox() if "@" in number else topics_of_number()
    if text not in known:
        raise ValueError(f"found {text!r}; expected one of {', '.join(known)}")
    return text


def says_yes_of(text: str) -> bool:
    """Whether it is the yes of the two."""
    if text.lower() not in (YES, NO):
        raise ValueError(f"found {text!r}; expected yes or no")
    return text.lower() == YES


def instant_of(text: str) -> datetime:
    """With its zone: an hour on a wall that nobody names is no instant."""
    expected = "expected an instant with its zone, like 2026-11-20T15:05:00+00:00"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"found {text!r}; {expected}") from None
    if found.tzinfo is None:
        raise ValueError(f"found {text!r}; {expected}")
    return found


def fits(text: str, most: int) -> str:
    """Text that the ledger keeps whole."""
    if len(text) > most:
        raise ValueError(f"found {len(text)} characters; expected {most} at most")
    return text
