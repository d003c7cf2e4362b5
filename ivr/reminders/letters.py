"""What a campaign would write: each text and mail with its second and the whole of its words."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from integration.billers.spoken import spoken
from integration.campaigns.accounts import Account
from integration.campaigns.channels import Channel
from integration.campaigns.messages import Message
from integration.campaigns.plan import Plan
from integration.ledger.campaign_accounts import CHUNK_ACCOUNTS, Accounts
from integration.ledger.campaigns import Campaign
from integration.site import Site
from integration.texting.composing import HIDDEN
from integration.texting.words import Words
from integration.writing.composing import mail_of, mark_in_text, text_as_it_leaves, words_of
from integration.writing.stopping import PATH, address_of
from integration.writing.words import load


@dataclass(frozen=True, slots=True)
class Letter:
    """One text or e-mail as it would leave; `subject` is '' of a text.

    Before it has a row of its own, our mark in a text and the link in a mail have `…` in their place.
    """

    channel: Channel
    due_at: datetime
    account_number: str
    sent_to: str
    language: str
    subject: str
    words: str

    def as_json(self) -> dict[str, Any]:
        """By name; the instant as ISO text."""
        return asdict(self) | {"due_at": self.due_at.isoformat()}


class Letters:
    """Writes them for one campaign; of one that only calls no words are read.

    Misconfigured, as the first is written, holds every mistake of its biller's words.
    """

    def __init__(self, site: Site, campaign: Campaign) -> None:
        self._site = site
        self._biller = site.biller(campaign.bid)
        self._definition = campaign.definition

    @cached_property
    def _words(self) -> Words:
        return load(self._site.settings.prompts, self._biller)

    @cached_property
    def _around(self) -> Words:
        return Words.load(self._site.settings.prompts, self._biller.languages)

    def of_plan(self, connection: Connection, plan: Plan) -> Iterator[Letter]:
        """In the order in which they leave; the accounts are looked up a chunk at a time."""
        left = iter(_in_order(plan))
        while chunk := list(islice(left, CHUNK_ACCOUNTS)):
            yield from self._chunk(connection, chunk)

    def first(self, connection: Connection, plan: Plan) -> list[Letter]:
        """Of each channel the one that leaves first."""
        firsts = {each.channel: each for each in reversed(_in_order(plan))}
        chunk = [firsts[channel] for channel in Channel if channel in firsts]
        return list(self._chunk(connection, chunk)) if chunk else []

    def _chunk(self, connection: Connection, chunk: Iterable[Message]) -> Iterator[Letter]:
        found = self.accounts(connection, [each.account_number for each in chunk])
        for each in chunk:
            account = found.get(each.account_number)
            whole = account and self.write(each.channel, each.sent_to, each.language, account)
            if whole:
                due_at = datetime.fromtimestamp(each.due_at or 0, UTC)
                yield Letter(each.channel, due_at, each.account_number, each.sent_to, each.language, *whole)

    def accounts(self, connection: Connection, account_numbers: Iterable[str]) -> dict[str, Account]:
        """Those of these numbers that have a bill."""
        return Accounts(connection, self._biller, self._site.clock.now()).some(list(account_numbers))

    def write(
        self, channel: Channel, sent_to: str, language: str, account: Account, message_id: int | None = None
    ) -> tuple[str, str] | None:
        """Subject and words; None where the bill has not any more what they tell. `message_id` is its row's."""
        language = spoken(self._biller, language)
        try:
            said = words_of(self._words, self._biller, self._definition, channel, account, language)
        except ValueError:
            return None
        if channel is Channel.TEXT:
            mark = f"#{HIDDEN}" if message_id is None else mark_in_text(self._biller.bid, sent_to, message_id)
            return "", text_as_it_leaves(self._around, self._biller, said, language, mark)
        mail = mail_of(
            self._words, self._biller, said, mail_id="", to=sent_to, language=language, stop=self._stop(message_id)
        )
        return mail.subject, mail.text

    def _stop(self, message_id: int | None) -> str:
        base = self._site.settings.public_base_url
        if message_id is None:
            return f"{base.rstrip('/')}{PATH}/{HIDDEN}"
        return address_of(message_id, base, self._site.vault)


def _in_order(plan: Plan) -> list[Message]:
    return sorted(plan.messages.to_leave(), key=lambda each: each.due_at or 0)
