"""A biller's file as a frozen value: the shape of `surface.md`, "A biller's file, whole". Leftovers are errors."""

from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from integration.billers.hours import ALWAYS
from integration.billers.kinds import (
    Bid,
    ChargedWay,
    Flag,
    HoursText,
    MoneyText,
    Number,
    Phone,
    Positive,
    Share,
    Version,
    WallTime,
    Whole,
    Zone,
)
from integration.billers.places import Host, Url
from integration.billers.reading import HeaderSecret, LiveKey, SecretText
from integration.model import Block, Way
from integration.money import Money

DEADLINE_S_MAX = 12.0  # Twilio gives up on a webhook after 15 s, and the answer has to be written down and sent too
CONCURRENCY_MAX = 8  # each is a process that holds a connection to the biller's system
PER_SECOND_MAX = 1000  # at 1 and with 8 processes a send waits 8 s, which is well within the time of a job

Deadline = Annotated[Positive, Field(le=DEADLINE_S_MAX)]


class Strict(BaseModel):
    """Frozen, and a name it does not know is a mistake, not a comment."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)


class Agent(Strict):
    """Where a caller is transferred to, and when somebody is there."""

    number: Phone
    hours: HoursText = ALWAYS


class AccountSearch(Strict):
    """SearchByAccountNumber: which number is keyed, how long it is, and what proves it."""

    keyed: Literal["ACCOUNT_NO", "ACCOUNT_NO_CUSTOM"] = "ACCOUNT_NO"
    digits: tuple[Whole, Whole] = (6, 12)
    verify: Literal["none", "zip", "phone_last4", "last_payment"] = "zip"


class Sftp(Strict):
    """The biller's SSH server; `host_key` pins it. `key` is a private key in OpenSSH form."""

    host: Host
    port: Annotated[Whole, Field(ge=1, le=65_535)] = 22
    user: str
    key: SecretText | None = None
    password: SecretText | None = None
    host_key: str
    folder: str


class BillFile(Strict):
    """How bill files come and when a file's balances were true."""

    sftp: Sftp | None = None
    layout: str = "default"
    extract_at: WallTime = time(0, 0)
    reject_share_max: Share = 0.02
    look_every_s: Positive = 60.0


class CayentaMethods(Strict):
    """The method posted for each event; the two enrolment names look crossed in the source and are kept literally."""

    autopay: str = "_PostPaperLessChangeXML"
    paperless: str = "_PostAutopayChangeXML"
    void: str = "VoidARItem"


class Cayenta(Strict):
    """How the biller's Cayenta is spoken to."""

    transport: Literal["soap", "form", "body"] = "soap"
    wsdl: str | None = None
    url: Url
    user: str
    password: HeaderSecret
    deadline_s: Deadline = 4.0
    dates: Literal["yyyyMMdd", "MM/dd/yyyy"] = "yyyyMMdd"
    lookup: Flag = False
    resend_after_s: Annotated[Number, Field(ge=0)] = 0
    fields: dict[str, str] = {}
    methods: CayentaMethods = CayentaMethods()


class AdvancedSettings(Strict):
    """Cayenta's numbered settings, by their number."""

    block_codes: dict[str, Block] = Field(default={}, alias="28")
    flags_only_by_rtdr: Flag = Field(default=True, alias="32")
    past_due_field: str | None = Field(default=None, alias="107")
    pump_credits: Flag = Field(default=False, alias="114")


class Fee(Strict):
    """What paying costs, by way."""

    card: MoneyText = Money(0)
    bank: MoneyText = Money(0)
    kind: Literal["convenience", "service"] = "convenience"


class BankPayments(Strict):
    """How a payment from a bank account is proved (rules.md 2.5): the notice that is always written, and a recording.

    `record`: the spoken yes is recorded besides, after <Pay> has ended.
    """

    notice: Literal["letter", "text", "email"] = "letter"
    record: Flag = False


class GatewayAccess(Strict):
    """The payment gateway of this biller."""

    kind: Literal["sandbox"] = "sandbox"
    url: Url
    key: LiveKey
    deadline_s: Deadline = 4.5  # under the five seconds after which a caller wonders whether anybody is there


class Payments(Strict):
    """What may be paid, how, and by whom it is charged."""

    ways: tuple[ChargedWay, ...] = (Way.CARD,)  # by phone
    charge: Literal["token", "connector"] = "token"
    connector: str = "Default"
    minimum: MoneyText = Money(100)
    maximum: MoneyText = Money(500_000)
    partial: Flag = True
    prepay: Flag = False
    when_flags_unknown: Literal["refuse", "offer"] = "refuse"
    fee: Fee = Fee()
    bank: BankPayments = BankPayments()
    gateway: GatewayAccess


class Batch(Strict):
    """When the day's batch closes, on the biller's wall."""

    closes: WallTime = time(20, 0)


class Maintenance(Strict):
    """When the biller's systems are away."""

    windows: tuple[HoursText, ...] = ()


class Pump(Strict):
    """How postings are sent, and what people may do with them.

    `concurrency` is the number of worker processes, `per_second` what all of them together may send to the biller's
    system. From the amount `second_person_from` on a second person agrees before a posting is sent again.
    """

    concurrency: Annotated[Whole, Field(ge=1, le=CONCURRENCY_MAX)] = 1
    per_second: Annotated[Number, Field(ge=1, le=PER_SECOND_MAX)] = 10
    second_person_from: MoneyText = Money(50_000)


class Returns(Strict):
    """Where the bank's return files come from, and whether returns are posted with AddReturnedCheck: an opt-in."""

    post: Flag = False
    sftp: Sftp | None = None
    look_every_s: Positive = 60.0


class Reconciliation(Strict):
    """When, on the biller's wall, the day before is laid beside the gateway and the books."""

    at: WallTime = time(5, 0)


class Biller(Strict):
    """One biller, whole. Everything that differs between billers is a value in here; code never asks for a bid."""

    bid: Bid
    name: Annotated[str, Field(min_length=1, max_length=100)]
    zone: Zone
    languages: tuple[str, ...] = ("en",)
    lines: tuple[Phone, ...]
    hours: HoursText = ALWAYS
    cu_version: Version = "7.9.0"
    css_generation: Annotated[Whole, Field(ge=1)] = 3
    agent: Agent
    account: AccountSearch = AccountSearch()
    billfile: BillFile = BillFile()
    cayenta: Cayenta
    advanced_settings: AdvancedSettings = AdvancedSettings()
    payments: Payments
    batch: Batch = Batch()
    maintenance: Maintenance = Maintenance()
    products: dict[str, Flag] = {}
    features: dict[str, Flag] = {}
    calling: dict[
        str, Any
    ] = {}  # rules of the law that this biller tightens or loosens: `integration/calling/choices.py`
    pump: Pump = Pump()
    returns: Returns = Returns()
    reconciliation: Reconciliation = Reconciliation()
    folder: Path = Field(default=Path(), exclude=True)  # where the file stood: a WSDL lies beside it

    def block_of(self, code: str) -> Block:
        """Setting 28: what a code of the biller's forbids; a code that is not in the map blocks nothing."""
        return self.advanced_settings.block_codes.get(code, Block.NONE)

    def is_away(self, now: datetime) -> bool:
        """Whether the biller's systems are in a maintenance window: nothing is sent to them, and nothing asked."""
        return any(window.open_at(now, self.zone) for window in self.maintenance.windows)
