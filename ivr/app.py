"""create_app(site): the composition root of the web. Nothing happens on import."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask, Response, jsonify, request
from sqlalchemy import text
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from integration import log
from integration.errors import Trouble
from integration.ledger import revision
from integration.routes import Routes
from integration.site import Site, open_site
from ivr import metrics
from ivr.api import problems
from ivr.api.campaigns.views import CampaignApi
from ivr.api.door import Door
from ivr.api.views import Api
from ivr.bill_page.views import BillPage
from ivr.mail_page.views import MailPage
from ivr.sample_calls import SampleCalls
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.heard.hearing import Hearing
from ivr.speech.own import own_folders
from ivr.speech.shutoff import Texts, shutoff_texts
from ivr.texts.views import TextViews
from ivr.twiml import Renderer
from ivr.views import Voice
from ivr.webhook import FORM_BYTES_MAX, Forbidden, door_of

ROUTES = Routes()  # of every application that this process makes
LoadSpeech = Callable[[Path, list[str], Mapping[str, Path], Mapping[str, tuple[Path, Texts]]], Speech]


def create_app(site: Site, load_speech: LoadSpeech = Speech.load) -> Flask:
    """The web application of one site. Misconfigured when a prompt or a whole language is missing."""
    app = Flask("ivr", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES_MAX
    app.url_map = ROUTES
    languages = sorted({language for biller in site.billers.values() for language in biller.languages})
    billers = site.billers.values()
    speech = load_speech(site.settings.prompts, languages, own_folders(billers), shutoff_texts(billers))
    renderer = Renderer(SCRIPT, speech, site.settings.public_base_url)
    app.register_blueprint(Voice(site, SCRIPT, renderer, Hearing(SCRIPT, speech)).blueprint())
    app.register_blueprint(SampleCalls(site, door_of(site.settings), renderer).blueprint())
    app.register_blueprint(TextViews(site, door_of(site.settings)).blueprint())
    door = Door(site)
    app.register_blueprint(Api(site, door).blueprint())
    app.register_blueprint(CampaignApi(site, door).blueprint())
    app.register_blueprint(BillPage(site).blueprint())
    app.register_blueprint(MailPage(site).blueprint())
    app.register_error_handler(Forbidden, lambda _error: Response(status=403))
    for wrong_knock in (NotFound, MethodNotAllowed, RequestEntityTooLarge):
        app.register_error_handler(wrong_knock, _wrong_knock)
    metrics.register(app, site)
    app.add_url_rule("/healthz", view_func=lambda: jsonify(status="ok"), endpoint="healthz")
    app.add_url_rule("/readyz", view_func=lambda: _ready(site), endpoint="readyz")
    return app


def _wrong_knock(error: HTTPException) -> HTTPException | Response:
    """A stranger who knocks wrongly at a webhook (a GET, a body too long, no route) learns nothing by it."""
    if request.path.startswith(("/voice", "/sms")):
        return Response(status=403)
    return problems.of_http(error) if problems.is_asked() else error


def _ready(site: Site) -> tuple[Response, int]:
    """Ready means that a call could be answered now."""
    try:
        with site.database.read() as connection:
            connection.execute(text("SELECT 1 FROM calls LIMIT 1"))
        if not revision.is_current(site.database):
            found = revision.current(site.database) or "nothing"
            why = f"the database is at {found}, this version needs {revision.head()}"
            return jsonify(status="unavailable", why=why), 503
    except Trouble as trouble:
        return jsonify(status="unavailable", why=str(trouble)), 503
    return jsonify(status="ready", billers=sorted(site.billers)), 200


def from_environment() -> Flask:
    """What a server process starts. Its log is set up here too: structlog's own default prints local variables."""
    site = open_site()
    log.configure(site.settings.log)
    for bid in site.billers:
        site.books(bid)  # reads the biller's WSDL now: fifty callers at once would each read it
    return create_app(site)
