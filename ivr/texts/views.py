"""The webhooks of texts: `/sms` for what people write, `/sms/status/<text>` for what became of ours."""

from uuid import UUID

import structlog
from flask import Blueprint, Response, request

from integration.billers import Biller
from integration.ledger import text_sends
from integration.site import Site
from integration.texting.news import news_of, take_in
from integration.texting.words import Words
from ivr.texts.answering import Letter, answer, receive
from ivr.texts.door import TextDoor
from ivr.webhook import Door, Forbidden

log = structlog.get_logger()
TWIML = "text/xml; charset=utf-8"


class TextViews:
    """Those of one site. Misconfigured when a text has no words in a language."""

    def __init__(self, site: Site, door: Door) -> None:
        self._site = site
        self._door = TextDoor(door)
        languages = sorted({each for biller in site.billers.values() if biller.texts.on for each in biller.languages})
        self._words = Words.load(site.settings.prompts, languages)

    def blueprint(self) -> Blueprint:
        """The routes."""
        texts = Blueprint("sms", __name__, url_prefix="/sms")
        texts.post("")(self.receive)
        texts.post("/status/<uuid:text_id>")(self.status)
        return texts

    def receive(self) -> Response:
        """A text from outside; a request that is repeated is answered alike."""
        knock = self._door.text(request)
        biller = self._writes(knock.to)
        letter = Letter(knock.sid, knock.from_, knock.body, answered_there=bool(knock.opt_out))
        with self._site.database.write() as connection:
            came = receive(connection, biller, letter, self._site.clock.now())
        log.info("text_in", bid=biller.bid, sid=knock.sid, word=came.word.value, answered=came.answered)
        return Response(_document(answer(self._words, biller, came)), content_type=TWIML)

    def status(self, text_id: UUID) -> Response:
        """News of a text; late, doubled and permuted news end in the same state."""
        knock = self._door.news(request)
        news = news_of(knock.status, knock.sid, knock.code)
        with self._site.database.write() as connection:
            row = text_sends.find(connection, text_id)
            if row is None or row.text.to != knock.to:
                raise Forbidden("no text of ours to that number")
            if news is not None:
                take_in(connection, row, news, self._site.clock.now())
        return Response(status=204)

    def _writes(self, number: str) -> Biller:
        biller = self._site.texts_at(number)
        if biller is None or not biller.texts.on:
            raise Forbidden("To is no number that we write from")
        return biller


def _document(words: str) -> bytes:
    """`<Response><Message>`, or an empty one."""
    from twilio.twiml.messaging_response import MessagingResponse  # noqa: PLC0415 - only where somebody writes to us

    response = MessagingResponse()
    if words:
        response.message(words)
    return str(response).encode()
