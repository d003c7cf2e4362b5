"""A campaign by the API, from its definition to its report: what `ivr campaign` does, and the two agree."""

import json

from click.testing import CliRunner
from sqlalchemy import update

from integration.billers import Biller
from integration.ledger.tables import bills, planned_calls
from integration.sandbox.box import CLAYTON
from ivr import cli
from ivr.api.campaigns.models import MessagePage, Preview, Report
from tests.ivr.api.campaigns.conftest import ACCOUNTS, NOVEMBER, TERMS, audited


def typed(line, *words):
    done = CliRunner().invoke(cli.ivr, ["campaign", *words, "--bid", "1368", "--json"], obj=line.box.site)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def states_of(line):
    with line.database.read() as connection:
        return {row.state for row in connection.execute(planned_calls.select())}


def test_from_a_definition_to_a_report(line, ann, bob):
    made = ann.do(said=NOVEMBER)
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/campaigns/november")
    assert made.json == {"name": "november", "state": "new", "version": 1, "made_by": "ann", "approval": None}
    told = ann.do("/november/start")
    assert (told.status_code, told.json["type"]) == (409, "urn:ivr:problem:refused")
    assert "no second person has agreed; from 15 accounts on" in told.json["detail"]
    for most in (ACCOUNTS - 1, ACCOUNTS):
        agreed = bob.do("/november/approval", {"version": 1, "up_to": most})
        assert (agreed.status_code, agreed.json["approval"]["who"]) == (200, "bob")
    less = bob.do("/november/approval", {"version": 1, "up_to": ACCOUNTS})
    assert (less.status_code, "expected more" in less.json["detail"]) == (409, True)
    run = ann.do("/november/start")
    assert (run.status_code, run.json["counts"]["planned"], run.json["planned_by"]) == (201, ACCOUNTS, "ann")
    assert states_of(line) == {"waiting"}
    for act, state in (("pause", "paused"), ("resume", "active"), ("stop", "stopped")):
        assert bob.do(f"/november/{act}", {"why": "the river rose"}).json["state"] == state
    assert ann.do("/november/resume", {}).status_code == 409
    assert ann.look("/november/report").json == typed(line, "report", "november")
    assert ann.look().json == typed(line, "list")
    whole = ann.look("/november").json
    assert (whole["definition"], whole["runs"]) == (NOVEMBER, [run.json])
    assert [one["up_to"] for one in whole["approvals"]] == [ACCOUNTS - 1, ACCOUNTS]
    acts = ["defined", "approved", "approved", "start", "pause", "resume", "stop"]
    assert audited(line) == [
        (who, f"campaign {act}") for who, act in zip(["ann", "bob", "bob", "ann", *["bob"] * 3], acts, strict=True)
    ]


def test_both_doors_read_the_same_and_keep_it(line, ann, tmp_path):
    file = tmp_path / "october.toml"
    file.write_text(
        'name = "october"\nbid = "1368"\nkind = "upcoming"\n[calendar]\nfirst = 2026-11-23\nlast = 2026-11-24\n'
    )
    done = CliRunner().invoke(cli.ivr, ["campaign", "new", str(file), "--who", "ann"], obj=line.box.site)
    assert done.exit_code == 0, done.output
    assert ann.look("/october").json["definition"] == NOVEMBER | {"name": "october"}
    ann.do(said=NOVEMBER)
    by_web = ann.look("/november/preview").json
    by_line = typed(line, "preview", "november")
    assert {name: by_web[name] for name in by_line} == by_line


def test_the_same_name_is_a_new_version_until_it_starts(ann, bob):
    assert ann.do(said=NOVEMBER).json["version"] == 1
    assert ann.do(said=NOVEMBER | {"hold_out": {"share": 0.5}}).json["version"] == 2
    stale = bob.do("/november/approval", {"version": 1, "up_to": ACCOUNTS})
    assert (stale.status_code, "has version 2" in stale.json["detail"]) == (409, True)
    bob.do("/november/approval", {"version": 2, "up_to": ACCOUNTS})
    counts = ann.do("/november/start").json["counts"]
    assert (counts["planned"] + counts["held_out"], counts["held_out"] > 0) == (ACCOUNTS, True)
    again = ann.do(said=NOVEMBER)
    assert (again.status_code, "is active; expected a new name" in again.json["detail"]) == (409, True)


def test_a_preview_tells_the_first_call_in_each_language_and_places_none(line, ann):
    ann.do(said=NOVEMBER)
    first = ann.look("/november/preview").json["first"]
    assert [words["language"] for words in first["words"]] == ["en", "es"]
    english, spanish = first["words"]
    assert english["opening"].startswith("Hello, this is Clayton County Water Authority. To stop these calls, press 8.")
    assert "is due on November twenty-sixth" in english["proved"]
    assert spanish["proved"].startswith("Su factura de")
    assert english["voicemail"].count("1 8 0 0 5 5 5 0 1 0 0") == 2
    assert states_of(line) == set()


def test_a_campaign_that_means_nobody_has_no_first_call(ann):
    ann.do(said=NOVEMBER | {"audience": {"postal_codes": ["99999"]}})
    told = ann.look("/november/preview").json
    assert (told["first"], told["counts"]["excluded"]) == (None, {"audience.postal_codes": ACCOUNTS})


def test_a_dry_run_is_looked_at_page_by_page(line, ann):
    ann.do(said=NOVEMBER)
    run = ann.do("/november/dry-runs").json
    assert (run["dry"], run["counts"]["planned"], states_of(line)) == (True, ACCOUNTS, {"suppressed"})
    calls, after = [], 0
    while after is not None:
        page = ann.look(f"/november/runs/{run['run']}/calls", after=after, limit=7).json
        calls, after = calls + page["calls"], page["next"]
        assert len(page["calls"]) == (7 if after else ACCOUNTS % 7)
    assert len({call["account_number"] for call in calls}) == ACCOUNTS
    assert [call["due_at"] for call in calls] == sorted(call["due_at"] for call in calls)
    assert all("is due on" in call["words"]["proved"] for call in calls if call["language"] == "en")
    assert all(call["number"].startswith("+1770") for call in calls)


def test_those_who_are_held_out_have_pages_too(ann):
    ann.do(said=NOVEMBER | {"hold_out": {"share": 0.5, "seed": 3}})
    run = ann.do("/november/dry-runs").json
    calls, after = [], 0
    while after is not None:
        page = ann.look(f"/november/runs/{run['run']}/calls", state="held_out", after=after, limit=3).json
        calls, after = calls + page["calls"], page["next"]
    assert len({call["id"] for call in calls}) == run["counts"]["held_out"]
    assert {call["due_at"] for call in calls} == {None}


def test_what_waited_in_a_stopped_campaign_is_not_said_any_more(ann, bob):
    ann.do(said=NOVEMBER)
    bob.do("/november/approval", {"version": 1, "up_to": ACCOUNTS})
    run = ann.do("/november/start").json["run"]
    path = f"/november/runs/{run}/calls"
    assert {call["words"] is None for call in ann.look(path).json["calls"]} == {False}
    ann.do("/november/stop", {})
    calls = ann.look(path, limit=500).json["calls"]
    assert [(call["state"], call["words"]) for call in calls] == [("stopped", None)] * ACCOUNTS
    assert {call["why"] for call in calls} == {"the campaign was stopped before its turn came"}
    assert ann.look(path, state="waiting").json["calls"] == []
    (told,) = Report.model_validate_json(ann.look("/november/report").data).runs
    assert (told.states, told.paid_within_days["1"].is_over) == ({"stopped": ACCOUNTS}, False)


def test_a_query_that_cannot_be_is_told(ann):
    ann.do(said=NOVEMBER)
    run = ann.do("/november/dry-runs").json["run"]
    for query in ({"limit": 0}, {"limit": 501}, {"limit": "x"}, {"after": -1}, {"state": "gone"}):
        told = ann.look(f"/november/runs/{run}/calls", **query)
        assert (told.status_code, told.json["errors"][0]["field"]) == (400, next(iter(query))), query


def test_one_hears_it_on_ones_own_phone(line, ann, clock):
    ann.do(said=NOVEMBER)
    clock.pause(4 * 3600)
    wanted = {"to": "+14045550134", "place": "GA", "language": "es"}
    told = {ann.do("/november/samples", wanted, key="one").data for _ in range(2)}
    (row,) = line.rows("samples")
    assert (len(told), row.who, row.number, row.language, row.state) == (1, "ann", "+14045550134", "es", "waiting")
    (sample,) = ann.look("/november/report").json["samples"]
    assert (sample["number_ending"], sample["who"]) == ("…0134", "ann")
    refused = ann.do("/november/samples", {"to": "+14045550134"})
    assert (refused.status_code, "unknown_place" in refused.json["detail"]) == (409, True)
    assert ann.do("/november/samples", {"to": "404"}).json["errors"][0]["field"] == "to"


def test_one_process_plans_one_campaign_at_a_time(line, ann):
    ann.do(said=NOVEMBER)
    assert ann.look("/november/preview").status_code == 200
    (planning,) = [
        view.__self__._planning for name, view in line.app.view_functions.items() if name == "campaigns.start"
    ]
    with planning:
        for told in (ann.look("/november/preview"), ann.do("/november/dry-runs")):
            assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
    assert ann.do("/november/dry-runs").status_code == 201


def test_what_is_written_is_previewed_and_reported_as_the_document_says(line, ann, bob):
    writes = {"mails": {"on": True, "postal_address": "1600 Battle Creek Road, Morrow"}}
    line.box.site.billers["1368"] = Biller.model_validate(dict(CLAYTON) | TERMS | writes)
    with line.database.write() as connection:
        connection.execute(update(bills).values(email=bills.c.account_number + "@home.example"))
    ann.do(said=NOVEMBER | {"channels": ["call", "email"]})
    told = Preview.model_validate_json(ann.look("/november/preview").data)
    assert told.counts.messages == {"email": ACCOUNTS}
    (first,) = told.written
    assert (first.channel, "26" in first.words, "Battle Creek" in first.words) == ("email", True, True)
    assert first.subject.startswith("Clayton County Water Authority: ")
    dry = ann.do("/november/dry-runs").json["run"]
    messages, after = [], 0
    while after is not None:
        page = MessagePage.model_validate_json(ann.look(f"/november/runs/{dry}/messages", after=after, limit=7).data)
        messages, after = messages + page.messages, page.next
    assert [one.sent_to for one in messages] == [f"{one.account_number}@home.example" for one in messages]
    assert len({one.id for one in messages}) == ACCOUNTS
    assert all(f"/u/{one.id}-" in one.words for one in messages)  # its own link: the row is there
    assert ann.look(f"/november/runs/{dry}/messages", state="gone").json["errors"][0]["field"] == "state"
    assert ann.look("/november/runs/77/messages").status_code == 404
    bob.do("/november/approval", {"version": 1, "up_to": ACCOUNTS})
    ann.do("/november/start")
    _, run = Report.model_validate_json(ann.look("/november/report").data).runs
    assert (run.states, run.messages) == ({"waiting": ACCOUNTS}, {"email": {"waiting": ACCOUNTS}})
