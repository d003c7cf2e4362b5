"""`/b/<token>`: asked for, it is a form, whatever the token; sent a ZIP that fits a link that lives, the PDF."""

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from integration.images import has_images
from integration.images.addresses import PATH
from integration.site import Site
from integration.texting.composing import of_biller
from integration.texting.words import Words
from ivr.bill_page.opening import Opened, open_link
from ivr.bill_page.page import HEADERS, PAGE_POLICY, PDF_POLICY, page_of

log = structlog.get_logger()
PAGES = "pages"  # in the folder of prompts
ZIP_CHARS_MAX = 10


class BillPage:
    """That of one site. Misconfigured when a sentence is missing in a language."""

    def __init__(self, site: Site) -> None:
        self._site = site
        showing = [biller for biller in site.billers.values() if biller.texts.on and has_images(biller)]
        self._languages = list(dict.fromkeys(language for biller in showing for language in biller.languages))
        self._words = Words.load(site.settings.prompts, self._languages, folder=PAGES)

    def blueprint(self) -> Blueprint:
        """The routes; nothing is behind them where no biller gives out links."""
        pages = Blueprint("bill", __name__, url_prefix=PATH)
        pages.before_request(self._is_there)
        pages.get("/<token>")(self.ask)
        pages.post("/<token>")(self.show)
        return pages

    def _is_there(self) -> None:
        if not self._languages:
            raise NotFound

    def ask(self, token: str) -> Response:
        """The form. Whoever only looks at a link, as programs of messages do, learns and uses up nothing."""
        del token
        return self._page(HTTPStatus.OK)

    def show(self, token: str) -> Response:
        """The PDF, or the form again: no link, a dead one and another ZIP look alike."""
        opened = open_link(self._site, token, request.form.get("zip", "")[:ZIP_CHARS_MAX])
        if opened is None:
            log.info("bill_page", outcome="not opened")
            return self._page(HTTPStatus.FORBIDDEN, "again")
        log.info("bill_page", link=opened.link_id, bid=opened.bid, outcome=opened.why or "shown")
        return self._away(opened) if opened.content is None else _pdf(opened.content)

    def _away(self, opened: Opened) -> Response:
        biller = self._site.biller(opened.bid)
        return self._page(HTTPStatus.SERVICE_UNAVAILABLE, "away", of_biller(biller))

    def _page(self, status: HTTPStatus, key: str = "", values: Mapping[str, str | int] | None = None) -> Response:
        language = request.accept_languages.best_match(self._languages) or self._languages[0]
        told = self._words.write(language, key, values or {}) if key else ""
        page = page_of(self._words, language, told)
        headers = {**HEADERS, "Content-Security-Policy": PAGE_POLICY}
        return Response(page, status, headers, content_type="text/html; charset=utf-8")


def _pdf(content: bytes) -> Response:
    shown = {"Content-Security-Policy": PDF_POLICY, "Content-Disposition": 'inline; filename="bill.pdf"'}
    return Response(content, HTTPStatus.OK, {**HEADERS, **shown}, content_type="application/pdf")
