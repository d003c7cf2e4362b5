"""A campaign as a frozen value: the shape of its TOML file. docs/campaigns.md has one, whole."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from integration.billers.hours import ALWAYS
from integration.billers.kinds import Bid, Flag, HoursText, MoneyText, Number, Positive, Whole
from integration.billers.strict import Strict
from integration.campaigns.channels import Channel
from integration.campaigns.kinds import ABOUT, FreeTopic, Kind

LINES_MAX = 500
PER_SECOND_MAX = 100.0  # Twilio starts 1 a second unless it was asked for more (twilio.md section 10)
ATTEMPTS_MAX = 7  # Reg F: 7 calls in 7 days
HOURS_BETWEEN_MAX = 720.0
MESSAGE_CHARS_MAX = 300
SHARE_MAX = 0.5  # of whom half are not called, a campaign is an experiment
SEED_MAX = 2**31 - 1

Choice = Literal["any", "only", "exclude"]
Days = tuple[Whole, Whole]  # first and last, both included
Amounts = tuple[MoneyText, MoneyText]  # least and most, both included
HoursBetween = Annotated[Number, Field(gt=0, le=HOURS_BETWEEN_MAX)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Postal = Annotated[str, Field(min_length=3, max_length=12)]
Day = Annotated[date, Field(strict=True)]  # as TOML writes it, without quotes
DayOfMonth = Annotated[Whole, Field(ge=1, le=31)]


def _in_order(pair: tuple[Whole, Whole]) -> tuple[Whole, Whole]:
    if pair[0] > pair[1]:
        raise ValueError(f"found {pair[0]} before {pair[1]}; expected the smaller first")
    return pair


def _amounts_in_order(pair: Amounts) -> Amounts:
    if pair[0] > pair[1]:
        raise ValueError(f"found {pair[0].plain()} before {pair[1].plain()}; expected the smaller first")
    return pair


class Audience(Strict):
    """Who is meant; a key that is left out leaves nobody out.

    `days` count from today to the kind's own day (due, disconnection): [1, 5] is tomorrow to in five days, [-30, -1]
    the last thirty. A cycle is the day of the month on which an account's bills are made.
    """

    days: Annotated[Days, AfterValidator(_in_order)] | None = None
    owed: Annotated[Amounts, AfterValidator(_amounts_in_order)] | None = None
    past_due: Annotated[Amounts, AfterValidator(_amounts_in_order)] | None = None
    cycles: tuple[DayOfMonth, ...] = ()
    languages: tuple[Language, ...] = ()
    postal_codes: tuple[Postal, ...] = ()
    autopay: Choice = "any"
    arrangement: Choice = "exclude"
    dispute: Choice = "exclude"
    silent_days: Annotated[Whole, Field(ge=0, le=365)] = 0  # since the last call from or to the account


class Calendar(Strict):
    """When it may ring, on the biller's own wall; the law's hours at the called narrow it further."""

    first: Day
    last: Day
    hours: HoursText = ALWAYS


class Pace(Strict):
    """How fast: at most `lines` calls at once, each of `call_s` seconds, and `per_second` new ones."""

    lines: Annotated[Whole, Field(ge=1, le=LINES_MAX)] = 10
    per_second: Annotated[Positive, Field(le=PER_SECOND_MAX)] = 1.0
    call_s: Annotated[Positive, Field(ge=5, le=600)] = 60.0


class Attempts(Strict):
    """How often one account is tried, and hours until the next try by how the last one ended; None: no other try."""

    most: Annotated[Whole, Field(ge=1, le=ATTEMPTS_MAX)] = 1
    busy_h: HoursBetween | None = 1.0
    no_answer_h: HoursBetween | None = 4.0
    machine_h: HoursBetween | None = 24.0
    failed_h: HoursBetween | None = None
    later_h: HoursBetween | None = 24.0  # who asked to be called another time


class HoldOut(Strict):
    """The share that is not called, drawn from the seed, so that what a call does can be told from what happens."""

    share: Annotated[Number, Field(ge=0, le=SHARE_MAX)] = 0.0
    seed: Annotated[Whole, Field(ge=0, le=SEED_MAX)] = 0


def _each_once(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    if len(set(channels)) != len(channels):
        raise ValueError(f"found {', '.join(channels)}; expected each once")
    return channels


Channels = Annotated[tuple[Channel, ...], Field(min_length=1), AfterValidator(_each_once)]


class Definition(Strict):
    """One campaign, whole. `message` is a free notice's own words, by language."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    bid: Bid
    kind: Kind
    topic: FreeTopic | None = None
    message: dict[Language, Annotated[str, Field(min_length=1, max_length=MESSAGE_CHARS_MAX)]] = Field(default={})
    channels: Channels = (Channel.CALL,)
    repeats: Flag = False  # each day of the calendar, on the biller's days of [notices] (row F13)
    audience: Audience = Audience()
    calendar: Calendar
    pace: Pace = Pace()
    attempts: Attempts = Attempts()
    hold_out: HoldOut = HoldOut()

    @property
    def about(self) -> str:
        """The topic by the law."""
        return ABOUT[self.kind].topic or str(self.topic)
