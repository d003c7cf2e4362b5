"""Parts for tests of calls that we start: a campaign of due calls, its dialler, and the phone company's REST API."""

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from requests import Response
from requests.adapters import BaseAdapter
from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.test import Client

from integration.calling.limits import limits_of
from integration.dialling.asking import Asking
from integration.dialling.trunk import Trunk
from integration.ledger import campaigns
from integration.ledger.tables import planned_calls
from integration.money import Money
from integration.reminding import Reminding
from integration.sandbox.cayenta import Account
from ivr.phone import Options, RestApi
from tests.bench.million import NOW, bill_of_number, fill
from tests.integration.campaigns.conftest import TOLL_FREE
from tests.ivr.line import Line, open_line
from workers.crash import onward
from workers.dialler import Dialler

LIMITS = limits_of({})  # kept: what they know of open hours takes a second to work out
TERMS = {
    "lines": ["+17705550100", TOLL_FREE],
    "reminders": {"toll_free": TOLL_FREE},
    "products": {"outbound_ivr": True},
}
FILE = """
name = "november"
bid = "1368"
kind = "upcoming"
[calendar]
first = 2026-11-23
last = 2026-11-24
[pace]
lines = 500
per_second = 100.0
call_s = 5.0
"""
NOON = NOW + timedelta(hours=9)  # four in the afternoon in Georgia: it is open from Georgia to Hawaii


MANY = 1_000_000


class AtHand(BaseAdapter):
    """Hands the client's requests to a web application of this process."""

    def __init__(self, app):
        super().__init__()
        self._client = Client(app)

    def send(self, request, **_how):
        headers = dict(request.headers)
        told = self._client.open(request.path_url, method=request.method, data=request.body, headers=headers)
        answer = Response()
        answer.status_code, answer._content, answer.url = told.status_code, told.get_data(), request.url
        answer.headers.update(told.headers)
        return answer

    def close(self):
        """Nothing is open."""


class Dead(BaseException):
    """The process is gone: nothing catches this."""


@dataclass
class Telephones:
    """A started campaign whose calls are due, with all that they meet."""

    line: Line
    rest: RestApi
    trunk: Trunk
    faults: dict[int, object] = field(default_factory=dict)  # by the number of the REST request
    crash: object = onward
    limits: object = LIMITS
    base: str = ""  # where the phone company is asked
    dialler: Dialler = field(init=False)

    def __post_init__(self):
        self.renew()

    def renew(self):
        """Another process takes over."""
        box = self.line.box
        asking = Asking(box.biller, self.limits)
        self.dialler = Dialler(box.site, box.biller, self.trunk, asking, crash=self._crash)

    def _crash(self, point):
        self.crash(point)

    def dial(self):
        """Ring until a round finds nothing that may be rung now; how many were taken up."""
        return sum(iter(self.dialler.go_on, 0))

    def pass_by(self, **time):
        self.line.box.clock.pause(timedelta(**time).total_seconds())

    def move(self, act):
        site = self.line.box.site
        with site.database.write() as connection:
            found = campaigns.named(connection, "1368", "november")
            campaigns.move(connection, found, act, who="ann", now=site.clock.now())

    def rows(self):
        with self.line.database.read() as connection:
            return connection.execute(select(planned_calls).order_by(planned_calls.c.id)).all()

    def states(self):
        return Counter(row.state for row in self.rows())

    def placed(self):
        """What the phone company's own journal says of calls that it placed, by number."""
        return Counter(call.facts.to for call in self.line.network.calls.values())


def _approved(site, campaign):
    with site.database.write() as connection:
        campaigns.approve(connection, campaign, up_to=MANY, who="bob", now=site.clock.now())
        return campaigns.named(connection, "1368", "november")


@contextmanager
def open_telephones(
    clock, database, *, accounts=5, text=FILE, options=None, terms=TERMS, limits=LIMITS, at=NOON, listens=True
):
    """`accounts` calls of a started campaign; at noon, all are due. `listens`: the phone company does, on a socket."""
    clock.pause((NOW - clock.now()).total_seconds())
    with open_line(clock, terms=terms, database=database, houses=(), options=options or Options()) as line:
        fill(database, "1368", accounts)
        for number in range(accounts):
            bill = bill_of_number("1368", number)
            owed = Account(bill.account_number, bill.balance_due, Money(0), "", bill.due_date)
            line.box.cayenta.books.put(owed)
        _start(line, text, limits, at)
        faults = {}
        rest = RestApi(line.network, lambda asked: faults.get(asked.number))
        with (_by_socket if listens else _at_hand)(line.box.site.settings, rest) as (trunk, base):
            yield Telephones(line, rest, trunk, faults, limits=limits, base=base)


def _start(line, text, limits, at):
    reminding = Reminding(line.box.site, {"1368": limits})
    campaign = reminding.define(text, "november.toml", who="ann")
    if line.box.biller.reminders.second_person_from <= MANY:
        campaign = _approved(line.box.site, campaign)
    reminding.start(campaign, who="ann")
    line.box.clock.pause((at - line.box.clock.now()).total_seconds())


@contextmanager
def _at_hand(settings, rest):
    """Asked in this process: ten thousand connections would cost more than the calls."""
    trunk = Trunk(settings.model_copy(update={"twilio_api_base": "http://127.0.0.1"}))
    session = trunk._account.client.http_client.session
    session.trust_env = False
    session.mount("http://127.0.0.1", AtHand(rest))
    yield trunk, ""
    trunk.close()


@contextmanager
def _by_socket(settings, rest):
    server = make_server("127.0.0.1", 0, rest, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    trunk = Trunk(settings.model_copy(update={"twilio_api_base": base}))
    try:
        yield trunk, base
    finally:
        trunk.close()
        server.shutdown()
        thread.join()
        server.server_close()
