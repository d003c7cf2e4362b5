"""`/u/<token>`: looked at, it asks; sent, by its button or by a mail program (RFC 8058), it is a no."""

from collections.abc import Callable
from functools import cached_property

import structlog
from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from integration.ledger.planned_messages import Written
from integration.site import Site
from integration.texting.words import Words
from integration.writing.stopping import PATH
from ivr.bill_page.page import HEADERS, PAGE_POLICY
from ivr.bill_page.views import PAGES
from ivr.mail_page.page import asking, stopped
from ivr.mail_page.stopping import read_link, stop

log = structlog.get_logger()


class MailPage:
    """That of one site; a link works for ever, also that of a biller who sends no mails any more.

    Misconfigured, where any biller sends mails, when a sentence is missing in a language.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        if any(biller.mails.on for biller in site.billers.values()):
            _ = self._words

    @cached_property
    def _words(self) -> Words:
        languages = {language for biller in self._site.billers.values() for language in biller.languages}
        return Words.load(self._site.settings.prompts, sorted(languages), folder=PAGES)

    def blueprint(self) -> Blueprint:
        """The routes."""
        pages = Blueprint("mail", __name__, url_prefix=PATH)
        pages.get("/<token>")(self.ask)
        pages.post("/<token>")(self.stop)
        return pages

    def ask(self, token: str) -> Response:
        """The question; it changes nothing."""
        return self._answer(asking, self._message(token))

    def stop(self, token: str) -> Response:
        """The no."""
        message = self._message(token)
        stop(self._site, message)
        log.info("mail_stopped", bid=message.bid, message=message.id)
        return self._answer(stopped, message)

    def _message(self, token: str) -> Written:
        message = read_link(self._site, token)
        if message is None:
            raise NotFound
        return message

    def _answer(self, page: Callable[[Words, str], str], message: Written) -> Response:
        spoken = self._words.bodies
        language = message.language if message.language in spoken else next(iter(spoken))
        headers = {**HEADERS, "Content-Security-Policy": PAGE_POLICY}
        return Response(page(self._words, language), headers=headers, content_type="text/html; charset=utf-8")
