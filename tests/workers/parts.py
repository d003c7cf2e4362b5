"""Parts for the workers' tests: a biller, a Cayenta that keeps its own journal, payments as the capture leaves them."""

from collections import Counter, deque
from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid5

from sqlalchemy import insert, select

from integration.billers import Biller
from integration.errors import Unavailable
from integration.ledger import orders
from integration.ledger.tables import outbox as outbox_table
from integration.ledger.tables import outbox_events, payments
from integration.model import PAYMENTS_NAMESPACE, Applied, PostingOutcome, Said, Way
from integration.money import Money
from integration.timings import Timings
from workers.crash import onward
from workers.pump import Pump
from workers.stroke import Stroke

APPLIES = {"posted", "applied then lost", "mismatch"}
ANSWERS = {
    "posted": PostingOutcome(Applied.POSTED, "applied", Said("AR item 1", "7253783", "52664")),
    "applied then lost": PostingOutcome(Applied.AMBIGUOUS, "no answer within 25 s"),
    "lost on the way": PostingOutcome(Applied.AMBIGUOUS, "no answer within 25 s"),
    "refused the connection": PostingOutcome(Applied.NOT_APPLIED, "connection refused"),
    "said no": PostingOutcome(Applied.REJECTED, "account is closed", Said("account is closed")),
    "locked us out": PostingOutcome(Applied.LOCKED_OUT, "HTTP 401"),
    "mismatch": PostingOutcome(Applied.MISMATCH, "answered for another account"),
}


class JournalBooks:
    """A Cayenta in the process: what it applied stands in `journal`, and nothing but that is believed by the tests.

    `endings` are taken one a send, "posted" when there is none left; `finds` False makes the look-up fail.
    """

    def __init__(self, *endings, clock=None, takes_s=0.0):
        self.journal = []
        self.sent = []
        self.endings = deque(endings)
        self.finds = True
        self.asked = []
        self._clock = clock
        self._takes_s = takes_s

    def post(self, posting):
        ending = self.endings.popleft() if self.endings else "posted"
        self.sent.append(posting)
        if ending in APPLIES:
            self.journal.append(posting)
        if self._clock:
            self._clock.pause(self._takes_s)
        return ANSWERS[ending]

    def apply_late(self):
        """What was lost on the way arrives after all."""
        self.journal += [posting for posting in self.sent if posting not in self.journal]

    def find(self, posting):
        self.asked.append(posting.reference)
        if not self.finds:
            raise Unavailable("no answer within 4 s")
        return posting.reference in self.references()

    def balance(self, account_number):
        raise NotImplementedError(account_number)

    def references(self):
        return Counter(posting.reference for posting in self.journal)


UNPACED = {"per_second": 1000}


def biller(
    bid="1368", *, lookup=False, resend_after_s=0, windows=(), url="http://127.0.0.1:1/ws", wsdl=None, pump=UNPACED
):
    return Biller.model_validate(
        {
            "bid": bid,
            "name": "Clayton County Water Authority",
            "zone": "America/New_York",
            "lines": ["+17705550100"],
            "agent": {"number": "+17705550199"},
            "cayenta": {
                "url": url,
                "wsdl": wsdl,
                "user": "ivr",
                "password": "cayenta-password",
                "lookup": lookup,
                "resend_after_s": resend_after_s,
            },
            "payments": {"gateway": {"url": "http://127.0.0.1:1", "key": "gateway-key"}},
            "maintenance": {"windows": list(windows)},
            "pump": pump,
        }
    )


def payment_id(number):
    return uuid5(PAYMENTS_NAMESPACE, str(number))


def open_payment(database, clock, number, *, bid="1368", state="captured", **more):
    """A payments row as a call leaves it."""
    with database.write() as connection:
        open_in(connection, clock, number, bid=bid, state=state, **more)
    return payment_id(number)


def open_in(connection, clock, number, *, bid="1368", state="captured", **more):
    row = {
        "payment_id": str(payment_id(number)),
        "bid": bid,
        "account_number": f"{number:010d}",
        "invoice_number": f"I{number}",
        "channel": "phone",
        "call_sid": f"CA{bid}-{number}",
        "attempt": 1,
        "method": "card",
        "pays": "all",
        "amount_cents": 1000 + number,
        "fee_cents": 250,
        "state": state,
        "confirmation": f"{number:09d}",
        "opened_at": clock.now(),
        "captured_at": clock.now() if state == "captured" else None,
    }
    connection.execute(insert(payments).values(row | more))


def put(database, clock, number, *, bid="1368", way=Way.CARD):
    """A captured payment with its outbox row; the row's id. `way` is what the biller's system is told of it."""
    with database.read() as connection:
        known = connection.execute(select(payments).where(payments.c.payment_id == str(payment_id(number)))).first()
    if known is None:
        open_payment(database, clock, number, bid=bid)
    with database.write() as connection:
        return order_in(connection, clock, number, bid=bid, way=way)


def order_in(connection, clock, number, *, bid="1368", way=Way.CARD):
    order = orders.payment_order(
        payment_id(number),
        bid=bid,
        account_number=f"{number:010d}",
        amount=Money(1000 + number),
        way=way,
        effective=clock.now().date(),
        invoice_type="",
    )
    return orders.put(connection, order, clock.now(), "captured")


def put_many(database, clock, numbers, *, bid="1368"):
    """As `put`, of many in one transaction, the oldest first."""
    with database.write() as connection:
        for number in numbers:
            open_in(connection, clock, number, bid=bid)
            order_in(connection, clock, number, bid=bid)


def row_of(database, number):
    with database.read() as connection:
        return connection.execute(select(outbox_table).where(outbox_table.c.id == number)).one()


def states(database):
    with database.read() as connection:
        return Counter(connection.scalars(select(outbox_table.c.state)))


def life_of(database, number):
    """The states that the events tell of, in order."""
    with database.read() as connection:
        found = select(outbox_events).where(outbox_events.c.outbox_id == number).order_by(outbox_events.c.id)
        events = connection.execute(found).all()
    for before, after in pairwise(events):
        assert before.to_state == after.from_state
    return [event.to_state for event in events]


def pump_of(database, clock, books, *, of=None, crash=onward, timings=None, keeps_going=lambda: True, token=None):
    stroke = Stroke(of or biller(), books, database, clock, timings or Timings(), crash)
    more = {"new_token": token} if token else {}
    return Pump(stroke, keeps_going=keeps_going, **more)


def site_of(database, clock, books, *, billers=(), bell=None, gateway=None):
    """The part of a Site that the workers ask for, made of these parts."""
    known = {each.bid: each for each in billers or [biller()]}
    return SimpleNamespace(
        database=database,
        clock=clock,
        billers=known,
        biller=known.__getitem__,
        books=lambda _bid: books,
        gateway=lambda _bid: gateway,
        bell=bell,
        timings=Timings(),
    )
