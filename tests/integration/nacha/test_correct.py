"""Corrected bank data goes from the reader to the gateway and nowhere else, part by part, once."""

import json
import traceback

import pytest
import structlog
from click.testing import CliRunner
from sqlalchemy import select

from integration.ledger.tables import metadata, returns
from integration.nacha.again import decide_again
from integration.ports import HttpReply
from integration.sandbox.box import open_box
from integration.sandbox.gateway.faults import Door
from ivr.cli import ivr
from tests.integration.nacha.samples import ACCOUNT, NEW_ACCOUNT, NEW_ROUTING, Sheet, changed, entry
from tests.workers.bank_town import BANK_ACCOUNT, BID, BankTown

SECRETS = (ACCOUNT, NEW_ACCOUNT, NEW_ROUTING, BANK_ACCOUNT)
BY_HAND = "a person must correct it there: the corrected data is not kept here and cannot be sent again"


@pytest.fixture
def town(clock, sqlite_database):
    with open_box(clock, database=sqlite_database) as box:
        yield BankTown(box)


def correction(town, payment_id, code="C01", data=NEW_ACCOUNT):
    pair = (entry(0, town.confirmation(payment_id)), changed(code, data))
    return Sheet().batch(pair, entry_class="COR").end()


def told(town):
    return [entry["corrected"] for entry in town.box.gateway.journal.entries if entry["event"] == "corrected"]


def kept(town):
    with town.database.read() as connection:
        return connection.execute(select(returns)).all()


@pytest.mark.parametrize(
    ("code", "data", "parts"),
    [
        ("C01", NEW_ACCOUNT, ["account_number"]),
        ("C02", NEW_ROUTING, ["routing_number"]),
        ("C03", f"{NEW_ROUTING}   {NEW_ACCOUNT}", ["account_number", "routing_number"]),
        ("C05", "37", ["transaction_code"]),
        ("C06", f"{NEW_ACCOUNT:17}   37", ["account_number", "transaction_code"]),
        ("C07", f"{NEW_ROUTING}{NEW_ACCOUNT:17}27", ["account_number", "routing_number", "transaction_code"]),
    ],
)
def test_each_code_corrects_its_parts_and_posts_nothing(town, code, data, parts):
    loaded = town.load(correction(town, town.pay(), code, data))
    assert (loaded.verdicts, told(town)) == ({"corrected": 1}, [parts])
    (row,) = kept(town)
    assert row.why.endswith("; the payment stands; corrected at the gateway")
    assert (town.rows(), row.amount_cents) == ([], 0)


@pytest.mark.parametrize("code", ["C04", "C09", "C13", "C61"])
def test_what_corrects_no_bank_data_is_told_to_nobody(town, code):
    town.load(correction(town, town.pay(), code))
    assert town.decisions() == ["correction"]
    assert town.box.gateway.faults.taken[Door.CORRECT] == 0


def test_a_file_twice_corrects_once(town):
    raw = correction(town, town.pay())
    assert [town.load(raw).outcome for _ in range(2)] == ["loaded", "skipped"]
    assert town.box.gateway.faults.taken[Door.CORRECT] == 1


FAULTS = [
    ("timeout", "nobody knows whether the gateway took it", 0),
    ("timeout-after-capture", "nobody knows whether the gateway took it", 1),
    ("down", "nobody knows whether the gateway took it", 0),
    ("garbled", "nobody knows whether the gateway took it", 1),
]


@pytest.mark.parametrize(("fault", "why", "done"), FAULTS)
def test_what_nobody_is_sure_of_is_for_a_person(town, fault, why, done):
    town.box.gateway.faults.plan(Door.CORRECT, [fault])
    assert town.load(correction(town, town.pay())).verdicts == {"to_correct": 1}
    (row,) = kept(town)
    assert (why in row.why, row.why.endswith(BY_HAND), len(told(town))) == (True, True, done)
    assert decide_again(town.biller, town.database, town.clock) == 0


def test_the_list_says_plainly_that_a_person_must(town):
    town.box.gateway.faults.plan(Door.CORRECT, ["timeout"])
    town.load(correction(town, town.pay()))
    words = ["returns", "list", "--bid", BID, "--decision", "to_correct"]
    done = CliRunner().invoke(ivr, words, obj=town.site, catch_exceptions=False)
    (line,) = done.stdout.splitlines()
    assert "to_correct: the account number is wrong; the payment stands; nobody knows" in line
    assert line.endswith(BY_HAND)


def test_dying_before_the_gateway_leaves_it_to_a_person(town, monkeypatch):
    def die(*_args):
        raise KeyboardInterrupt

    raw = correction(town, town.pay())
    monkeypatch.setattr(town.gateway, "correct", die)
    with pytest.raises(KeyboardInterrupt):
        town.load(raw)
    (row,) = kept(town)
    assert (row.decision, "the gateway was not told" in row.why, row.why.endswith(BY_HAND)) == (
        "to_correct",
        True,
        True,
    )


class Parrot:
    """A gateway's wire that repeats what it was sent in every place it can."""

    def __init__(self, status):
        self.status = status

    def exchange(self, request, **_deadline):
        sent = json.loads(request.body)["account_number"]
        return HttpReply(self.status, json.dumps({"error": sent, "reference": sent, "corrected": [sent]}).encode())


@pytest.mark.parametrize("how", ["right", "timeout", "down", "garbled", 200, 404, 409, 402, 500])
def test_no_digit_of_it_is_kept_logged_or_shown(town, caplog, tmp_path, how):
    """Searched: every table, the ledger's file, the gateway's journal, logs, results, reprs."""
    payment_id = town.pay()
    raw = correction(town, payment_id, "C03", f"{NEW_ROUTING}   {NEW_ACCOUNT}")
    if isinstance(how, int):
        town.gateway._wire = Parrot(how)
    elif how != "right":
        town.box.gateway.faults.plan(Door.CORRECT, [how])
    with caplog.at_level("DEBUG"), structlog.testing.capture_logs() as logs:
        loaded = town.load(raw)
    with town.database.read() as connection:
        rows = [connection.execute(select(table)).all() for table in metadata.tables.values()]
    seen = [rows, town.box.gateway.journal.entries, logs, caplog.text, loaded, loaded.as_json(), loaded.checked]
    everything = repr(seen).encode() + b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert not [secret for secret in SECRETS if secret.encode() in everything]
    assert town.decisions() == ["corrected" if how == "right" else "to_correct"]


def test_an_error_on_the_way_shows_no_digit(town):
    def broken(request, **_more):
        raise ValueError(f"cannot send {request!r}")

    raw = correction(town, town.pay())
    town.gateway._wire = type("Broken", (), {"exchange": staticmethod(broken)})
    with pytest.raises(ValueError, match="cannot send") as raised:
        town.load(raw)
    assert not [secret for secret in SECRETS if secret in "".join(traceback.format_exception(raised.value))]
