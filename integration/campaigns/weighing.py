"""Who is rung, who is held out, who is not rung and why: the audience first, then the law, account by account."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from integration.billers import Biller
from integration.calling.about_the_person import FIRST_ON_EARTH
from integration.calling.limits import Limits
from integration.calling.may_ring import may_not_before, may_ring
from integration.calling.places import Place, places_of
from integration.calling.question import Balance, Question, Spend
from integration.campaigns.accounts import Account
from integration.campaigns.asking import question_of
from integration.campaigns.audience import Asked, days_to, left_out
from integration.campaigns.hold_out import DRAWS, draw_of, is_held_out
from integration.campaigns.kinds import ABOUT
from integration.campaigns.slots import Candidate, Group
from integration.campaigns.spans import Windows
from integration.model import Block
from integration.money import ZERO, Money

NO_WINDOW = "no_window"  # nothing of the calendar is open where it rings
ONE_CALL_A_NUMBER = "one_call_a_number"  # another account of the same number is rung already
AMOUNTS = 2**40  # cents of no account reach it

Rung = tuple[datetime | None, str]  # from when, or never and the rule that refuses


@dataclass(slots=True)
class Weighed:
    """What became of the accounts: `excluded` by the audience's key or the rule's name."""

    groups: dict[frozenset[Place], list[Candidate]] = field(default_factory=dict)
    held_out: list[Candidate] = field(default_factory=list)
    excluded: Counter[str] = field(default_factory=Counter)

    @property
    def to_be_rung(self) -> int:
        """Accounts that the audience means, the law allows, and nobody held out."""
        return sum(len(group) for group in self.groups.values())


class Scales:
    """Weighs the accounts of one campaign for one of the biller's days.

    What is supposed: the books will say at dialling what is known of them now, and what they were never asked (blocks
    on paying) is no. Whoever dials asks again.
    """

    def __init__(self, asked: Asked, biller: Biller, limits: Limits, windows: Windows, expires_at: datetime) -> None:
        self._asked = asked
        self._biller = biller
        self._limits = _as_at_the_end(limits, expires_at)
        self._windows = windows
        self._expires_at = expires_at
        self._spend = Spend(asked.today, ZERO, biller.reminders.call_costs)
        self._numbers: set[str] = set()
        self._languages = {language: language for language in biller.languages}
        self._opens: dict[frozenset[Place], datetime] = {}
        self._answers: dict[Hashable, Rung] = {}

    def weigh(self, accounts: Iterable[Account]) -> Weighed:
        """Each account once; the same accounts in the same order give the same."""
        weighed = Weighed()
        for account in accounts:
            why = self._put(account, weighed)
            if why:
                weighed.excluded[why] += 1
        return weighed

    def _put(self, account: Account, weighed: Weighed) -> str:
        """Add the account to the rung or the held out, or give why not."""
        why = left_out(account, self._asked)
        if why:
            return why
        places = places_of(account.number, account.address)
        opens = self._opens_at(places)
        if opens is None:
            return NO_WINDOW
        at, rule = self._answer(account, places, opens)
        if at is None:
            return rule
        if account.number.number in self._numbers:
            return ONE_CALL_A_NUMBER
        self._numbers.add(account.number.number)
        self._place(account, at, places, weighed)
        return ""

    def _place(self, account: Account, at: datetime, places: frozenset[Place], weighed: Weighed) -> None:
        hold_out = self._asked.definition.hold_out
        draw = draw_of(hold_out.seed, account.account_number)
        language = self._languages.get(account.language, self._biller.languages[0])
        order = self._urgency(account) * DRAWS + draw
        candidate = (int(at.timestamp()), order, account.account_number, account.number.number, language)
        if is_held_out(draw, hold_out):
            weighed.held_out.append(candidate)
        else:
            weighed.groups.setdefault(places, []).append(candidate)

    def _opens_at(self, places: frozenset[Place]) -> datetime | None:
        if places not in self._opens:
            spans = self._windows.of(places)
            if not spans:
                return None
            self._opens[places] = datetime.fromtimestamp(spans[0][0], UTC)
        return self._opens[places]

    def _answer(self, account: Account, places: frozenset[Place], opens: datetime) -> Rung:
        """The law is asked once for accounts that are alike to it: of a million, some hundred differ."""
        key = self._alike(account, places, opens)
        if key is None:
            return self._rung_from(account, opens)
        if key not in self._answers:
            self._answers[key] = self._rung_from(account, opens)
        return self._answers[key]

    def _alike(self, account: Account, places: frozenset[Place], opens: datetime) -> Hashable | None:
        """All that the law looks at, where nobody was called lately and at most one word was said, in the past.

        It does not look at the digits of the number, on which past day the one word was said, or how far above
        `owed_from` an amount is. None where there is more to it.
        """
        if account.attempts or len(account.said) > 1 or account.number_given_at > opens:
            return None
        word = account.said[0] if account.said else None
        if word is not None and word.at > opens:
            return None
        least, number = self._limits.owed_from.cents, account.number
        return (
            places,
            (number.exists, number.line, number.country, number.placed, account.address is None),
            word and (word.topic, word.says_yes, bool(word.how)),
            account.do_not_call,
            (account.disputed, account.autopay, account.block),
            (account.owed_cents >= least, account.past_due_cents >= least),
        )

    def _rung_from(self, account: Account, opens: datetime) -> Rung:
        """The first instant that no rule refuses, or the rule that refuses until the end."""
        question = self._question(account, opens)
        answer = may_ring(question)
        if answer.yes:
            return opens, ""
        if answer.next_at is None or answer.next_at >= self._expires_at:
            return None, may_not_before(question, self._expires_at) or answer.rule
        return answer.next_at + timedelta(seconds=1 if answer.next_at.microsecond else 0), ""

    def _question(self, account: Account, at: datetime) -> Question:
        question = question_of(account, self._asked.definition.about, self._biller, self._limits, self._spend, at)
        known = Balance(Money(account.owed_cents), Money(account.past_due_cents), at)
        return replace(question, balance=known, block=Block.NONE if account.block is None else account.block)

    def _urgency(self, account: Account) -> int:
        """The nearest day first, then the largest amount."""
        days = days_to(account, ABOUT[self._asked.definition.kind].counts, self._asked.today) or 0
        return abs(days) * AMOUNTS + AMOUNTS - 1 - max(0, account.owed_cents)


def groups_of(weighed: Weighed, windows: Windows) -> list[Group]:
    """Ready to be dealt: each group in the order in which it is rung."""
    return [Group(windows.of(places), sorted(waiting)) for places, waiting in weighed.groups.items()]


def _as_at_the_end(limits: Limits, expires_at: datetime) -> Limits:
    """A law that begins while the campaign runs holds for all of it."""
    begins = limits.one_no_stops_all <= (expires_at + FIRST_ON_EARTH).date()
    return replace(limits, one_no_stops_all=date.min) if begins else limits
