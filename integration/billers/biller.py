"""A biller's file as a frozen value: the shape of `surface.md`, "A biller's file, whole". Leftovers are errors."""

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from integration.billers.egress import Egress
from integration.billers.hours import ALWAYS
from integration.billers.images import Images
from integration.billers.kinds import (
    Bid,
    ChargedWay,
    ConstantText,
    Flag,
    HoursText,
    MailAddress,
    MoneyText,
    Number,
    Phone,
    Positive,
    Share,
    SipAddress,
    Version,
    WallTime,
    Whole,
    XmlName,
    Zone,
)
from integration.billers.layout import OWN, Amounts, Dates, Encoding, OwnLayout, layouts_told
from integration.billers.places import Host, Url
from integration.billers.reading import HeaderSecret, LiveKey, SecretText
from integration.billers.strict import Strict
from integration.billfile.layouts import LAYOUTS, Layout
from integration.errors import Misconfigured
from integration.first_names import Order
from integration.model import Block, Way
from integration.money import Money

DEADLINE_S_MAX = 12.0  # Twilio gives up on a webhook after 15 s, and the answer has to be written down and sent too
SCREEN_S_MAX = 3.0  # a caller waits for a person meanwhile
CONCURRENCY_MAX = 8  # each is a process that holds a connection to the biller's system
EXPIRES_DAYS_MAX = 365
AUTOPAY_DAYS_MAX = 30  # before the due date: a bill is not out much longer
SCHEDULE_DAYS_MAX = 180  # a day keyed without its year must be one day only
LINK_CHARS_MAX = 50  # of a link that people get by text
TEXTS_PER_SECOND_MAX = 100  # a long number sends 1 a second, a short one 100
PER_SECOND_MAX = 1000  # at 1 and with 8 processes a send waits 8 s, which is well within the time of a job

Deadline = Annotated[Positive, Field(le=DEADLINE_S_MAX)]


class ScreenPop(Strict):
    """The agents' own system, which is told who comes before the telephone rings (`integration/screen_pop.py`)."""

    url: Url
    key: HeaderSecret
    deadline_s: Annotated[Positive, Field(le=SCREEN_S_MAX)] = 2.0


class Agent(Strict):
    """Where a caller is transferred to, when somebody is there, and how the agent learns what is known.

    `whisper` says it to the agent, who with `press_to_take` takes the call with key 1; `sip` dials that address with
    headers, in place of the number; `screen_pop` tells the agents' system first.
    """

    number: Phone
    hours: HoursText = ALWAYS
    way: Literal["none", "whisper", "sip", "screen_pop"] = "none"
    press_to_take: Flag = False
    sip: SipAddress | None = None
    screen_pop: ScreenPop | None = None


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


class HeldFileNews(Strict):
    """Who hears that a bill file waits for a person; `webhook_key` is sent as a bearer."""

    mail: tuple[MailAddress, ...] = ()
    webhook: Url | None = None
    webhook_key: HeaderSecret | None = None

    @property
    def is_told(self) -> bool:
        """Whether anybody is named."""
        return bool(self.mail or self.webhook)


class BillFile(Strict):
    """How bill files come and are written, when their balances were true, at which shares one is refused or held.

    `zip`: they may come zipped, one in each. What became of each file goes back into `reports_folder`, which is on the
    same server; without one nothing is reported. `layout` is one that is shipped, or "own", which `own_layout` is.
    `dates` and `money` stand over the layout's. `full` says that each file is the biller's whole list: only then can an
    account be missing from one.
    """

    sftp: Sftp | None = None
    zip: Flag = False
    reports_folder: Annotated[str, Field(min_length=1)] | None = None
    layout: str = "default"
    own_layout: OwnLayout | None = None
    dates: Dates | None = None
    money: Amounts | None = None
    encodings: tuple[Encoding, ...] = ("utf-8", "us-ascii")
    extract_at: WallTime = time(0, 0)
    full: Flag = False
    reject_share_max: Share = 0.02  # of the bills; above it the file is refused
    reject_share_held: Share | None = None  # above it the file is held
    missing_share_max: Share = 0.30  # of the accounts of the live file; above it a full one is held
    tenfold_share_max: Share = 0.20  # of the bills ten times or a tenth of what they were; above it the file is held
    look_every_s: Positive = 60.0
    held: HeldFileNews = HeldFileNews()

    def layout_of_files(self) -> Layout:
        """How this biller's files are written. Misconfigured where there is no layout of that name."""
        found = self.own_layout.as_layout() if self.layout == OWN and self.own_layout else LAYOUTS.get(self.layout)
        if found is None:
            raise Misconfigured([f"there is no bill file layout {self.layout!r}; there are {layouts_told()}"])
        return replace(
            found, dates=self.dates or found.dates, money=self.money or found.money, encodings=self.encodings
        )


class CayentaMethods(Strict):
    """The method posted for each event; the two enrolment names look crossed in the source and are kept literally."""

    autopay: XmlName = "_PostPaperLessChangeXML"
    paperless: XmlName = "_PostAutopayChangeXML"
    void: XmlName = "VoidARItem"


class ArTypes(Strict):
    """AR_TP of each kind of AR item. Credits are the platform's transaction type 6."""

    payment: str = "1"
    credit: str = "6"


class Cayenta(Strict):
    """How the biller's Cayenta is spoken to."""

    transport: Literal["soap", "form", "body"] = "soap"
    wsdl: str | None = None
    url: Url
    user: str
    password: HeaderSecret
    deadline_s: Deadline = 4.0
    dates: Literal["yyyyMMdd", "MM/dd/yyyy"] = "yyyyMMdd"
    yes_no: Literal["T/F", "Y/N", "1/0", "true/false"] = "T/F"  # on, then off; where no WSDL types them
    numeric_accounts: Flag = False  # it keeps ACCOUNT_NO as a number: 0012 comes back as 12; a WSDL tells that itself
    block_code_left_out: Literal["none", "unknown"] | None = None  # what it means; None: what the WSDL says
    lookup: Flag = False
    resend_after_s: Annotated[Number, Field(ge=0)] = 0  # his written bound on late apply, once his system has it
    fields: dict[str, XmlName] = Field(default={})
    constants: dict[XmlName, ConstantText] = Field(default={})  # parameters of every request, where it must have any
    attributes: dict[XmlName, str] = Field(default={})  # of a request's method, where it must have any
    methods: CayentaMethods = CayentaMethods()
    ar_types: ArTypes = ArTypes()
    egress: Egress = Egress()


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
    expires_days_after_due: Annotated[Whole, Field(ge=0, le=EXPIRES_DAYS_MAX)] | None = (
        None  # with features.expire_bill
    )
    prepay: Flag = False
    when_flags_unknown: Literal["refuse", "offer"] = "refuse"
    fee: Fee = Fee()
    bank: BankPayments = BankPayments()
    gateway: GatewayAccess


class Later(Strict):
    """Payments on another day and promises to pay (row F20): how far ahead, and when on the biller's wall.

    A scheduled payment is charged from `charge_at` on, tried again as long as it must, and given up at `give_up_at`.
    With `features.autopay_collection_date` automatic payments are taken so many days before a bill is due (row F5).
    `autopay_run`: this line charges enrolled cards itself; false where the biller's Cayenta collects from them.
    """

    schedule_days_max: Annotated[Whole, Field(ge=1, le=SCHEDULE_DAYS_MAX)] = 60
    promise_days_max: Annotated[Whole, Field(ge=1, le=SCHEDULE_DAYS_MAX)] = 14
    charge_at: WallTime = time(9, 0)
    give_up_at: WallTime = time(20, 0)
    autopay_days_before_due: Annotated[Whole, Field(ge=0, le=AUTOPAY_DAYS_MAX)] = 0
    autopay_run: Flag = False


class Shutoff(Strict):
    """What is said to who fears a shut-off: the biller's own words before and after paying, by language.

    What is paid before `reconnect_before`, on the biller's wall, reconnects the same day; the fee is no part of a bill.
    """

    before: dict[str, str] = Field(default={})
    after: dict[str, str] = Field(default={})
    reconnect_before: WallTime | None = None
    reconnection_fee: MoneyText = Money(0)


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


class Texts(Strict):
    """Whether people may be written to by text, from which number (the first of `lines` unless told), how fast.

    `autopay_bank_link` is the page of the biller's portal on which a payer agrees in writing to automatic payments from
    a bank account, which no key may agree to; `pay_link` its page on which one pays, for whoever is called and would
    rather pay there. Each is short enough to leave a text one text.
    """

    on: Flag = False
    autopay_bank_link: Annotated[Url, Field(max_length=LINK_CHARS_MAX)] | None = None
    pay_link: Annotated[Url, Field(max_length=LINK_CHARS_MAX)] | None = None
    from_: Phone | None = Field(default=None, alias="from")
    per_second: Annotated[Positive, Field(le=TEXTS_PER_SECOND_MAX)] = 1.0


class Mails(Strict):
    """Whether campaigns may go by e-mail. `postal_address` is the biller's own, which each of them must give.

    15 U.S.C. 7704(a)(5) wants a valid physical postal address of the sender.
    """

    on: Flag = False
    postal_address: Annotated[str, Field(min_length=10, max_length=200)] | None = None


class Notices(Strict):
    """Row F13: days before and after the due date on which payers are reminded."""

    days_before_due: tuple[Annotated[Whole, Field(ge=1, le=60)], ...] = ()
    days_after_due: tuple[Annotated[Whole, Field(ge=1, le=365)], ...] = ()


class Reminders(Strict):
    """Calls that we start. `toll_free` is the one of `lines` that every message gives: to opt out and to pay.

    `opt_out` is one of `lines` too: whoever calls it is not called again, and hears nothing else.
    From `second_person_from` accounts on a second person agrees to a campaign; `call_costs` is a call at its dearest.
    `names` is the order of the names on the bills: with one, the person is asked for by the first name, else as the
    account holder (rules.md 2.4).
    """

    toll_free: Phone | None = None
    opt_out: Phone | None = None
    second_person_from: Annotated[Whole, Field(ge=1)] = 500
    call_costs: MoneyText = Money(5)
    names: Order = "none"


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
    later: Later = Later()
    shutoff: Shutoff = Shutoff()
    batch: Batch = Batch()
    maintenance: Maintenance = Maintenance()
    products: dict[str, Flag] = Field(default={})
    features: dict[str, Flag] = Field(default={})
    # rules of the law that this biller tightens or loosens: `integration/calling/choices.py`
    calling: dict[str, Any] = Field(default={})
    pump: Pump = Pump()
    returns: Returns = Returns()
    reconciliation: Reconciliation = Reconciliation()
    texts: Texts = Texts()
    mails: Mails = Mails()
    notices: Notices = Notices()
    images: Images = Images()
    reminders: Reminders = Reminders()
    folder: Path = Field(default=Path(), exclude=True)  # where the file stood: a WSDL lies beside it

    def block_of(self, code: str) -> Block:
        """Setting 28: what a code of the biller's forbids; a code that is not in the map blocks nothing."""
        return self.advanced_settings.block_codes.get(code, Block.NONE)

    def texts_from(self) -> str:
        """The number that texts are sent from."""
        return self.texts.from_ or self.lines[0]

    def is_away(self, now: datetime) -> bool:
        """Whether the biller's systems are in a maintenance window: nothing is sent to them, and nothing asked."""
        return any(window.open_at(now, self.zone) for window in self.maintenance.windows)
