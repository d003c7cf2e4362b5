"""`ivr campaign`: from a file to calls that a dialler may claim, looked at before and reported after."""

import csv
import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from integration.ledger.tables import audit, bills, planned_calls
from integration.reminding import Reminding
from integration.sandbox.box import CLAYTON
from ivr import cli
from tests.bench.million import NOW
from tests.integration.campaigns.conftest import FILE, TOLL_FREE
from tests.ivr.georgia import fill
from tests.ivr.line import open_line
from workers.repeats import repeat

ACCOUNTS = 20
TERMS = {
    "lines": ["+17705550100", TOLL_FREE],
    "reminders": {"toll_free": TOLL_FREE, "second_person_from": 15},
    "products": {"outbound_ivr": True},
    "notices": {"days_before_due": [3]},
}


@pytest.fixture
def site(clock, sqlite_database):
    clock.pause((NOW - clock.now()).total_seconds())
    with open_line(clock, terms=TERMS, database=sqlite_database, houses=()) as line:
        fill(sqlite_database, ACCOUNTS)
        yield line.box.site


@pytest.fixture
def run(site):
    """`run("report", "november")`: what is printed, once the exit code is as expected."""

    def typed(*words, code=0):
        biller = () if words[0] == "new" else ("--bid", "1368")
        done = CliRunner().invoke(cli.ivr, ["campaign", *words, *biller], obj=site)
        assert done.exit_code == code, done.output
        return done.stdout if code == 0 else done.stderr

    return typed


@pytest.fixture
def define(run, tmp_path):
    def defined(text=FILE, who="ann", code=0):
        file = tmp_path / "november.toml"
        file.write_text(text)
        return run("new", str(file), "--who", who, code=code)

    return defined


def calls_of(site):
    with site.database.read() as connection:
        return connection.execute(select(planned_calls).order_by(planned_calls.c.due_at)).all()


def test_from_a_file_to_calls_and_back_to_a_report(define, run, site, clock, tmp_path):
    define()
    counts = json.loads(run("preview", "november", "--json"))["counts"]
    assert calls_of(site) == []
    assert "no second person has agreed; from 15 accounts on" in run("start", "november", "--who", "ann", code=1)
    assert "expected a second person" in run("approve", "november", "--up-to", "20", "--who", "ann", code=1)
    run("approve", "november", "--up-to", "15", "--who", "bob")
    assert "a second person agreed to 15; from 15 accounts on" in run("start", "november", "--who", "ann", code=1)
    run("approve", "november", "--up-to", "20", "--who", "bob")
    started = json.loads(run("start", "november", "--who", "ann", "--json"))
    assert (started["counts"], started["dry"]) == (counts, False)
    assert [row.state for row in calls_of(site)] == ["waiting"] * counts["planned"]
    assert all(row.due_at > NOW for row in calls_of(site))
    assert "is active; expected new to start it" in run("start", "november", code=1)
    assert run("pause", "november") == "campaign november: paused\n"
    assert run("resume", "november") == "campaign november: active\n"
    assert run("stop", "november", "--why", "the river rose") == "campaign november: stopped\n"
    told = json.loads(run("report", "november", "--json"))
    assert told["campaign"]["state"] == "stopped"
    (one,) = told["runs"]
    assert one["states"] == {"stopped": counts["planned"]}
    assert one["paid_within_days"]["7"]["meant"] == {"accounts": counts["planned"], "paid": 0}
    assert one["paid_within_days"]["7"]["called"] == {"accounts": 0, "paid": 0}
    run("report", "november", "--list", str(tmp_path / "made.csv"))
    made = list(csv.DictReader((tmp_path / "made.csv").read_text("utf-8").splitlines()))
    assert [(row["state"], row["result"]) for row in made] == [("stopped", "")] * counts["planned"]
    assert {row["why"] for row in made} == {"the campaign was stopped before its turn came"}
    assert [row["due_at"] for row in made] == [row.due_at.isoformat() for row in calls_of(site)]
    said = run("report", "november")
    assert f"{counts['planned']} planned, 0 held out" in said
    until = "not over until 2026-11-30 07:00:00 EST"
    assert f"paid within 7 days: 0 of 0 held out, 0 of 20 meant, 0 of 0 called or written to; {until}" in said
    assert "stopped: the campaign was stopped before its turn came; nobody is called" in said
    clock.pause(86_400)
    assert "paid within 1 days: 0 of 0 held out, 0 of 20 meant, 0 of 0 called or written to\n" in run(
        "report", "november"
    )
    with site.database.read() as connection:
        acts = connection.execute(select(audit.c.what, audit.c.who).order_by(audit.c.id)).all()
    approved = ("campaign approved", "bob")
    assert acts[:4] == [("campaign defined", "ann"), approved, approved, ("campaign start", "ann")]
    assert "approved by bob at 2026-11-23 07:00:00 EST: version 1, up to 15 accounts" in run("report", "november")


def test_the_list_has_every_call_with_its_second_and_its_words(define, run, tmp_path):
    define()
    planned = json.loads(run("preview", "november", "--json"))["counts"]["planned"]
    told = run("preview", "november", "--list", str(tmp_path / "list.csv"))
    rows = list(csv.DictReader((tmp_path / "list.csv").read_text("utf-8").splitlines()))
    assert len(rows) == planned
    assert [row["due_at"] for row in rows] == sorted(row["due_at"] for row in rows)
    english = next(row for row in rows if row["language"] == "en")
    assert english["opening"].startswith("Hello, this is Clayton County Water Authority. To stop these calls, press 8.")
    assert "is due on November twenty-sixth. To pay now, press 1." in english["proved"]
    assert english["voicemail"].count("1 8 0 0 5 5 5 0 1 0 0") == 2
    assert any(row["opening"].startswith("Hola, le llama Clayton") for row in rows)
    assert "voicemail: " in told


def test_a_dry_run_is_kept_and_never_dialled(define, run, site, tmp_path):
    define()
    dry = json.loads(run("preview", "november", "--dry-run", "--json"))
    assert {row.state for row in calls_of(site)} == {"suppressed"}
    (one,) = json.loads(run("report", "november", "--json"))["runs"]
    assert (one["dry"], one["counts"]) == (True, dry["counts"])
    told = run("report", "november", "--list", str(tmp_path / "made.csv"))
    assert "dry run 2026-11-23" in told
    assert "paid within" not in told
    assert len((tmp_path / "made.csv").read_text("utf-8").splitlines()) == 1  # its header: no attempt was made


def test_who_is_left_out_is_told_by_rule(define, run):
    define(FILE + '[audience]\nlanguages = ["es"]\n')
    preview = json.loads(run("preview", "november", "--json"))
    assert preview["counts"]["excluded"]["audience.languages"] == 10
    assert preview["reasons"]["audience.languages"] == "Another language"
    run("mark", "0000000040", "--mark", "dispute", "--why", "letter 12")
    run("mark", "0000000080", "--mark", "dispute", "--why", "letter 13")
    run("mark", "0000000080", "--mark", "dispute", "--why", "settled", "--clear")
    assert json.loads(run("preview", "november", "--json"))["counts"]["excluded"]["audience.dispute"] == 1
    run("mark", "0000000050", "--mark", "dispute", "--why", "letter 14")
    define(FILE + '[audience]\ndispute = "any"\n')
    told = run("preview", "november").splitlines()
    assert "          2  dispute                     A bill in dispute is not asked for" in told


@pytest.fixture
def voice(tmp_path, monkeypatch):
    """A program in the place of espeak-ng, which writes what it is given to the file; it may fail."""
    program = tmp_path / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\n[ "$2" = fr ] && exit 1\n{ echo "$2"; cat; } > "$4"\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")


@pytest.mark.parametrize(("words", "begins"), [([], "en\nHello, this"), (["--language", "es"], "es\nHola, le llama")])
@pytest.mark.usefixtures("voice")
def test_the_first_call_is_heard_in_a_file(define, run, tmp_path, words, begins):
    define()
    run("hear", "november", "--file", str(tmp_path / "first.wav"), *words)
    sound = (tmp_path / "first.wav").read_text()
    assert sound.startswith(begins)
    assert sound.count("\n\n") == 2  # a pause before the words of whoever proved it, and before the voicemail's
    run("preview", "november", "--hear", str(tmp_path / "again.wav"))
    assert (tmp_path / "again.wav").read_text().startswith("en")


@pytest.mark.usefixtures("voice")
def test_what_cannot_be_heard_is_told(define, run, tmp_path):
    define()
    wav = str(tmp_path / "first.wav")
    assert "expected one of --file and --ring" in run("hear", "november", code=2)
    assert "found the language fr; expected one of en, es" in run(
        "hear", "november", "--file", wav, "--language", "fr", code=1
    )
    define(FILE + '[audience]\npostal_codes = ["99999"]\n')
    assert "nobody would be called" in run("hear", "november", "--file", wav, code=1)


def test_ones_own_phone_is_asked_for_and_told_of(define, run, clock):
    define()
    clock.pause(4 * 3600)
    words = ("hear", "november", "--ring", "404-555-0134", "--who", "ann")
    assert "say in which state or province the phone is" in run(*words, code=1)
    assert "+14045550134 is rung once, in en, as soon as" in run(*words, "--place", "GA")
    assert "sample to …0134 in en, asked by ann: waiting" in run("report", "november")


def test_one_that_repeats_has_a_run_a_day(define, run, site, clock):
    define(FILE.replace("[calendar]", "repeats = true\n[calendar]"))
    run("approve", "november", "--up-to", "20", "--who", "bob")
    run("start", "november", "--who", "ann")
    reminding = Reminding(site)
    repeat(reminding)
    assert len(json.loads(run("report", "november", "--json"))["runs"]) == 1
    clock.pause(86_400)
    for _ in range(2):
        repeat(reminding)
    first, second = json.loads(run("report", "november", "--json"))["runs"]
    assert (first["day"], second["day"]) == ("2026-11-23", "2026-11-24")
    assert second["counts"]["excluded"] == {"notice_days": ACCOUNTS}  # due in two days, and the biller's day is three
    assert second["planned_by"] == "calendar"


def test_what_cannot_stand_is_refused_with_its_place(define, run):
    assert "november.toml: pace.line: no such key" in define(FILE + "[pace]\nline = 1\n", code=1)
    assert "biller 1368 has no campaign december; there are: none" in run("preview", "december", code=1)
    define(FILE.replace("2026-11-23", "2026-11-20").replace("2026-11-24", "2026-11-21"))
    run("approve", "november", "--up-to", "20", "--who", "bob")
    assert "expired at 2026-11-22T05:00:00+00:00" in run("start", "november", code=1)
    (listed,) = json.loads(run("list", "--json"))["campaigns"]
    assert (listed["approval"]["who"], listed["approval"]["up_to"]) == ("bob", 20)


def test_texts_and_mails_are_previewed_in_their_words_and_reported_beside_the_calls(define, run, site, tmp_path):
    writes = {"texts": {"on": True}, "mails": {"on": True, "postal_address": "1600 Battle Creek Road, Morrow"}}
    site.billers["1368"] = type(site.biller("1368")).model_validate(dict(CLAYTON) | TERMS | writes)
    define('channels = ["text", "email"]\n' + FILE)
    said = run("preview", "november")
    assert f"{ACCOUNTS}  text: text_consent" in said  # a yes to calls is none to texts
    assert f"{ACCOUNTS}  email: mail_address" in said
    with site.database.write() as connection:
        connection.execute(update(bills).values(email=bills.c.account_number + "@home.example"))
    said = run("preview", "november")
    first, subject, words = said[said.index("the first email") :].splitlines()[:3]
    assert (first[-8:], subject) == (
        ", in es:",
        "  subject: Clayton County Water Authority: sobre su cuenta de servicios",
    )
    assert words.startswith("  words: Su factura vence el 26 nov.")
    assert f"  {ACCOUNTS} planned by email" in said
    assert "no second person has agreed" in run("start", "november", "--who", "ann", code=1)
    run("approve", "november", "--up-to", "20", "--who", "bob")
    run("start", "november", "--who", "ann")
    assert f"  by email: {ACCOUNTS} waiting" in run("report", "november")
    sent = tmp_path / "sent.csv"
    told = json.loads(run("report", "november", "--messages", str(sent), "--json"))
    assert told["runs"][0]["messages"] == {"email": {"waiting": ACCOUNTS}}
    rows = list(csv.DictReader(sent.read_text("utf-8").splitlines()))
    assert (len(rows), rows[0]["sent_to"], rows[0]["state"]) == (ACCOUNTS, "0000000000@home.example", "waiting")
    assert [row["id"] for row in rows] == [str(number + 1) for number in range(ACCOUNTS)]  # as its Message-ID has it
