"""Who is written to, by text and e-mail, who is held out and who is not and why: beside the calls, the same accounts.

As in `weighing.py`, what the books will say is supposed; whoever sends asks again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from integration.billers import Biller
from integration.billers.spoken import spoken
from integration.calling.limits import Limits
from integration.calling.may_mail import may_mail
from integration.calling.may_write import may_write
from integration.calling.question import Answer, Balance, Question, Said, Spend
from integration.campaigns.accounts import Account
from integration.campaigns.asking import as_of_mail, as_of_text, question_of
from integration.campaigns.audience import Asked, left_out
from integration.campaigns.channels import Channel
from integration.campaigns.hold_out import draw_of, is_held_out
from integration.campaigns.spans import Windows
from integration.model import Block
from integration.money import Money

NO_WINDOW = "no_window"  # nothing of the calendar is open
ONE_MESSAGE = {Channel.TEXT: "one_text_a_number", Channel.EMAIL: "one_mail_an_address"}
NOBODY: Mapping[str, tuple[Said, ...]] = {}


@dataclass(frozen=True, slots=True)
class Message:
    """One text or e-mail to be. `due_at` in seconds since 1970; None: held out."""

    channel: Channel
    account_number: str
    sent_to: str  # E.164 or an e-mail address
    language: str
    due_at: int | None


@dataclass(slots=True)
class Messages:
    """What is written, and who is left out: by the audience's key, and by `text: rule` or `email: rule`."""

    written: list[Message] = field(default_factory=list)
    audience: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)

    def to_leave(self) -> list[Message]:
        """Those of nobody who is held out."""
        return [message for message in self.written if message.due_at is not None]

    def counts(self) -> dict[str, int]:
        """To be written, by channel."""
        return dict(Counter(message.channel.value for message in self.to_leave()))

    def held_out(self) -> set[str]:
        """The accounts that are not written to, so that the others can be laid beside them."""
        return {message.account_number for message in self.written if message.due_at is None}

    def accounts(self) -> set[str]:
        """Everybody whom the campaign means by one of them, the held out too."""
        return {message.account_number for message in self.written}


class Pen:
    """Weighs the accounts of one campaign for its texts and mails. `mail_said`: by address, what the register has."""

    def __init__(
        self,
        asked: Asked,
        biller: Biller,
        limits: Limits,
        windows: Windows,
        expires_at: datetime,
        mail_said: Mapping[str, tuple[Said, ...]] = NOBODY,
    ) -> None:
        self._asked = asked
        self._biller = biller
        self._limits = limits
        self._expires_at = expires_at
        self._mail_said = mail_said
        self._opens_at = datetime.fromtimestamp(windows.own[0][0], UTC) if windows.own else None
        self._channels = [each for each in asked.definition.channels if each is not Channel.CALL]
        self._sent_to: set[str] = set()
        self.messages = Messages()

    def weigh(self, accounts: Iterable[Account]) -> Iterator[Account]:
        """The same accounts, each once it was weighed."""
        for account in accounts:
            self._weigh(account)
            yield account

    def _weigh(self, account: Account) -> None:
        why = left_out(account, self._asked)
        if why:
            self.messages.audience[why] += 1
            return
        for channel in self._channels:
            why = self._put(account, channel)
            if why:
                self.messages.excluded[f"{channel}: {why}"] += 1

    def _put(self, account: Account, channel: Channel) -> str:
        """Add its message, or give why not."""
        if self._opens_at is None:
            return NO_WINDOW
        answer = self._answer(account, channel, self._opens_at)
        due_at = self._opens_at if answer.yes else answer.next_at
        if due_at is None or due_at >= self._expires_at:
            return answer.rule
        sent_to = account.number.number if channel is Channel.TEXT else account.email
        if sent_to.lower() in self._sent_to:
            return ONE_MESSAGE[channel]
        self._sent_to.add(sent_to.lower())
        self.messages.written.append(self._message(account, channel, sent_to, due_at))
        return ""

    def _message(self, account: Account, channel: Channel, sent_to: str, due_at: datetime) -> Message:
        """The hold-out is drawn as that of the calls: whoever is not called is not written to either."""
        hold_out = self._asked.definition.hold_out
        held = is_held_out(draw_of(hold_out.seed, account.account_number), hold_out)
        language = spoken(self._biller, account.language)
        return Message(channel, account.account_number, sent_to, language, None if held else int(due_at.timestamp()))

    def _answer(self, account: Account, channel: Channel, at: datetime) -> Answer:
        question = self._question(account, at)
        if channel is Channel.TEXT:
            return may_write(as_of_text(question))
        return may_mail(as_of_mail(question, account.email, self._mail_said.get(account.email.lower(), ())))

    def _question(self, account: Account, at: datetime) -> Question:
        spend, topic = Spend(self._asked.today), self._asked.definition.about
        question = question_of(account, topic, self._biller, self._limits, spend, at)
        known = Balance(Money(account.owed_cents), Money(account.past_due_cents), at)
        return replace(question, balance=known, block=Block.NONE if account.block is None else account.block)
