"""Whose key does what: scopes, two persons by the names of their keys, and no biller that reaches another's."""

from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from integration.intake.keys import CAMPAIGNS_APPROVE, CAMPAIGNS_READ, CAMPAIGNS_RUN, SCOPES
from integration.ledger.tables import bills, campaign_versions
from integration.reminding import Reminding
from ivr import cli
from tests.ivr.api.campaigns.conftest import ACCOUNTS, NOVEMBER

AGREED = {"version": 1, "up_to": ACCOUNTS}
LOOKS = ("", "/november", "/november/preview", "/november/report", "/november/runs/1/calls")
ACTS = {
    CAMPAIGNS_RUN: ("", "/november/dry-runs", "/november/start", "/november/pause", "/november/stop"),
    CAMPAIGNS_APPROVE: ("/november/approval",),
}


def test_each_scope_opens_its_own_doors_and_no_other(ann, person):
    ann.do(said=NOVEMBER)
    for scope in (CAMPAIGNS_READ, CAMPAIGNS_RUN, CAMPAIGNS_APPROVE, "payments:read"):
        bearer = person("somebody", scope)
        for path in LOOKS:
            assert (bearer.look(path).status_code == 403) == (scope != CAMPAIGNS_READ), (scope, path)
        for wanted, paths in ACTS.items():
            for path in paths:
                assert (bearer.do(path, {"x": 1}).status_code == 403) == (scope != wanted), (scope, path)


def test_without_a_key_nothing_is_told(line):
    client = line.app.test_client()
    assert client.get("/api/v1/campaigns").status_code == 401
    assert client.post("/api/v1/campaigns", json=NOVEMBER).status_code == 401


@pytest.mark.parametrize("name", ["ann", "Ann", " ANN "])
def test_two_keys_of_one_name_are_one_person(ann, person, name):
    ann.do(said=NOVEMBER)
    told = person(name).do("/november/approval", AGREED)
    assert (told.status_code, "expected a second person" in told.json["detail"]) == (409, True)
    assert person("bob").do("/november/approval", AGREED).status_code == 200


def test_whoever_makes_the_newest_version_cannot_agree_to_it(ann, bob):
    ann.do(said=NOVEMBER)
    bob.do(said=NOVEMBER)
    assert bob.do("/november/approval", AGREED | {"version": 2}).status_code == 409
    assert ann.do("/november/approval", AGREED | {"version": 2}).json["approval"]["who"] == "ann"


def test_one_that_repeats_and_has_grown_is_planned_once_more_is_agreed_to(line, ann, bob, clock):
    ann.do(said=NOVEMBER | {"repeats": True})
    bob.do("/november/approval", AGREED)
    ann.do("/november/start")
    clock.pause(86_400)
    with line.database.write() as connection:  # as though fewer had been meant, and agreed to, on the first day
        connection.execute(update(campaign_versions).values(approved_up_to=1))
        connection.execute(update(bills).values(due_date=date(2026, 11, 27)))
    reminding = Reminding(line.box.site)
    assert ["agreed to 1;" in str(refused) for refused in reminding.repeat()] == [True]
    assert list(reminding.repeat()) == []
    assert bob.do("/november/approval", AGREED).status_code == 200
    assert [run.day for run in reminding.repeat()] == [date(2026, 11, 24)]


def test_a_person_is_the_same_at_the_command_line(line, ann):
    ann.do(said=NOVEMBER)
    words = ["campaign", "approve", "november", "--bid", "1368", "--up-to", "20", "--who", "ann"]
    done = CliRunner().invoke(cli.ivr, words, obj=line.box.site)
    assert (done.exit_code, "expected a second person" in done.stderr) == (1, True)


def test_a_biller_never_reaches_another_s_campaigns(line, ann, person):
    line.box.site.billers["2000"] = line.box.biller.model_copy(update={"bid": "2000", "lines": ["+14045550100"]})
    run = (ann.do(said=NOVEMBER), ann.do("/november/dry-runs"))[1].json["run"]
    theirs = person("zoe", bid="2000")
    assert theirs.look().json == {"campaigns": []}
    said = {"/november/approval": AGREED}
    for path in ("/november", "/november/preview", "/november/report", f"/november/runs/{run}/calls"):
        assert theirs.look(path).status_code == 404
    for path in ("/november/approval", "/november/start", "/november/dry-runs", "/november/pause"):
        assert theirs.do(path, said.get(path, {})).json["type"] == "urn:ivr:problem:no-campaign"
    told = theirs.do(said=NOVEMBER)
    assert (told.status_code, told.json["errors"][0]["field"]) == (422, "bid")
    assert theirs.do(said=NOVEMBER | {"bid": "2000"}).status_code == 201
    assert theirs.look(f"/november/runs/{run}/calls").json["type"] == "urn:ivr:problem:no-run"


def test_the_command_makes_keys_of_every_scope(line):
    words = ["biller", "key", "add", "--bid", "1368", "--name", "ann"]
    scopes = [word for scope in SCOPES if scope.startswith("campaigns") for word in ("--scope", scope)]
    assert CliRunner().invoke(cli.ivr, words + scopes, obj=line.box.site).exit_code == 0
