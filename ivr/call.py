"""A call as a value, and what can happen to it. All that the conversation knows is here, and fits into JSON."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from integration.billers import Biller
from integration.billers.capabilities import is_on
from integration.clock import today_at
from integration.model import Way, payment_id_of
from integration.planned import charges_automatically, schedule_id_of

_compact = json.JSONEncoder(separators=(",", ":")).encode  # json.dumps would make a new encoder each time


@dataclass(frozen=True, slots=True)
class Planned:
    """A payment that is to be charged on a later day: whole cents, ISO date; `total` is with the fee."""

    schedule_id: str
    day: str
    amount: int
    total: int
    card_ending: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What this account owes, as the payer is told it. Amounts are whole cents; dates are ISO text; '' is none."""

    account_number: str
    invoice_number: str
    owed: int
    past_due: int
    due: str
    as_of: str  # '' when it is live; else the date of the books that are read instead
    ours: int = 0  # our own payments that the biller's balance does not hold yet, subtracted already
    ours_today: bool = True  # whether all of those were made today
    unsure: int = 0  # our own payments that nobody can be sure of yet
    closed_ways: tuple[str, ...] = ()  # ways that the biller's blocks close for this account
    flags_of: str = ""  # the date of the block flags when they are not live
    paid_today: tuple[int, ...] = ()  # amounts of our own payments in the last 24 hours
    balance_seen: int | None = None  # RTDR's raw balance; None when it was down
    bill_type: str = ""  # the file's, in capitals: REGULAR, FINAL, NOTICE
    disconnect: str = ""  # the day from which service may be turned off
    expires: str = ""  # the last day on which this bill is payable here; '' where the biller's bills do not expire
    in_window: bool = False  # the books are not live because the biller's systems are in a maintenance window
    minimum: int = 0  # the bill's own smallest payment; 0 where the biller's terms decide
    planned: tuple[Planned, ...] = ()  # payments of this account on later days, the next one first
    partial: bool | None = None  # the bill's own word on paying a part of it; None where the biller's terms decide
    told_at: str = ""  # when all this was asked, ISO, UTC; '' in calls of before it was kept
    payer: str = ""  # who has the account, where the biller takes bank payments: an authorisation names him


@dataclass(frozen=True, slots=True)
class Reminder:
    """Why we rang. `ring` is the planned call, `topic` the law's; `notice` a free notice's own words, '' for others.

    `first_name` is by whom we ask; '' for the account holder.
    """

    ring: int
    kind: str  # integration.campaigns.kinds.Kind
    topic: str
    account: str
    notice: str = ""
    first_name: str = ""


@dataclass(frozen=True)
class Call:
    """One call at one moment. `number` counts turns; `why` says why this turn came; `biller` is attached on load."""

    call_sid: str
    caller: str  # From, or '' when it is withheld or no number
    line: str  # To
    language: str
    turn: str
    at: str  # the instant of the latest event, ISO, UTC
    number: int = 1
    why: str = ""  # '' | silence | wrong | again | a reason of an answer's own
    misses: int = 0  # silences and wrong keys in a row
    keyed: str = ""  # the account number as keyed
    proof: str = ""  # what was keyed to prove the account; gone as soon as it was compared
    searches: int = 0  # searches that found nothing or proved nothing
    proved: bool = False
    owed: Owed | None = None
    pays: str = ""
    amount: int = 0
    attempt: int = 0  # payments opened in this call
    declines: int = 0  # cards that failed in this call
    card_ending: str = ""
    confirmation: str = ""
    way: str = Way.CARD.value  # with which the present amount is paid
    account_kind: str = ""  # of a bank account: checking | savings
    read_at: str = ""  # when the words of an authorisation began to be read, ISO, UTC
    paid: int = 0  # payments captured in this call
    later: str = ""  # what is chosen for another day: '' | charge | promise
    day: str = ""  # the day that was chosen for it, ISO
    plan: int = 0  # which of the planned payments is spoken of
    may_text: bool = False  # the caller's number may have by text what is told now: a payment's number, a link
    text_about: str = ""  # the text that is sent: receipt, payment_unknown, autopay_bank, pay_link, bill_link
    text_to: str = ""  # E.164
    paperless: str = ""  # on | off, as the account stands; '' until somebody asked
    autopay: str = ""  # the same
    bill_image: bool = False  # whether a link to this bill's image can be given out
    new_phone: str = ""  # as keyed; gone as soon as it was taken down
    changed: str = ""  # what was changed last: paperless_on, autopay_off, phone, …
    slow: bool = False  # everything is said more slowly
    barred: str = ""  # why nothing can be paid for this account: cash_only, no_card, expired, flags_unknown
    left: str = ""  # the turn in which a person was asked for, until the call goes on without one
    callback: str = ""  # the number at which the caller may be called back, E.164
    callback_day: str = ""  # promised: the biller's date, ISO; '' until it is
    callback_part: str = ""  # promised: morning | afternoon
    told_keys: bool = False  # whether the keys for another pace and another language were told
    reminder: Reminder | None = None  # of a call that we started; `caller` is then who was rung, `line` our own
    stopped: str = ""  # the number that is not to be called again, E.164; '' until somebody said so
    biller: Biller = field(repr=False, compare=False, default=None)  # type: ignore[assignment]  # attached on load

    def now(self) -> datetime:
        """The instant of the latest event, aware UTC."""
        return datetime.fromisoformat(self.at).astimezone(UTC)

    def today(self) -> str:
        """The biller's date, ISO."""
        return today_at(self.biller.zone, self.now()).isoformat()

    def agent_is_there(self) -> bool:
        """Whether somebody answers the biller's agent number now."""
        return self.biller.agent.hours.open_at(self.now(), self.biller.zone)

    def line_is_open(self) -> bool:
        """Whether the biller's payment line takes calls now."""
        return self.biller.hours.open_at(self.now(), self.biller.zone)

    def line_opens(self) -> datetime | None:
        """When a closed line opens, on the biller's wall."""
        return self.biller.hours.opens_after(self.now(), self.biller.zone)

    def systems_are_back(self) -> datetime | None:
        """When the maintenance of the biller's systems that is under way ends; None where none is."""
        windows = self.biller.maintenance.windows
        ends = [window.closes_after(self.now(), self.biller.zone) for window in windows]
        return max((end for end in ends if end is not None), default=None)

    def may_stop(self) -> bool:
        """Whether a key stops our calls: in those that we started, and on the line that their messages name."""
        return self.reminder is not None or self.line == self.biller.reminders.toll_free

    def knows_account(self) -> bool:
        """Whether the account is the one that we rang about: nobody has keyed it, and it is read to nobody."""
        return self.reminder is not None and self.keyed == self.reminder.account

    def next_language(self) -> str:
        """The language after the present one in the biller's list, and after the last the first."""
        languages = self.biller.languages
        place = languages.index(self.language) if self.language in languages else -1
        return languages[(place + 1) % len(languages)]

    def may_speak(self) -> bool:
        """Whether this biller's callers may say their answers."""
        return is_on(self.biller, "features.spoken_answers")

    def takes_parts(self) -> bool:
        """Whether less than all that is owed is taken: the bill's own word before the biller's (row F18)."""
        own = self.owed.partial if self.owed else None
        return self.biller.payments.partial if own is None else own

    def charged_by_connector(self) -> bool:
        """Whether <Pay> itself charges, and no token is ever ours."""
        return self.biller.payments.charge == "connector"

    def may_pay_later(self) -> bool:
        """Whether this biller takes payments on later days, and promises (row F20)."""
        return is_on(self.biller, "features.scheduled_payments")

    def may_be_charged_later(self) -> bool:
        """Whether a payment may be planned on an account of this line: by the payer, or automatically."""
        return self.may_pay_later() or charges_automatically(self.biller)

    def payment_id(self) -> str:
        """The payment of the present attempt: the same for a retry or a replay."""
        return str(payment_id_of(self.call_sid, self.attempt))

    def schedule_id(self) -> UUID:
        """The scheduled payment of the present attempt, likewise."""
        return schedule_id_of(self.call_sid, self.attempt)

    def expired(self) -> bool:
        """Whether the bill is past its last day: it is read and not payable (row F14)."""
        owed = self.owed
        return owed is not None and owed.owed > 0 and "" < owed.expires < self.today()

    def open_ways(self) -> tuple[Way, ...]:
        """Ways to pay that the biller takes and this account is not blocked from.

        Whoever is to authorise a debit is named in it: without a name on the bill no bank account is taken.
        """
        closed = self.owed.closed_ways if self.owed else ()
        nameless = self.owed is None or not self.owed.payer
        ways = (way for way in self.biller.payments.ways if way.value not in closed)
        return tuple(way for way in ways if not (way is Way.BANK and nameless))

    def to_json(self) -> str:
        """All of it but what is as it began, and the biller, who is attached again on load."""
        told = {
            name: value for name, value in vars(self).items() if value != _BEGINS.get(name) and name in _CALL_FIELDS
        }
        if self.owed is not None:
            told["owed"] = asdict(self.owed)
        if self.reminder is not None:
            told["reminder"] = asdict(self.reminder)
        return _compact(told)

    @classmethod
    def from_json(cls, text: str, biller: Biller, **changes: Any) -> "Call":
        """The inverse of to_json, with `changes` laid over.

        Names that this version does not know are left behind: a deploy may drop a field.
        """
        told = json.loads(text)
        owed = told.pop("owed", None)
        reminder = told.pop("reminder", None)
        known = {name: value for name, value in told.items() if name in _CALL_FIELDS} | changes
        rang = Reminder(**reminder) if reminder else None
        return cls(**known, owed=_owed(owed) if owed else None, reminder=rang, biller=biller)


_CALL_FIELDS = frozenset(f.name for f in fields(Call)) - {"owed", "reminder", "biller"}
_BEGINS = {f.name: f.default for f in fields(Call)}  # a field without default begins as nothing that JSON can hold
_OWED_FIELDS = frozenset(f.name for f in fields(Owed))


def _owed(told: dict[str, Any]) -> Owed:
    planned = tuple(Planned(**each) for each in told.pop("planned", ()))
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items() if name in _OWED_FIELDS
    }
    return Owed(**known, planned=planned)


@dataclass(frozen=True, slots=True)
class Keyed:
    """The caller's keys, without the finishing #; `said` where he spoke, and these are the keys that he meant.

    `confidence` is that of his words, 0 to 1, None where Twilio gave none.
    """

    digits: str
    said: bool = False
    confidence: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Spoke:
    """What recognition made of the caller's words; `confidence` is 0 to 1, None where Twilio gave none.

    It may be somebody's card number, so it is neither shown nor kept: `ivr.speech.heard` turns it into another event.
    """

    text: str = field(repr=False)
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Unsure:
    """Words that might mean anything."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No key in time, and no word."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What <Pay> came to: Twilio's Result word, and the token as sealed by the vault (never in clear here).

    `card_ending` has the last digits of the card or the bank account. Where the connector charges by itself there is
    its `charge_id` in place of a token, or Twilio's PayErrorCode in `error`; `is_whole` tells that a card was keyed to
    its last step, after which the connector is asked.
    """

    result: str
    token_sealed: str = ""
    card_ending: str = ""
    charge_id: str = ""
    error: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the phone company calls a recording; '' where nothing was said, or none was made."""

    name: str


@dataclass(frozen=True, slots=True)
class Finished:
    """What the desk found out in a Do turn: one word of the work's, and the facts that go with it."""

    word: str
    owed: Owed | None = None
    confirmation: str = ""
    may_text: bool = False
    paperless: str = ""  # on | off
    autopay: str = ""
    bill_image: bool = False  # whether a link to the bill's image can be given out


@dataclass(frozen=True, slots=True)
class Dialed:
    """How a transfer ended: Twilio's DialCallStatus."""

    status: str


Event = Keyed | Unsure | Silence | Paid | Recorded | Finished | Dialed
