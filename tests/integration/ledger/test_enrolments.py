"""Enrolments and their orders, credits with and without setting 114, and contact changes that are never pumped."""

from datetime import date

import pytest
from sqlalchemy import select

from integration.changes import Change
from integration.errors import Refused
from integration.ledger import account_credits, backlog, contact_changes, enrolments, outbox, review
from integration.ledger.account_credits import Credit
from integration.ledger.contact_changes import Wanted
from integration.ledger.enrolments import Card, Wish
from integration.ledger.tables import enrolments as table
from integration.ledger.tables import outbox as outbox_table
from integration.money import Money

ACCOUNT = "0012345678"


def enrol(database, clock, active, *, bid="1368", change=Change.AUTOPAY, card=None):
    wish = Wish(bid, ACCOUNT, change, active, date(2026, 11, 20), "phone", "CA1", card)
    with database.write() as connection:
        return enrolments.enrol(connection, wish, clock.now())


def rows(database, which):
    with database.read() as connection:
        return connection.execute(select(which).order_by(which.c.id)).all()


def test_each_wish_is_a_version_with_an_order_of_its_kind(database, clock):
    references = [enrol(database, clock, True), enrol(database, clock, False), enrol(database, clock, True, bid="2000")]
    assert len(set(references)) == 3
    assert all(reference[0] == "E" and len(reference) == 20 for reference in references)
    assert [(row.bid, row.version) for row in rows(database, table)] == [("1368", 1), ("1368", 2), ("2000", 1)]
    told = [(row.reference, row.op, row.state, row.active) for row in rows(database, outbox_table)]
    assert told == [
        (references[0], "autopay", "cancelled", True),
        (references[1], "autopay", "ready", False),
        (references[2], "autopay", "ready", True),
    ]


def test_a_token_is_forgotten_when_nothing_is_charged_to_it_any_more(database, clock):
    enrol(database, clock, True, card=Card("sealed-1", "1111"))
    enrol(database, clock, True, change=Change.PAPERLESS)
    assert [row.token_sealed for row in rows(database, table)] == ["sealed-1", ""]
    enrol(database, clock, True, card=Card("sealed-2", "4444"))
    assert [row.token_sealed for row in rows(database, table)] == ["", "", "sealed-2"]
    enrol(database, clock, False)
    assert {row.token_sealed for row in rows(database, table)} == {""}
    assert "sealed" not in repr(Card("sealed-1", "1111"))


def test_the_latest_of_each_kind_stands(database, clock):
    enrol(database, clock, True)
    enrol(database, clock, False)
    enrol(database, clock, True, change=Change.PAPERLESS)
    with database.read() as connection:
        found = enrolments.standing(connection, "1368", ACCOUNT)
        assert enrolments.standing(connection, "2000", ACCOUNT) == {}
    assert {change: (one.active, one.told_at) for change, one in found.items()} == {
        Change.AUTOPAY: (False, None),
        Change.PAPERLESS: (True, None),
    }


def credit(number="K-1", amount=1250):
    return Credit("1368", number, ACCOUNT, Money(amount), date(2026, 11, 20), "a leak")


def give(database, clock, one):
    with database.write() as connection:
        return account_credits.give(connection, one, who="ann", now=clock.now())


def test_a_credit_is_held_and_listed_while_114_is_off(database, clock):
    reference = give(database, clock, credit())
    held = frozenset({"1368"})
    with database.write() as connection:
        besides = account_credits.not_held(held)
        assert outbox.claim(connection, "1368", token="t", now=clock.now(), lease_s=60, besides=besides) == []
        assert backlog.due_billers(connection, clock.now(), held) == []
        assert backlog.backlogs(connection, held)["1368"].oldest_ready is None
        assert [(item.reference, item.why) for item in review.board(connection, None, held)] == [
            (reference, account_credits.HELD)
        ]
        assert review.board(connection) == []
        assert backlog.due_billers(connection, clock.now()) == ["1368"]
        (claimed,) = outbox.claim(connection, "1368", token="t", now=clock.now(), lease_s=60)
    assert (claimed.posting.op, claimed.posting.way, claimed.posting.amount) == ("credit", None, Money(1250))


def test_the_same_number_is_one_credit(database, clock):
    assert give(database, clock, credit()) == give(database, clock, credit())
    assert len(rows(database, outbox_table)) == 1
    with pytest.raises(Refused, match="K-1 is there already"):
        give(database, clock, credit(amount=1))
    with pytest.raises(Refused, match=r"found 0\.00; expected more"):
        give(database, clock, credit("K-2", 0))


def test_a_contact_change_is_taken_down_and_ticked_off_once_and_never_pumped(database, clock):
    wanted = Wanted("1368", ACCOUNT, "phone", "7705550177", "+17705550134", "CA1")
    with database.write() as connection:
        contact_changes.take_down(connection, wanted, clock.now())
        (taken,) = contact_changes.listed(connection, ["1368"])
        assert contact_changes.listed(connection, ["2000"]) == []
        assert (taken.value, taken.caller, taken.done_at) == ("7705550177", "+17705550134", None)
        contact_changes.tick_off(connection, taken.id, who="ann", note="done in CSS", now=clock.now())
        assert contact_changes.listed(connection, ["1368"]) == []
        assert [one.done_by for one in contact_changes.listed(connection, ["1368"], done_too=True)] == ["ann"]
        with pytest.raises(Refused, match="was made by ann"):
            contact_changes.tick_off(connection, taken.id, who="bob", note="", now=clock.now())
        with pytest.raises(Refused, match="no contact change 99"):
            contact_changes.tick_off(connection, 99, who="bob", note="", now=clock.now())
    assert rows(database, outbox_table) == []
