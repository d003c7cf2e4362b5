"""The parts of a turn, in microseconds: where the next step lies."""

import io
import itertools
import timeit
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from flask import Flask, request
from num2words import num2words
from sqlalchemy import insert
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from integration.billers import Biller
from integration.clock import SystemClock
from integration.ledger.database import Database
from integration.ledger.prepared import Prepared
from integration.ledger.tables import holds, metadata
from integration.sandbox.box import ACCOUNT_SID, AUTH_TOKEN, CLAYTON, LINE_URL
from integration.settings import SHIPPED_PROMPTS
from ivr.call import Call
from ivr.script import SCRIPT
from ivr.signature import Signature
from ivr.speech import Speech
from ivr.speech.english import number
from ivr.twiml import Renderer
from tests.bench.callers import Line, parameters, sign
from tests.bench.effort import Effort
from tests.bench.table import Row, spread

REPEATS = 5
PATH = "/voice/keyed/greeting/1"
LINE = Line(0, LINE_URL, AUTH_TOKEN, ACCOUNT_SID, "+17705550100")
FORM = parameters(LINE, "CA" + "0" * 32, "+17705550134") | {"Digits": "9"}


def parts(effort: Effort) -> Iterator[Row]:
    """Each alone and warm: in a busy server the same takes longer."""
    yield from _signatures(effort)
    yield from _documents(effort)
    yield _us(effort, "Flask: routing and form", _routed())
    counter = itertools.count()
    yield _us(effort, "num2words, a new number", lambda: num2words(next(counter), lang="en"))
    yield _us(effort, "num2words, cached", lambda: number(142))
    yield from _commits(effort)


def _us(effort: Effort, work: str, part: Callable[[], object]) -> Row:
    timer = timeit.Timer(part)
    times = max(1, round(effort.seconds / REPEATS / 10 / timer.timeit(1)))  # a tenth of a pair's time for each part
    return Row(f"  {work}", f"{spread([each / times * 1e6 for each in timer.repeat(REPEATS, times)], 1)} us")


def _signatures(effort: Effort) -> Iterator[Row]:
    form, signed = MultiDict(FORM), sign(LINE_URL + PATH, FORM, AUTH_TOKEN)
    library, ours = RequestValidator(AUTH_TOKEN), Signature(AUTH_TOKEN)
    yield _us(effort, "signature, the library", lambda: library.validate(LINE_URL + PATH, form, signed))
    yield _us(effort, "signature, the shortcut", lambda: ours.fits(LINE_URL + PATH, form, signed))


def _documents(effort: Effort) -> Iterator[Row]:
    biller = Biller.model_validate(dict(CLAYTON))
    speech = Speech.load(SHIPPED_PROMPTS, biller.languages)
    now = SystemClock().now().isoformat()
    call = Call("CA" + "0" * 32, FORM["From"], FORM["To"], "en", "greeting", now, biller=biller)
    yield _us(effort, "TwiML by VoiceResponse", lambda: Renderer(SCRIPT, speech, LINE_URL).render(call))
    renderer = Renderer(SCRIPT, speech, LINE_URL)
    yield _us(effort, "TwiML from a mould", lambda: renderer.render(call))
    text = call.to_json()
    yield _us(effort, "a call to JSON and back", lambda: Call.from_json(text, biller).to_json())


def _routed() -> Callable[[], object]:
    app = Flask("routed")
    app.add_url_rule(
        "/voice/keyed/<turn>/<int:number>", view_func=lambda **_: request.form["CallSid"], methods=["POST"]
    )
    body = urlencode(FORM).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "line",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    return lambda: b"".join(app({**environ, "wsgi.input": io.BytesIO(body)}, lambda *_: None))


def _commits(effort: Effort) -> Iterator[Row]:
    """One row each: the disk's share is what a commit alone takes longer than a statement."""
    database = Database(f"sqlite:///{effort.folder / 'parts.db'}")
    with database.write() as connection:
        metadata.create_all(connection)
    rows = ({"bid": f"b{place}", "why": "w", "since": SystemClock().now()} for place in itertools.count())
    statement, prepared = insert(holds), Prepared(insert(holds))

    def alone() -> None:
        with database.write() as connection:
            connection.execute(statement, next(rows))

    yield _us(effort, "a commit by `write`", alone)
    yield _us(effort, "by `write_together`", lambda: database.write_together(lambda c: prepared.run(c, next(rows))))
    with database.write() as connection:
        yield _us(effort, "a statement by SQLAlchemy", lambda: connection.execute(statement, next(rows)))
        yield _us(effort, "a statement prepared", lambda: prepared.run(connection, next(rows)))
    database.close()
