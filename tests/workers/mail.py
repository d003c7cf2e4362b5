"""Parts for tests of texts: the phone company's REST API on a loopback address, and a biller's writer before it."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

from pydantic import SecretStr
from sqlalchemy import select
from werkzeug.serving import make_server

from integration.calling.limits import limits_of
from integration.clock import VirtualClock
from integration.ledger.database import Database
from integration.ledger.tables import consents, text_numbers, texts
from integration.ledger.texts import Text, put
from integration.settings import SHIPPED_PROMPTS
from integration.texting.carrier import Carrier
from integration.texting.words import Words
from ivr.phone import Options, PhoneNetwork, RestApi
from tests.workers.parts import biller
from workers.texts import Writer

ACCOUNT, TOKEN = "AC" + "0" * 32, "0123456789abcdef"
PAYER, US = "+17705550134", "+17705550100"
LINE = "https://line.box"
WORDS = Words.load(SHIPPED_PROMPTS, ("en",))
LIMITS = limits_of({})  # kept: what they know of open hours takes a second to work out
ON = biller().model_copy(update={"texts": biller().texts.model_copy(update={"on": True})})


class Nobody:
    """An application that is not there: status callbacks are told to the tests by the network itself."""

    def send(self, request):
        raise NotImplementedError(request)


@dataclass
class Mail:
    """The biller's texts, his writer, and the phone company; `clock` moves when told."""

    database: Database
    clock: VirtualClock
    network: PhoneNetwork
    rest: RestApi
    carrier: Carrier
    biller: object = ON

    def put(self, number=1, **more):
        """A receipt that a caller asked for; the text."""
        values = {"amount": 4250, "confirmation": f"{number:09d}"}
        told = {"bid": "1368", "to": PAYER, "topic": "receipt", "words": "receipt", "language": "en"}
        text = Text(
            **(told | {"why": f"payment {number}", "at": self.clock.now(), "values": values, "asked_for": True} | more)
        )
        with self.database.write() as connection:
            put(connection, text)
        return text

    def write(self, **passes):
        """The writer's work, after so much time; how many texts it took up."""
        self.clock.pause(timedelta(**passes).total_seconds())
        settings = SimpleNamespace(public_base_url=LINE)
        site = SimpleNamespace(database=self.database, clock=self.clock, settings=settings)
        return Writer(site, self.biller, self.carrier, WORDS, LIMITS).write()

    def row(self, text):
        with self.database.read() as connection:
            return connection.execute(select(texts).where(texts.c.text_id == str(text.text_id()))).one()

    def state(self, text):
        return self.row(text).state

    def marks(self):
        with self.database.read() as connection:
            return {row.number: row.mark for row in connection.execute(select(text_numbers))}

    def words_of(self, number=PAYER):
        """The register's words of a number: topic and what was said."""
        with self.database.read() as connection:
            rows = connection.execute(select(consents).where(consents.c.number == number).order_by(consents.c.id))
            return [(row.topic, row.says) for row in rows]

    def sent(self):
        """The texts that the phone company has, the first one first."""
        return list(self.network.texting.texts.values())


@contextmanager
def open_mail(database, clock, *, fate=None, plan=None):
    """`fate` is what becomes of a text to a number, `plan` what befalls REST requests; callbacks reach nobody."""
    choices = {"text_plan": fate} if fate else {}
    network = PhoneNetwork(
        transport=Nobody(),
        auth_token=TOKEN,
        account_sid=ACCOUNT,
        clock=clock,
        connectors={},
        options=Options(callback_plan=lambda _event, _sequence: (), **choices),
    )
    rest = RestApi(network, **({"plan": plan} if plan else {}))
    server = make_server("127.0.0.1", 0, rest, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings = SimpleNamespace(
        twilio_auth_token=SecretStr(TOKEN),
        twilio_account_sid=ACCOUNT,
        twilio_api_base=f"http://127.0.0.1:{server.server_port}",
    )
    carrier = Carrier(settings)
    try:
        yield Mail(database, clock, network, rest, carrier)
    finally:
        carrier.close()
        server.shutdown()
        thread.join()
        server.server_close()
