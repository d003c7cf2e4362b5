"""Each invariant can fail: a sound ledger breaks none, and broken in one way it breaks the one that is meant for it."""

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from integration.sandbox.box import open_box
from tests.money.evidence import Entry, alerts_of, entries_of, evidence_of
from tests.money.invariants import INVARIANTS, breaches
from tests.workers.town import Town

CARD = "4111 1111 1111 1111"
A_CALL = (
    "INSERT INTO calls (call_sid, bid, direction, caller, line, turn, number, state, started_at)"
    " VALUES ('CA1', '1368', 'inbound', '', '', 'receipt', 1, '{}', '2026-11-20')"
)
A_TURN = (
    "INSERT INTO turns (call_sid, number, turn, heard, said, twiml, at, ms)"
    " SELECT 'CA1', 1, 'receipt', '', '[\"Your number is ' || {number} || '.\"]', '', '2026-11-20', 0"
    " FROM payments WHERE call_sid = 'CA1'"
)
IN_GROUPS = (
    "(SELECT group_concat(substr(confirmation, n, 1), ' ') FROM"
    " (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5"
    " UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9))"
)
A_FILE = (
    "INSERT INTO bill_files (version, bid, file_name, sha256, created_on, sequence, as_of, state, bills, total_cents,"
    " rejected, loaded_at) VALUES (1, '1368', 'f', 's', '2026-11-20', 1, '2026-11-20', 'live', 0, 0, 0, '2026-11-20')"
)
A_SCHEDULE = (
    "INSERT INTO schedules (schedule_id, bid, account_number, invoice_number, call_sid, attempt, pays, amount_cents,"
    " fee_cents, day, state, reference, token_sealed, card_ending, opened_at, agreed_at)"
    " VALUES ('s', '1368', '0012345678', 'B-1', 'CA1', 9, 'all', 4250, 250, '2026-12-04', 'cancelled', '12345678', '',"
    " '1111', '2026-11-20', '2026-11-20')"
)
OF_SCHEDULE = "UPDATE schedules SET payment_id = (SELECT payment_id FROM payments WHERE call_sid = 'CA1')"
LIVE = "INSERT INTO live_versions VALUES ('1368', 1, '2026-11-20')"


@pytest.fixture
def town(clock, sqlite_database):
    """A posted payment, one that was posted and then given back, and one that was given back before."""
    with open_box(clock, database=sqlite_database, terms={"cayenta": {"lookup": True}}) as box:
        town = Town(box)
        _kept, back = town.pay(1), town.pay(2)
        town.pump()
        town.undo(back)
        town.undo(town.pay(3))
        town.pump()
        for active in (True, False):
            town.change(active=active)
            town.pump()
        run(town, A_CALL, A_TURN.format(number=IN_GROUPS), A_FILE, LIVE, A_SCHEDULE)
        yield town


def run(town, *statements):
    with town.database.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


def evidence(town, **more):
    known = {"books": entries_of(town.box.cayenta.journal.items), "gateway": town.box.gateway.journal.entries}
    known["alerts"] = alerts_of(town.box.cayenta.books.alerts)
    return evidence_of(town.database.url, **(known | more))


def names(found):
    return {breach.partition(":")[0] for breach in found}


def test_a_sound_ledger_breaks_none(town):
    assert town.books_did() == [("P", 4_250), ("P", 4_250), ("V", -4_250)]
    assert breaches(evidence(town)) == []


KEPT = "payment_id = (SELECT payment_id FROM payments WHERE call_sid = 'CA1')"
ROW = f"op = 'payment' AND {KEPT}"
EVENT = (
    "INSERT INTO outbox_events (outbox_id, at, from_state, to_state, token, detail)"
    f" SELECT id, '2026-11-21', 'posted', 'ready', '', '' FROM outbox WHERE {ROW}"
)
BY_SQL = [
    ("I1", f"UPDATE outbox SET amount_cents = 1 WHERE {ROW}"),
    ("I1", f"UPDATE payments SET amount_cents = 1 WHERE {KEPT}"),
    ("I1", f"UPDATE payments SET state = 'declined' WHERE {KEPT}"),
    ("I1", f"UPDATE outbox SET account_number = '1' WHERE {ROW}"),
    ("I4", f"UPDATE outbox SET reference = 'PANOTHER' WHERE {ROW}"),
    ("I4", f"UPDATE outbox SET account_number = '1' WHERE {ROW}"),
    ("I5", f"UPDATE outbox SET state = 'ambiguous' WHERE {ROW}"),
    ("I5", "UPDATE undos SET state = 'undoing'"),
    ("I5", f"UPDATE payments SET state = 'unknown' WHERE {KEPT}"),
    ("I6", EVENT),
    ("I6", f"UPDATE outbox SET state = 'review', why = 'x' WHERE {ROW}"),
    ("I6", "DELETE FROM outbox_events WHERE to_state = 'posting'"),
    ("I7", f"UPDATE payments SET fee_cents = 0 WHERE {KEPT}"),
    ("I7", "UPDATE undos SET state = 'refused'"),
    ("I7", f"UPDATE payments SET state = 'abandoned' WHERE {KEPT}"),
    ("I8", "UPDATE outbox_events SET id = id + 1000 WHERE to_state = 'posted'"),
    ("I9", f"UPDATE outbox SET op = 'enrol' WHERE {ROW}"),
    ("I9", "UPDATE outbox SET active = 1 WHERE op = 'autopay'"),
    ("I9", "UPDATE outbox SET state = 'review', why = 'x' WHERE op = 'autopay' AND active"),
    ("I9", "UPDATE outbox SET business_key = CASE active WHEN 1 THEN '1:2' ELSE '1:1' END WHERE op = 'autopay'"),
    ("I10", "UPDATE bill_files SET bills = 2"),
    ("I10", "UPDATE bill_files SET state = 'staged'"),
    ("I10", "UPDATE live_versions SET bid = '2000'"),
    ("I11", "UPDATE calls SET direction = 'outbound'"),
    ("I12", f"UPDATE turns SET heard = '{CARD}'"),
    ("I12", "UPDATE payments SET decline_code = '4242-4242-4242-4242'"),
    ("I12", "UPDATE undos SET why = 'a canary sang'"),
    ("I13", f"UPDATE outbox SET bid = '2000' WHERE {ROW}"),
    ("I13", "UPDATE calls SET bid = '2000'"),
    ("I13", "UPDATE undos SET bid = '2000'"),
    ("I14", "UPDATE turns SET said = '[\"Your number is 1 2 3, 4 5 6, 7 8 9.\"]'"),
    ("I14", f"UPDATE payments SET state = 'unknown' WHERE {KEPT}"),
    ("I15", "UPDATE schedules SET state = 'charged'"),
    ("I15", "UPDATE schedules SET state = 'open'"),
    ("I15", OF_SCHEDULE),
    ("I15", f"{OF_SCHEDULE}, state = 'charged', amount_cents = 4249"),
    ("I15", f"{OF_SCHEDULE}, state = 'charged', fee_cents = 0"),
    ("I15", "UPDATE turns SET turn = 'later_booked', said = '[\"It is 1 2 3, 4 5 6, 7 9.\"]'"),
    ("TEL", f"UPDATE payments SET method = 'bank' WHERE {KEPT}"),
]


@pytest.mark.parametrize(("name", "statement"), BY_SQL)
def test_a_ledger_broken_in_one_way_breaks_the_one_that_is_meant_for_it(town, name, statement):
    run(town, "DROP TRIGGER outbox_stays", statement)
    assert name in names(breaches(evidence(town, canaries=("a canary sang",))))


def twice(books, _gateway):
    books.append(books[0])


def lost(books, _gateway):
    del books[0]


def another_amount(books, _gateway):
    books[0] = Entry(books[0].reference, books[0].account, 1)


def a_strangers(books, _gateway):
    books.append(Entry("PSTRANGER", "1", 1))


def the_void_first(books, _gateway):
    books.reverse()


def charged_once_more(_books, gateway):
    gateway.append(next(one for one in gateway if one["event"] == "captured") | {"charge_id": "ch_x"})


def charged_for_nobody(_books, gateway):
    gateway.append({"event": "captured", "charge_id": "ch_x", "reference": "counter", "amount_cents": 1})


def refunded_besides(_books, gateway):
    first = next(one for one in gateway if one["event"] == "captured")
    gateway.append({"event": "refunded", "charge_id": first["charge_id"], "amount_cents": 1})


BY_JOURNAL = [
    (twice, {"I2", "I4"}),
    (lost, {"I3", "I4"}),
    (another_amount, {"I4"}),
    (a_strangers, {"I4"}),
    (the_void_first, {"I8"}),
    (charged_once_more, {"I7"}),
    (charged_for_nobody, {"I7"}),
    (refunded_besides, {"I7"}),
]


@pytest.mark.parametrize(("break_it", "expected"), BY_JOURNAL, ids=lambda value: getattr(value, "__name__", None))
def test_a_journal_that_tells_otherwise_breaks_just_these(town, break_it, expected):
    books, gateway = entries_of(town.box.cayenta.journal.items), list(town.box.gateway.journal.entries)
    break_it(books, gateway)
    assert names(breaches(evidence(town, books=books, gateway=gateway))) == expected


def test_every_invariant_is_proved_to_be_able_to_fail():
    proved = {name for name, _statement in BY_SQL} | {name for _break, each in BY_JOURNAL for name in each}
    assert proved == set(INVARIANTS)


def test_before_all_is_at_rest_what_is_on_its_way_is_no_breach(clock, sqlite_database):
    with open_box(clock, database=sqlite_database) as box:
        town = Town(box)
        town.pay(1)
        town.open(2)
        assert names(breaches(evidence(town))) == {"I3", "I5"}
        assert breaches(evidence(town, is_at_rest=False)) == []


def test_postings_of_a_stand_in_are_entries_too():
    amount = SimpleNamespace(cents=100)
    ours = [
        SimpleNamespace(reference=f"{op[0]}1", op=op, account_number="1", amount=amount) for op in ("payment", "void")
    ]
    assert entries_of(ours) == [Entry("p1", "1", 100), Entry("v1", "1", -100)]
