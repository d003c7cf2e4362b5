"""A line whose biller writes texts, the phone company's REST API before it on a loopback address, and his writer."""

import threading
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from integration.calling.limits import limits_of
from integration.ledger.tables import texts
from integration.settings import SHIPPED_PROMPTS
from integration.texting.carrier import Carrier
from integration.texting.words import Words
from ivr.phone import Options, RestApi
from tests.ivr.line import CALLER, NUMBER, House, Line, open_line
from workers.texts import Writer

LANGUAGES = ("en", "es", "fr")
WORDS = Words.load(SHIPPED_PROMPTS, LANGUAGES)
SMS = "https://line.box/sms"


@dataclass
class Post:
    """The line and its texts. `write` is the worker's work, `deliver` lets texts and their news arrive."""

    line: Line
    carrier: Carrier

    def write(self):
        box = self.line.box
        return Writer(box.site, box.biller, self.carrier, WORDS, limits_of({})).write()

    def deliver(self):
        self.line.network.texting.deliver()

    def receive(self, body, from_=CALLER):
        """Somebody writes to the line; what is written back."""
        return [text.body for text in self.line.network.text(from_=from_, to=NUMBER, body=body, url=SMS)]

    def pays_and_asks_for_a_text(self, *keys, language="1"):
        """A call to the end of a payment, and the number by text."""
        call = self.line.call()
        call.listen()
        for each in (language, "0012345678#", "30236", "1", "1", "card:visa", "expiry", "cvv", "2", *(keys or ("1",))):
            call.press(each)
            call.listen()
        call.hang_up()
        return self.texts()[-1]

    def texts(self):
        with self.line.database.read() as connection:
            return connection.execute(select(texts).order_by(texts.c.created_at)).all()

    def said(self, number=CALLER):
        """The register's words of a number."""
        return [(row.topic, row.says, row.how) for row in self.line.rows("consents") if row.number == number]


@pytest.fixture
def post(clock):
    """`post(fate=..., **options)`: opened with these choices of the phone company's."""
    opened = []

    def build(fate=None, **choices):
        options = Options(**({"text_plan": lambda _number: fate} if fate else {}), **choices)
        terms = {"texts": {"on": True}, "languages": list(LANGUAGES)}
        line = open_line(clock, options=options, terms=terms, houses=(House(), House("0012345679")))
        entered = line.__enter__()
        server = make_server("127.0.0.1", 0, RestApi(entered.network), threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}"
        carrier = Carrier(entered.box.site.settings.model_copy(update={"twilio_api_base": base}))
        opened.append((line, server, thread, carrier))
        return Post(entered, carrier)

    yield build
    for line, server, thread, carrier in opened:
        carrier.close()
        server.shutdown()
        thread.join()
        server.server_close()
        line.__exit__(None, None, None)
