"""A request about campaigns, read: whose key, what it asks for, and the act that happens once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Generic

from flask import Request

from integration.campaigns.reading import Miswritten
from integration.intake.keys import ApiKey
from integration.intake.taken import Finding
from integration.ledger.api_acts import Act
from integration.masking import holds_card
from ivr.api import reading
from ivr.api.campaigns.models import Nothing
from ivr.api.problems import Problem
from ivr.api.reading import Model

WHERE = "the body"  # what a definition's sentences name in the place of a file
CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Asked(Generic[Model]):
    """`who` does it is the name of the key; `said` is the body."""

    api_key: ApiKey
    act: Act
    said: Model
    now: datetime

    @property
    def who(self) -> str:
        return self.api_key.name

    @property
    def bid(self) -> str:
        return self.api_key.bid


def asked(request: Request, api_key: ApiKey, model: type[Model], now: datetime) -> Asked[Model]:
    """An act with its fields. Problems as the payments' reading has them."""
    key = reading.idempotency_key(request, "act")
    found = b"{}" if model is Nothing and _is_empty(request) else reading.body(request)
    return Asked(api_key, act_of(request, api_key, key, found), reading.fields_of(found, model, "request"), now)


def definition_asked(request: Request, api_key: ApiKey) -> tuple[Act, str]:
    """A new campaign's act and its text. Problem 422 where it could hold a card number, or is of another biller."""
    key, found = reading.idempotency_key(request, CAMPAIGN), reading.body(request)
    table = json.loads(found)
    if not isinstance(table, dict):
        raise reading.wrong_fields([Finding("body", "no object", "one JSON object: a campaign")], CAMPAIGN)
    cards = [Finding(place, "digits that could be a card's", "none") for place in _cards(table, "")]
    if cards:
        raise reading.wrong_fields(cards, CAMPAIGN)
    if "bid" in table and table["bid"] != api_key.bid:
        raise reading.wrong_fields([Finding("bid", "another biller", f"{api_key.bid}, the key's own")], CAMPAIGN)
    return act_of(request, api_key, key, found), found.decode()


def act_of(request: Request, api_key: ApiKey, key: str, found: bytes) -> Act:
    """The same act for the same words, in whatever order they are written."""
    said = json.dumps([request.method, request.path, json.loads(found)], sort_keys=True)
    return Act(api_key.bid, key, api_key.key_id, sha256(said.encode()).hexdigest())


def misfit(wrong: Miswritten) -> Problem:
    """Problem 422 with the very sentences that a file would get, each at its place."""
    return reading.wrong_fields([_finding(each) for each in wrong.mistakes], CAMPAIGN)


def number_in_query(request: Request, name: str, default: int, least: int, most: int) -> int:
    """Problem 400 where it is no whole number between the two."""
    text = request.args.get(name, str(default))
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) else least - 1
    if least <= number <= most:
        return number
    found = Finding(name, f"text of {len(text)} characters", f"a whole number from {least} to {most}")
    raise Problem(HTTPStatus.BAD_REQUEST, "query", f"{name} cannot be taken", findings=[found])


def word_in_query(request: Request, name: str, default: str, known: tuple[str, ...]) -> str:
    """Problem 400 where it is none of those that are known."""
    word = request.args.get(name, default)
    if word in known:
        return word
    found = Finding(name, f"text of {len(word)} characters", f"one of {', '.join(known)}")
    raise Problem(HTTPStatus.BAD_REQUEST, "query", f"{name} cannot be taken", findings=[found])


def _is_empty(request: Request) -> bool:
    return not request.content_length and "Transfer-Encoding" not in request.headers


def _cards(value: Any, place: str) -> Iterator[str]:
    """Where a card number could stand; a key that could be one is not repeated."""
    if isinstance(value, dict):
        for key, each in value.items():
            inner = f"{place}.{'(a key)' if holds_card(key) else key}".removeprefix(".")
            yield from [inner] if holds_card(key) else _cards(each, inner)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _cards(each, f"{place}[{number}]")
    elif isinstance(value, str | int | float) and holds_card(str(value)):
        yield place


def _finding(mistake: str) -> Finding:
    """A sentence has the key, what was found, and behind a semicolon what was expected."""
    place, _, told = mistake.partition(": ")
    found, _, expected = told.partition("; ")
    return Finding(place, found.removeprefix("found "), expected.removeprefix("expected "))
