"""`ivr campaign preview` of texts and mails: each with its second and the whole of its words, calls or no calls."""

import csv
import json

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update

from integration.billers import Biller
from integration.ledger.tables import bills, consents
from integration.sandbox.box import CLAYTON
from ivr import cli
from tests.bench.million import NOW
from tests.integration.campaigns.conftest import FILE
from tests.ivr.commands.test_campaign import ACCOUNTS, TERMS
from tests.ivr.georgia import fill
from tests.ivr.line import open_line
from tests.workers.message_town import POSTAL

WRITES = {"texts": {"on": True}, "mails": {"on": True, "postal_address": POSTAL}}
TEXT = (
    "Clayton County Water Authority: your utility bill is due Nov 26. To hear or pay it, call 770-555-0100. "
    "Reply STOP to opt out. #…"
)


@pytest.fixture
def site(clock, sqlite_database):
    clock.pause((NOW - clock.now()).total_seconds())
    with open_line(clock, terms=TERMS, database=sqlite_database, houses=()) as line:
        fill(sqlite_database, ACCOUNTS)
        site = line.box.site
        site.billers["1368"] = Biller.model_validate(dict(CLAYTON) | TERMS | WRITES)
        with sqlite_database.write() as connection:
            connection.execute(update(bills).values(email=bills.c.account_number + "@home.example"))
            yes = {"bid": "1368", "topic": "texts", "says": "yes", "how": "web", "who": "web", "at": NOW}
            numbers = [
                f"+1{phone.replace('-', '')}"
                for phone in connection.scalars(bills.select().with_only_columns(bills.c.phone))
            ]
            connection.execute(insert(consents), [yes | {"number": number} for number in numbers])
        yield site


@pytest.fixture
def previewed(site, tmp_path):
    """`previewed("text", "email")`: what is printed, what stands on standard error, and the list by channel."""

    def preview(*channels, more=(), code=0):
        file, listed = tmp_path / "november.toml", tmp_path / "list.csv"
        file.write_text(f"channels = {json.dumps(channels)}\n{FILE}")
        CliRunner().invoke(cli.ivr, ["campaign", "new", str(file)], obj=site)
        words = ["campaign", "preview", "november", "--bid", "1368", "--list", str(listed), *more]
        done = CliRunner().invoke(cli.ivr, words, obj=site)
        assert done.exit_code == code, done.output
        return done.stdout, done.stderr, list(csv.DictReader(listed.read_text("utf-8").splitlines(keepends=True)))

    return preview


def test_the_list_has_every_call_text_and_mail_by_its_second(previewed):
    _, _, rows = previewed("call", "text", "email")
    assert [row["due_at"] for row in rows] == sorted(row["due_at"] for row in rows)
    by_channel = {each: [row for row in rows if row["channel"] == each] for each in ("call", "text", "email")}
    assert {each: len(found) for each, found in by_channel.items()} == dict.fromkeys(by_channel, ACCOUNTS)
    text = next(row for row in by_channel["text"] if row["language"] == "en")
    assert (text["body"], text["subject"], text["opening"]) == (TEXT, "", "")
    mail = next(row for row in by_channel["email"] if row["language"] == "en")
    assert mail["number"] == f"{mail['account']}@home.example"
    assert mail["subject"] == "Clayton County Water Authority: about your utility account"
    assert mail["body"].startswith("Your utility bill is due on Nov 26.")
    assert POSTAL in mail["body"]
    assert mail["body"].rstrip().endswith("/u/…")
    assert all(row["opening"] and not row["body"] for row in by_channel["call"])


def test_a_campaign_without_calls_shows_what_it_writes_and_has_nothing_to_hear(previewed, tmp_path):
    told, wrong, rows = previewed("text", "email", more=["--hear", str(tmp_path / "first.wav")])
    assert {row["channel"] for row in rows} == {"text", "email"}
    assert "the first text, at " in told
    assert "the first email, at " in told
    assert "Reply STOP to opt out. #…\n" in told or "Responda STOP" in told
    assert wrong == "nobody would be called; there is nothing to hear\n"


def test_json_has_the_first_of_each_whole(previewed):
    told, _, rows = previewed("text", "email", more=["--json"])
    written = json.loads(told)["written"]
    firsts = [next(row for row in rows if row["channel"] == each) for each in ("text", "email")]
    assert [(one["due_at"], one["words"], one["subject"]) for one in written] == [
        (row["due_at"], row["body"], row["subject"]) for row in firsts
    ]
