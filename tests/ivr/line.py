"""A telephone line to a biller in a box, for tests that call it and for tests that try to break it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, literal, select, union_all
from werkzeug.test import TestResponse

from integration.billers import Biller
from integration.clock import VirtualClock
from integration.ledger import bill_files
from integration.ledger.database import Database
from integration.ledger.rows import row_of
from integration.ledger.tables import metadata
from integration.model import Bill
from integration.money import Money
from integration.sandbox.box import ACCOUNT_SID, AUTH_TOKEN, CLAYTON, GATEWAY_KEY, GATEWAY_URL, LINE_URL, Box, open_box
from integration.sandbox.cayenta import Account
from integration.sandbox.gateway.box import CONNECTOR_USER
from ivr.app import create_app
from ivr.call import Call, Reminder
from ivr.phone import Connector, Options, PhoneCall, PhoneNetwork, WsgiTransport
from ivr.phone.signing import HEADER, signature
from ivr.replay.flow_examples import RINGING
from ivr.replay.stage import speech_of

CALLER = "+17705550134"
NUMBER = CLAYTON["lines"][0]
ACCOUNT = "0012345678"
ZIP = "30236"
COUNTS = union_all(*(select(literal(name), func.count()).select_from(table) for name, table in metadata.tables.items()))
EXTRACTED = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)  # midnight at the biller's
FORM = "application/x-www-form-urlencoded"
_PLACE = re.compile(rf'(?:action="|<Redirect[^>]*>){re.escape(LINE_URL)}(/voice/[^"<]+)')


@dataclass(frozen=True)
class House:
    """An account in Cayenta's books and in the bill file. Cents; `billed` where the file says another balance."""

    number: str = ACCOUNT
    owed: int = 14_250
    past_due: int = 4_250
    block: str = ""
    postal_code: str = ZIP
    due: date = date(2026, 11, 5)
    billed: int | None = None
    name: str = ""


@dataclass
class Line:
    """The line, the box behind it, and the phone company before it."""

    box: Box
    app: Flask
    network: PhoneNetwork
    sids: Iterator[str] = field(default_factory=lambda: (f"CA{number:032x}" for number in range(1, 10**6)))

    @property
    def database(self) -> Database:
        return self.box.site.database

    def call(self, from_: str = CALLER, **more) -> PhoneCall:
        """A telephone call."""
        return self.network.call(
            from_=from_, to=NUMBER, voice_url=f"{LINE_URL}/voice", status_callback=f"{LINE_URL}/voice/status", **more
        )

    def knock(self, call_sid: str = "", **fields: str) -> "Knocker":
        """A caller made of single requests, each signed as Twilio would; `fields` go with every one."""
        return Knocker(self, standard(call_sid or next(self.sids)) | fields)

    def post(
        self,
        url: str,
        form: Mapping[str, str | Sequence[str]],
        *,
        signed: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """One request to a path, signed for LINE_URL and that path unless `signed` is given."""
        sign = signature(LINE_URL + url, form, AUTH_TOKEN) if signed is None else signed
        known = {HEADER: sign} if sign else {}
        parts = urlsplit(url)
        return self.app.test_client().post(
            parts.path,
            query_string=parts.query,
            data=urlencode(form, doseq=True),
            content_type=FORM,
            headers=known | dict(headers or {}),
        )

    def rows(self, table: str):
        """All rows of a table."""
        with self.database.read() as connection:
            return connection.execute(select(metadata.tables[table])).all()

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.database.read() as connection:
            return dict(connection.execute(COUNTS).all())

    def charges(self) -> list[dict]:
        """What the gateway's own journal says was captured."""
        return [entry for entry in self.box.gateway.journal.entries if entry["event"] == "captured"]


@dataclass
class Knocker:
    """A caller who follows the TwiML by hand, or goes where he was not sent."""

    line: Line
    form: dict[str, str]
    place: str = "/voice"
    said: str = ""

    @property
    def call_sid(self) -> str:
        return self.form["CallSid"]

    def go(self, path: str = "", **fields: str) -> str:
        """Post to where the last document leads, or to `path`; the document that comes back."""
        response = self.line.post(path or self.place, self.form | fields)
        assert response.status_code == 200, response.status
        self.said = response.text
        found = _PLACE.search(self.said)
        self.place = found[1] if found else ""
        return self.said

    def keys(self, *answers: str) -> str:
        """Key after key, through Do turns to the next moment that listens."""
        for digits in answers:
            self.go(**({"Digits": digits} if digits else {}))
            while self.place.startswith("/voice/work/"):
                self.go()
        return self.said

    @property
    def turn(self) -> str:
        """The turn that the stored call is in."""
        (row,) = [row for row in self.line.rows("calls") if row.call_sid == self.call_sid]
        return row.turn

    def to_card(self) -> str:
        """From hello to <Pay>, all that is owed."""
        self.go()
        return self.keys("1", ACCOUNT, ZIP, "1", "1")

    def card(self, token: str, result: str = "success") -> str:
        """<Pay> ends."""
        return self.go(Result=result, PaymentToken=token, PaymentCardNumber="xxxxxxxxxxxx1111")


def standard(call_sid: str) -> dict[str, str]:
    """The parameters of every request (twilio.md 2)."""
    return {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": call_sid,
        "CallStatus": "in-progress",
        "Direction": "inbound",
        "From": CALLER,
        "FromCountry": "US",
        "To": NUMBER,
        "ToCountry": "US",
    }


def biller(**terms) -> Biller:
    """The box's biller, without the box."""
    return Biller.model_validate({**CLAYTON, **terms, "folder": Path()})


def call_of(turn: str = "ask_account", *, of: Biller | None = None, **facts) -> Call:
    """A call as the store would load it; in a turn of the calls that we start, one that we started."""
    if turn in RINGING:
        facts.setdefault("reminder", Reminder(1, "upcoming", "bill_due", facts.get("keyed") or ACCOUNT))
    at = datetime(2026, 11, 20, 15, 5, tzinfo=UTC).isoformat()
    return Call("CA" + "1" * 32, CALLER, NUMBER, "en", turn, at, biller=of or biller(), **facts)


def mint(line: Line) -> str:
    """A token as <Pay> would give it."""
    from integration.sandbox.gateway.tokens import card  # noqa: PLC0415 - few tests need it

    return line.box.gateway.tokens.mint(card("4111111111111111"))


@contextmanager
def open_line(
    clock: VirtualClock,
    *,
    houses: Sequence[House] = (House(),),
    terms: Mapping[str, object] | None = None,
    database: Database | None = None,
    options: Options | None = None,
) -> Iterator[Line]:
    """A line whose Cayenta and whose bill file hold these houses."""
    with open_box(clock, terms=terms, database=database) as box:
        for house in houses:
            money = Money(house.owed), Money(house.past_due)
            box.cayenta.books.put(Account(house.number, *money, house.block, house.due))
        put_bills(box, houses)
        yield connect(box, options)


def connect(box: Box, options: Options | None = None) -> Line:
    """The web application of this box, with the phone company before it."""
    app = create_app(box.site, speech_of)
    gateway = WsgiTransport(box.gateway.app, GATEWAY_URL)
    network = PhoneNetwork(
        transport=WsgiTransport(app, LINE_URL),
        auth_token=AUTH_TOKEN,
        account_sid=ACCOUNT_SID,
        clock=box.clock,
        connectors={"Default": Connector(f"{GATEWAY_URL}/connector", CONNECTOR_USER, GATEWAY_KEY, gateway)},
        options=options or Options(),
    )
    return Line(box, app, network)


def put_bills(box: Box, houses: Sequence[House]) -> None:
    """A bill file with one bill a house, shown."""
    database, bid, now = box.site.database, box.biller.bid, box.clock.now()
    file = bill_files.FileFacts(bid, "billheader_20261101.xml", "0" * 64, EXTRACTED.date(), 1, EXTRACTED)
    version = bill_files.begin(database, file, now)
    bills = [_bill(bid, house) for house in houses]
    bill_files.stage(database, version, [row_of(bill, version) for bill in bills], [])
    total = sum(bill.balance_due.cents for bill in bills)
    assert bill_files.show(database, version, file, bill_files.Staged(len(bills), total, 0, "{}"), now) == "live"


def _bill(bid: str, house: House) -> Bill:
    billed = house.owed if house.billed is None else house.billed
    return Bill(
        bid=bid,
        account_number=house.number,
        invoice_number=f"B-{house.number}",
        invoice_type="REGULAR",
        bill_date=house.due - timedelta(days=20),
        due_date=house.due,
        balance_due=Money(billed),
        past_due=Money(max(0, min(house.past_due, billed))),
        name=house.name,
        postal_code=house.postal_code,
    )
