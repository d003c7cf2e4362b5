"""The part of the OpenAPI document that tells of campaigns."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from integration.campaigns.definition import Definition
from integration.intake.keys import CAMPAIGNS_APPROVE, CAMPAIGNS_READ, CAMPAIGNS_RUN
from ivr.api.campaigns.looking import STATES
from ivr.api.campaigns.looking_at_messages import STATES as MESSAGE_STATES
from ivr.api.campaigns.models import (
    Agreement,
    Campaign,
    Campaigns,
    MessagePage,
    Nothing,
    Page,
    Preview,
    Reason,
    Report,
    Run,
    Sample,
    SampleWanted,
    WholeCampaign,
)
from ivr.api.campaigns.paged import ID_MAX, ROWS_MAX, ROWS_USUAL
from ivr.api.document_parts import content, idempotency_key, troubles

MODELS = (
    Definition,
    Agreement,
    Campaign,
    Campaigns,
    MessagePage,
    Nothing,
    Page,
    Preview,
    Reason,
    Report,
    Run,
    Sample,
    SampleWanted,
    WholeCampaign,
)
BASE = "/api/v1/campaigns"
ONE = f"{BASE}/{{name}}"
_NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
_MOVES = {
    "pause": "Nothing is rung or written until it is resumed; what is under way goes on.",
    "resume": "Go on: what is due by then is asked about again before it leaves.",
    "stop": "Nothing more is rung or written, for good; what has not left or nobody has taken up is taken back.",
}


def paths() -> dict[str, Any]:
    """By path, the operations."""
    new = _act("newCampaign", "A new campaign, or a new version of one that was not started.", Definition, Campaign)
    moved = {f"{ONE}/{act}": {"post": _act(f"{act}Campaign", _MOVES[act], Reason, Campaign, "200")} for act in _MOVES}
    return {
        BASE: {"get": _look("listCampaigns", "Every campaign of the key's biller.", Campaigns), "post": new},
        ONE: {"get": _look("showCampaign", "One of them, whole.", WholeCampaign, _NAME)},
        f"{ONE}/preview": {"get": _look("previewCampaign", "What would be called if it started now.", Preview, _NAME)},
        f"{ONE}/report": {"get": _look("reportCampaign", "What became of each run.", Report, _NAME)},
        f"{ONE}/runs/{{run}}/calls": {"get": _page("listCalls", "A run's calls", Page, STATES)},
        f"{ONE}/runs/{{run}}/messages": {
            "get": _page("listMessages", "A run's texts and mails", MessagePage, MESSAGE_STATES)
        },
        f"{ONE}/dry-runs": {"post": _act("dryRunCampaign", "The whole plan, kept and never dialled.", Nothing, Run)},
        f"{ONE}/approval": {"post": _approve()},
        f"{ONE}/start": {"post": _act("startCampaign", "Plan the calls and let them be dialled.", Nothing, Run)},
        f"{ONE}/samples": {"post": _act("sampleCampaign", "Hear it on your own phone.", SampleWanted, Sample)},
        **moved,
    }


def _look(name: str, summary: str, model: type[BaseModel], *parameters: dict[str, Any]) -> dict[str, Any]:
    codes = ["401", "403", *(["404"] if parameters else []), "429", "503"]
    return {
        "operationId": name,
        "summary": summary,
        "description": f"Needs the scope {CAMPAIGNS_READ}.",
        "security": [{"key": []}],
        "parameters": list(parameters),
        "responses": {"200": {"description": "As it stands now.", "content": content(model)}} | troubles(codes),
    }


def _act(name: str, summary: str, asks: type[BaseModel], gives: type[BaseModel], status: str = "201") -> dict[str, Any]:
    codes = ["400", "401", "403", "404", "409", "411", "413", "415", "422", "429", "503"]
    return {
        "operationId": name,
        "summary": summary,
        "description": f"Needs the scope {CAMPAIGNS_RUN}. The same idempotency key with the same request gets the same "
        "answer and does nothing again; with another request it is refused.",
        "security": [{"key": []}],
        "parameters": [*([] if asks is Definition else [_NAME]), idempotency_key("act")],
        "requestBody": {"required": asks is not Nothing, "content": content(asks)},
        "responses": {status: {"description": "It is done.", "content": content(gives)}} | troubles(codes),
    }


def _approve() -> dict[str, Any]:
    told = _act(
        "approveCampaign",
        "A second person agrees to the version that he looked at, or to more accounts of it.",
        Agreement,
        Campaign,
        "200",
    )
    return told | {
        "description": f"Needs the scope {CAMPAIGNS_APPROVE}. The key's name is the person: whoever made the version "
        "cannot agree to it, by no key of his. A later agreement raises the number of accounts. Idempotent as "
        "every act."
    }


def _page(name: str, what: str, model: type[BaseModel], states: Sequence[str]) -> dict[str, Any]:
    whole = {"type": "integer"}
    parameters: list[dict[str, Any]] = [
        {"name": "run", "in": "path", "required": True, "schema": whole},
        {"name": "state", "in": "query", "schema": {"type": "string", "enum": list(states)}},
        {"name": "after", "in": "query", "schema": whole | {"minimum": 0, "maximum": ID_MAX, "default": 0}},
        {
            "name": "limit",
            "in": "query",
            "schema": whole | {"minimum": 1, "maximum": ROWS_MAX, "default": ROWS_USUAL},
        },
    ]
    told = _look(name, f"{what}, page by page, each with its second and its words.", model, _NAME, *parameters)
    return told | {"responses": told["responses"] | troubles(["400"])}
