"""The webhooks of sample calls: `/voice/sample/<id>`, part after part. No turn, no account, and 8 stops all calls."""

from collections.abc import Callable

import structlog
from flask import Blueprint, Response, request

from integration.billers import Biller
from integration.campaigns.attempts import Result
from integration.dialling.news import answered_by, news_of
from integration.errors import Unavailable
from integration.ledger import consents, samples
from integration.ledger.call_news import News
from integration.ledger.consents import ALL_TOPICS, Word
from integration.ledger.samples import Sample
from integration.site import Site
from ivr.reminded import HOW, WHO
from ivr.reminders.sample import stopped_words
from ivr.turns import STOP
from ivr.twiml import Renderer
from ivr.webhook import Door, Forbidden, Knock

TWIML = "text/xml; charset=utf-8"

log = structlog.get_logger()


class SampleCalls:
    """The sample calls of one site. Forbidden for a sample of another number than the one that is rung."""

    def __init__(self, site: Site, door: Door, renderer: Renderer) -> None:
        self._site = site
        self._door = door
        self._renderer = renderer

    def blueprint(self) -> Blueprint:
        """The routes."""
        views = Blueprint("samples", __name__, url_prefix="/voice/sample")
        views.post("/<int:sample_id>", endpoint="answer")(self.answer)
        views.post("/<int:sample_id>/<int:part>", endpoint="go_on")(self.go_on)
        views.post("/<int:sample_id>/status", endpoint="status")(self.status)
        return views

    def answer(self, sample_id: int) -> Response:
        """Somebody takes it up. A machine keeps what a machine would; a fax hears nothing."""
        knock, biller, sample = self._let_in(sample_id)
        result = answered_by(knock.only("AnsweredBy"))
        if result is Result.FAX:
            self._tell(sample, News(result, sid=knock.call_sid))
            return self._hang_up()
        first = len(sample.words) - 1 if result is Result.MACHINE else 0
        news = News(result if result is Result.MACHINE else Result.HUMAN, sid=knock.call_sid)
        return self._always(biller, lambda: self._part(sample, first, news))

    def go_on(self, sample_id: int, part: int) -> Response:
        """The next part, after a key or none; after 8 no more calls, ever."""
        knock, biller, sample = self._let_in(sample_id)
        if knock.keys("Digits").strip() == STOP:
            return self._always(biller, lambda: self._stop(sample, knock))
        return self._always(biller, lambda: self._part(sample, part)) if part < len(sample.words) else self._hang_up()

    def status(self, sample_id: int) -> Response:
        """A status callback: late, doubled and permuted ones end in the same state."""
        knock, _biller, sample = self._let_in(sample_id)
        self._tell(sample, news_of(knock.only("CallStatus"), knock.call_sid, knock.only("AnsweredBy")))
        return Response(status=204)

    def _part(self, sample: Sample, part: int, news: News | None = None) -> bytes:
        if news is not None:
            self._tell(sample, news)
        then = f"/voice/sample/{sample.id}/{part + 1}" if part + 1 < len(sample.words) else ""
        return self._renderer.sample(sample.language, sample.words[part], then)

    def _stop(self, sample: Sample, knock: Knock) -> bytes:
        """Into the register of all topics: whoever listens there may be anybody, and wants none of it."""
        now, words = self._site.clock.now(), stopped_words(self._site.settings.prompts, sample.language)
        with self._site.database.write() as connection:
            if sample.result != Result.OPTED_OUT:
                word = Word(sample.bid, sample.number, ALL_TOPICS, False, HOW, WHO, now, f"call {knock.call_sid}")
                consents.note(connection, word)
            samples.tell(connection, sample.id, News(Result.OPTED_OUT, sid=knock.call_sid), now)
        return self._renderer.sample(sample.language, words, "")

    def _tell(self, sample: Sample, news: News) -> None:
        with self._site.database.write() as connection:
            samples.tell(connection, sample.id, news, self._site.clock.now())

    def _let_in(self, sample_id: int) -> tuple[Knock, Biller, Sample]:
        knock = self._door.open(request)
        biller = self._site.line(knock.line)
        with self._site.database.read() as connection:
            sample = samples.find(connection, sample_id)
        if biller is None or sample is None or (sample.bid, sample.number) != (biller.bid, knock.caller):
            raise Forbidden("no sample of ours to that number")
        if sample.call_sid not in ("", knock.call_sid):
            raise Forbidden("that sample is another call")
        return knock, biller, sample

    def _hang_up(self) -> Response:
        return Response(self._renderer.taken(connected=False), content_type=TWIML)

    def _always(self, biller: Biller, work: Callable[[], bytes]) -> Response:
        """Valid TwiML, whatever happens to `work`."""
        try:
            return Response(work(), content_type=TWIML)
        except Unavailable as trouble:
            log.warning("database_away", path=request.path, why=str(trouble))
            return Response(self._renderer.apologise(biller, person=False), content_type=TWIML)
