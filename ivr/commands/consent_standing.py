"""What stands of all that was said for a number: the law's own answer, and whose wrong number it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from integration.calling.about_mail import ALL_MAIL
from integration.calling.about_the_person import standing_no
from integration.calling.question import Said
from integration.ledger.consents import ALL_TOPICS, Word
from integration.ledger.planned_calls import wrong_for
from integration.ledger.register import NEVER
from integration.mailboxes import is_mailbox
from integration.masking import last_four


@dataclass(frozen=True, slots=True)
class Standing:
    """`no_to` are topics; `never` the means of a no that no yes undoes; `wrong_for` are accounts that it is not of.

    `opted_out`: of everything, or for a mailbox of all mail.
    """

    opted_out: bool
    no_to: tuple[str, ...]
    never: tuple[str, ...]
    wrong_for: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """For a program; accounts by their last four digits."""
        wrong = [last_four(account) for account in self.wrong_for]
        return {"opted_out": self.opted_out, "no_to": [*self.no_to], "never": [*self.never], "wrong_for": wrong}

    def sentences(self) -> Iterator[str]:
        """For a person: each begins behind the number."""
        topics = [topic for topic in self.no_to if topic != ALL_TOPICS]
        if self.never:
            yield f"is never called, whatever is consented to: {', '.join(self.never)}"
        if self.opted_out:
            yield "has opted out of all of them"
        if topics:
            yield f"has said no to {', '.join(topics)}" + ("" if self.opted_out else ", and not to all")
        if self.wrong_for:
            accounts = ", ".join(last_four(account) for account in self.wrong_for)
            yield f"is a wrong number of account {accounts}, as a call heard: not called for it"
        if not self.no_to and not self.never:
            yield "has not opted out"


def standing(connection: Connection, bid: str, number: str, words: Sequence[Word], now: datetime) -> Standing:
    """Of a number, or of a mailbox, at this instant; `words` are all that were said for it."""
    said = tuple(Said(word.topic, word.says_yes, word.how, word.at) for word in words)
    no_to = tuple(topic for topic in dict.fromkeys(word.topic for word in said) if standing_no(said, topic, now))
    return Standing(
        opted_out=not {ALL_TOPICS, *([ALL_MAIL] if is_mailbox(number) else [])}.isdisjoint(no_to),
        no_to=no_to,
        never=tuple(sorted({word.how for word in words if not word.says_yes and word.how in NEVER})),
        wrong_for=() if is_mailbox(number) else wrong_for(connection, bid, number),
    )
