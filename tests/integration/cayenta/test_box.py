"""The Cayenta in a box: its accounts, its journal, its plan of faults, and its life as a process."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime

import pytest

from integration.cayenta import CayentaBooks
from integration.clock import SystemClock, VirtualClock
from integration.model import Applied
from integration.money import Money
from integration.ports import HttpRequest
from integration.sandbox.cayenta import Account, CayentaApp, Fault, Journal, Kind, Plan, load_accounts, serve
from integration.sandbox.cayenta.journal import read_journal
from integration.sandbox.servers import stop
from integration.wires import HttpWire, LoopbackWire
from tests.integration.cayenta.boxes import ACCOUNT, OWED, account, biller, posting

ROWS = [
    {"account": ACCOUNT, "balance": "142.50", "past_due": "42.50", "block": "N", "due": "2026-11-05"},
    {"account": "0012345679", "balance": "-3.10"},
]
ACCOUNTS = [
    Account(ACCOUNT, Money(14250), Money(4250), "N", date(2026, 11, 5)),
    Account("0012345679", Money(-310)),
]


@pytest.fixture
def accounts_file(tmp_path):
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps(ROWS))
    return path


def test_accounts_from_json(accounts_file):
    assert load_accounts(accounts_file) == ACCOUNTS


def test_accounts_from_csv(tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_text(f"account,balance,past_due,block,due\n{ACCOUNT},142.50,42.50,N,2026-11-05\n0012345679,-3.10,,,\n")
    assert load_accounts(path) == ACCOUNTS


@pytest.mark.parametrize(
    ("row", "found"),
    [({"account": "1"}, "balance"), ({"account": "1", "balance": "x"}, "x"), ({**ROWS[0], "owes": "1"}, "owes")],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path, row, found):
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps([ROWS[0], row]))
    with pytest.raises(ValueError, match=f"account 2: .*{found}"):
        load_accounts(path)


def test_the_journal_outlives_the_box(tmp_path, clock):
    path = tmp_path / "journal.jsonl"
    first = Journal(path)
    app = CayentaApp([account()], journal=first, clock=clock)
    CayentaBooks(biller(tmp_path), LoopbackWire(app, clock), clock).post(posting())
    first.close()
    (row,) = [json.loads(line) for line in path.read_text().splitlines()]
    assert row == {
        "reference": "PMFRGGZDFMZTWQ2LKNNWG",
        "account": ACCOUNT,
        "amount_cents": 4000,
        "ar_tp": "1",
        "payment_tp": "CC",
        "batch": "20261120",
        "effective": "2026-11-20",
        "at": "2026-11-20T15:05:00+00:00",
        "transNo": "7253783",
    }
    second = Journal(path)
    again = CayentaApp([account()], journal=second, clock=clock)
    books = CayentaBooks(biller(tmp_path), LoopbackWire(again, clock), clock)
    assert books.balance(ACCOUNT).owed == OWED - Money(4000)
    assert books.post(posting()).said.trans_no == "7253784"
    second.close()
    assert len(read_journal(path)) == 2


def test_a_plan_uses_its_faults_up_in_order():
    plan = Plan([Fault(Kind.DOWN, "AddARItem", times=2), Fault(Kind.SLOW, times=1)])
    kinds = [
        fault and fault.kind for fault in (plan.next(method) for method in ["AddARItem", "Get", "AddARItem", "Get"])
    ]
    assert kinds == [Kind.DOWN, Kind.SLOW, Kind.DOWN, None]


def test_faults_are_set_over_the_wire(tmp_path, clock):
    app = CayentaApp([account()])
    wire = LoopbackWire(app, clock)
    books = CayentaBooks(biller(tmp_path), wire, clock)

    def put(rows):
        return wire.exchange(HttpRequest("POST", "http://box.test/faults", json.dumps(rows).encode()), deadline_s=1)

    assert put([{"kind": "lose", "method": "AddARItem", "times": 1}]).status == 200
    assert [books.post(posting()).applied for _ in range(2)] == [Applied.POSTED] * 2
    assert len(app.journal.items) == 1
    for wrong in ([{"kind": "unheard"}], [{"times": 1}], [{"kind": "slow", "second": 1}], {}, 1, [1]):
        assert put(wrong).status in (200, 400)
    assert put([{"kind": "unheard"}]).status == 400
    assert put([]).status == 200


def test_stale_balances_last_until_told(tmp_path, clock):
    app = CayentaApp([account()])
    books = CayentaBooks(biller(tmp_path), LoopbackWire(app, clock), clock)
    app.set_faults(Fault(Kind.STALE, "GetAccountBalance", times=2))
    books.post(posting())
    assert [books.balance(ACCOUNT).owed for _ in range(3)] == [OWED, OWED, OWED - Money(4000)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reference": ""}, "REFERENCE_NO tag is missing or is empty."),
        ({"account_number": "1"}, "Invalid Account Number"),
        ({"amount": Money(0)}, "AMT"),
        ({"amount": Money(-100)}, "AMT"),
    ],
)
def test_what_cayenta_does_not_take(tmp_path, clock, change, words):
    app = CayentaApp([account()])
    outcome = CayentaBooks(biller(tmp_path), LoopbackWire(app, clock), clock).post(posting(**change))
    assert outcome.applied is Applied.REJECTED
    assert words in outcome.said.description
    assert app.journal.items == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/ws?wsdl", b"", 200),
        ("GET", "/", b"", 404),
        ("PUT", "/ws", b"", 404),
        ("POST", "/ws", b"not xml", 500),
        ("POST", "/ws", b"<a/>", 500),
        ("POST", "/faults", b"not json", 400),
    ],
)
def test_what_else_it_answers(clock, method, path, body, status):
    wire = LoopbackWire(CayentaApp(), clock)
    assert wire.exchange(HttpRequest(method, f"http://box.test{path}", body), deadline_s=1).status == status


def test_fifty_slow_callers_are_served_at_once(tmp_path):
    app = CayentaApp([account()])
    app.set_faults(Fault(Kind.SLOW, seconds=0.3))
    clock, owed = SystemClock(), []
    with serve(app) as url:
        wire = HttpWire(sandbox=True)
        books = CayentaBooks(biller(tmp_path, f"{url}/ws"), wire, clock)
        threads = [threading.Thread(target=lambda: owed.append(books.balance(ACCOUNT).owed)) for _ in range(50)]
        before = clock.tick()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert clock.tick() - before < 5  # one after the other would take 15
        wire.close()
    assert owed == [OWED] * 50


@pytest.fixture
def box(tmp_path, accounts_file):
    """Starts the box as a process of its own; gives the process and what it said when it was ready."""
    started = []

    def start(*more, **options):
        command = [sys.executable, "-m", "integration.sandbox.cayenta", "--accounts", str(accounts_file)]
        command += ["--journal", str(tmp_path / "journal.jsonl"), "--wsdl-out", str(tmp_path / "own.wsdl"), *more]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, **options)
        started.append(process)
        return process, json.loads(process.stdout.readline())

    yield start
    for process in started:
        stop(process)
        process.stdout.close()


@pytest.mark.servers
def test_the_box_as_a_process(tmp_path, box):
    env = {**os.environ, "BOX_PASSWORD": "a-password-that-nobody-prints"}
    process, ready = box("--break", "lose-one-posting", "--user", "ivr", "--password-env", "BOX_PASSWORD", env=env)
    wire = HttpWire(sandbox=True)
    clock = VirtualClock(datetime(2026, 11, 20, tzinfo=UTC))
    books = CayentaBooks(biller(tmp_path, ready["url"], wsdl="own.wsdl"), wire, clock)
    assert ready["url"] == f"http://127.0.0.1:{ready['port']}/ws"
    assert [books.post(posting(reference=f"P{n}")).applied for n in range(2)] == [Applied.POSTED] * 2
    assert books.balance(ACCOUNT).owed == OWED - Money(4000)
    assert [item.reference for item in read_journal(tmp_path / "journal.jsonl")] == ["P1"]
    wire.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0


@pytest.mark.servers
def test_the_box_ends_with_its_parent(box):
    process, _ = box("--with-parent", stdin=subprocess.PIPE)
    process.stdin.close()
    assert process.wait(5) == 0
