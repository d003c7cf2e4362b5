"""The routes of campaigns: each does what the command of the same name does, for the key's own biller."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import Connection

from integration.campaigns.reading import Miswritten, as_table
from integration.errors import Misconfigured, Refused
from integration.intake.keys import CAMPAIGNS_APPROVE, CAMPAIGNS_READ, CAMPAIGNS_RUN, ApiKey
from integration.ledger import api_acts, campaign_runs, campaigns
from integration.ledger.api_acts import Act, KeyUsed
from integration.ledger.campaign_runs import Run
from integration.ledger.campaigns import Campaign
from integration.reminding import Reminding
from integration.site import Site
from ivr.api import problems
from ivr.api.campaigns.asked import WHERE, Asked, asked, definition_asked, misfit
from ivr.api.campaigns.looking import looked_at, page_of
from ivr.api.campaigns.looking_at_messages import messages_of
from ivr.api.campaigns.models import Agreement, Nothing, Reason, SampleWanted
from ivr.api.door import Door, needs
from ivr.api.problems import Problem
from ivr.reminders.sample import Wanted, ask_for_sample
from ivr.reminders.told import approvals_told, campaign_told, report_told, run_told, sample_told

JSON = "application/json"
BODY_BYTES_MAX = 64 * 1024  # a definition has 20,000 characters at most
Do = Callable[[Connection], dict[str, Any]]


class CampaignApi:
    """The routes of one site. One process plans one campaign at a time: it shares its core with callers."""

    def __init__(self, site: Site, door: Door) -> None:
        self._site = site
        self._door = door
        self._reminding = Reminding(site)
        self._planning = Lock()

    def blueprint(self) -> Blueprint:
        """Everything below /api/v1/campaigns."""
        api = Blueprint("campaigns", __name__, url_prefix="/api/v1/campaigns")
        api.get("", endpoint="list")(self.list)
        api.post("", endpoint="new")(self.new)
        api.get("/<name>", endpoint="show")(self.show)
        api.get("/<name>/preview", endpoint="preview")(self.preview)
        api.get("/<name>/report", endpoint="report")(self.report)
        api.get("/<name>/runs/<int:run>/calls", endpoint="calls")(self.calls)
        api.get("/<name>/runs/<int:run>/messages", endpoint="messages")(self.messages)
        api.post("/<name>/approval", endpoint="approve")(self.approve)
        api.post("/<name>/dry-runs", endpoint="dry_run")(self.dry_run)
        api.post("/<name>/start", endpoint="start")(self.start)
        api.post("/<name>/samples", endpoint="sample")(self.sample)
        for act in ("pause", "resume", "stop"):
            api.post(f"/<name>/{act}", endpoint=act)(self._moving(act))
        api.before_request(_limit_body)
        problems.register(api)
        api.register_error_handler(Miswritten, lambda wrong: misfit(wrong).response())
        api.register_error_handler(KeyUsed, _key_used)
        api.register_error_handler(Refused, _refused)
        api.register_error_handler(Misconfigured, _refused)
        return api

    def list(self) -> Response:
        """Every campaign of the biller."""
        key = self._let_in(CAMPAIGNS_READ)
        with self._site.database.read() as connection:
            found = campaigns.of_biller(connection, key.bid)
        return _told({"campaigns": [campaign_told(one) for one in found]})

    def show(self, name: str) -> Response:
        """One of them, whole."""
        key = self._let_in(CAMPAIGNS_READ)
        with self._site.database.read() as connection:
            found = _named(connection, key, name)
            runs = [run_told(run) for run in campaign_runs.of_campaign(connection, found.id)]
            agreed = approvals_told(connection, found)
        whole = {"definition": as_table(found.text), "approvals": agreed, "runs": runs}
        return _told(campaign_told(found) | whole)

    def preview(self, name: str) -> Response:
        """What would be called if it started now: nobody is, and nothing is kept."""
        found = self._found(self._let_in(CAMPAIGNS_READ), name)
        with _one_at_a_time(self._planning):
            return _told(looked_at(self._site, self._reminding.weigh(found), found))

    def calls(self, name: str, run: int) -> Response:
        """A page of a run's calls."""
        found = self._found(self._let_in(CAMPAIGNS_READ), name)
        return _told(page_of(request, self._site, found, run))

    def messages(self, name: str, run: int) -> Response:
        """A page of a run's texts and mails."""
        found = self._found(self._let_in(CAMPAIGNS_READ), name)
        return _told(messages_of(request, self._site, found, run))

    def report(self, name: str) -> Response:
        """What became of each run."""
        key = self._let_in(CAMPAIGNS_READ)
        with self._site.database.read() as connection:
            return _told(report_told(connection, _named(connection, key, name), self._site.clock.now()))

    def new(self) -> Response:
        """Keep a campaign; the same name again is a new version, until it is started."""
        key = self._let_in(CAMPAIGNS_RUN)
        act, text = definition_asked(request, key)

        def do(connection: Connection) -> dict[str, Any]:
            definition, now = self._reminding.read(text, WHERE), self._site.clock.now()
            return campaign_told(campaigns.add(connection, definition, text, who=key.name, now=now))

        made = self._once(act, do, HTTPStatus.CREATED)
        made.headers["Location"] = url_for("campaigns.show", name=json.loads(made.get_data())["name"])
        return made

    def approve(self, name: str) -> Response:
        """A second person agrees to the version that he looked at, or to more accounts of it."""
        key = self._let_in(CAMPAIGNS_APPROVE)
        this = asked(request, key, Agreement, self._site.clock.now())

        def do(connection: Connection) -> dict[str, Any]:
            found = _named(connection, key, name)
            if found.version != this.said.version:
                raise Refused(f"campaign {name} has version {found.version}; expected agreement to that one")
            campaigns.approve(connection, found, up_to=this.said.up_to, who=this.who, now=this.now)
            return campaign_told(_named(connection, key, name))

        return self._once(this.act, do)

    def _moving(self, act: str) -> Callable[[str], Response]:
        def move(name: str) -> Response:
            key = self._let_in(CAMPAIGNS_RUN)
            this = asked(request, key, Reason, self._site.clock.now())

            def do(connection: Connection) -> dict[str, Any]:
                found = _named(connection, key, name)
                campaigns.move(connection, found, act, who=this.who, now=this.now, why=this.said.why)
                return campaign_told(_named(connection, key, name))

            return self._once(this.act, do)

        return move

    def sample(self, name: str) -> Response:
        """Hear it on one's own phone: `ivr work` rings it, at once and once."""
        key = self._let_in(CAMPAIGNS_RUN)
        this = asked(request, key, SampleWanted, self._site.clock.now())

        def do(connection: Connection) -> dict[str, Any]:
            found, limits = _named(connection, key, name), self._reminding.limits_of(self._site.biller(key.bid))
            wanted = Wanted(this.said.to, this.said.place, this.said.language)
            return sample_told(ask_for_sample(connection, self._site, found, wanted, limits, who=this.who))

        return self._once(this.act, do, HTTPStatus.CREATED)

    def start(self, name: str) -> Response:
        """Plan the calls and let them be dialled from their first second on."""
        return self._plan(name, self._reminding.start)

    def dry_run(self, name: str) -> Response:
        """The whole plan kept in the history, to be looked at page by page; it is never dialled."""
        return self._plan(name, self._reminding.dry_run)

    def _plan(self, name: str, plan: Callable[..., Run]) -> Response:
        """In many transactions, of which the last has the answer: a repeat meanwhile is told to come again."""
        key = self._let_in(CAMPAIGNS_RUN)
        this = asked(request, key, Nothing, self._site.clock.now())
        found = self._found(key, name)
        with _one_at_a_time(self._planning):
            with self._site.database.write() as connection:
                known = api_acts.begin(connection, this.act, this.now)
            answer = known or self._planned(plan, found, this)
        return Response(answer, HTTPStatus.CREATED, content_type=JSON)

    def _planned(self, plan: Callable[..., Run], found: Campaign, this: Asked[Nothing]) -> str:
        def answered(connection: Connection, run: Run) -> None:
            api_acts.end(connection, this.act, _json(run_told(run)), this.now)

        try:
            return _json(run_told(plan(found, who=this.who, with_it=answered)))
        except Exception:
            with self._site.database.write() as connection:
                api_acts.let_go(connection, this.act, this.now)
            raise

    def _let_in(self, scope: str) -> ApiKey:
        key = self._door.let_in(request)
        needs(key, scope)
        return key

    def _found(self, key: ApiKey, name: str) -> Campaign:
        with self._site.database.read() as connection:
            return _named(connection, key, name)

    def _once(self, act: Act, do: Do, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """One transaction for the act and its answer; what is asked is read in it, after the key was looked up."""
        with self._site.database.write() as connection:
            answer = api_acts.once(connection, act, self._site.clock.now(), lambda each: _json(do(each)))
        return Response(answer, status, content_type=JSON)


def _named(connection: Connection, key: ApiKey, name: str) -> Campaign:
    """Problem 404 where the key's biller has none of that name."""
    found = campaigns.find(connection, key.bid, name)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "no-campaign", "this biller has no campaign of that name")
    return found


@contextmanager
def _one_at_a_time(planning: Lock) -> Iterator[None]:
    """Problem 503 where this process plans another campaign."""
    if not planning.acquire(blocking=False):
        raise problems.later("another campaign is being planned")
    try:
        yield
    finally:
        planning.release()


def _limit_body() -> None:
    request.max_content_length = BODY_BYTES_MAX


def _key_used(used: KeyUsed) -> Response:
    return Problem(HTTPStatus.CONFLICT, "key-used", str(used)).response()


def _refused(trouble: Refused | Misconfigured) -> Response:
    """It is there, and cannot be done as it stands."""
    return Problem(HTTPStatus.CONFLICT, "refused", str(trouble)).response()


def _told(found: Mapping[str, Any]) -> Response:
    return Response(_json(found), content_type=JSON)


def _json(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)
