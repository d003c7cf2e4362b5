"""integration/ledger/unsent: what of a campaign has not left ends or waits with it, on each database; others stay."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from integration.campaigns.reading import read_definition
from integration.ledger import campaigns, paging, planned_messages, unsent
from integration.ledger.planned_messages import cause_of
from integration.ledger.tables import campaign_runs, texts
from integration.ledger.tables import planned_messages as messages
from integration.ledger.texts import Text, put
from tests.integration.campaigns.conftest import FILE, NOW

SOON, LATER = NOW + timedelta(seconds=15), NOW + timedelta(hours=2)
TO = "+17705550001"
STATES = ("waiting", "handed", "handed", "handed", "sending")  # of planned messages, and what stands in the outbox
OUTBOX = (None, "ready", "sending", "delivered", None)


def campaign_of(connection, name):
    """An active one with a run of planned messages in STATES, of which some have a text; the campaign."""
    text = FILE.replace('"november"', f'"{name}"')
    made = campaigns.add(connection, read_definition(text, name), text, who="ann", now=NOW)
    campaigns.move(connection, made, "start", who="ann", now=NOW)
    times = {"planned_at": NOW, "begins_at": NOW, "expires_at": NOW + timedelta(days=1)}
    run = {"campaign_id": made.id, "version": 1, "bid": "1368", "day": NOW.date(), "state": "active", "planned_by": "x"}
    (run_id,) = connection.execute(insert(campaign_runs).values(run | times).returning(campaign_runs.c.id)).one()
    for number, (state, in_outbox) in enumerate(zip(STATES, OUTBOX, strict=True)):
        row = {"run_id": run_id, "bid": "1368", "account_number": str(number), "channel": "text", "sent_to": TO}
        told = row | {"language": "en", "due_at": NOW, "state": state}
        (message_id,) = connection.execute(insert(messages).values(told).returning(messages.c.id)).one()
        if in_outbox:
            one = Text("1368", TO, "bill_due", "reminder", "en", cause_of(message_id), NOW, {"words": "x"})
            put(connection, one)
            mine = texts.c.text_id == str(one.text_id())
            connection.execute(update(texts).where(mine).values(state=in_outbox))
    return made


@pytest.fixture
def two(database):
    """The campaigns `november`, and `december` beside it, of which nothing may change."""
    with database.write() as connection:
        return [campaign_of(connection, name) for name in ("november", "december")]


def rows_of(connection, campaign):
    run = select(campaign_runs.c.id).where(campaign_runs.c.campaign_id == campaign.id).scalar_subquery()
    both = select(messages, texts.c.state.label("text"), texts.c.next_at).outerjoin(
        texts, texts.c.cause == planned_messages.CAUSE
    )
    return connection.execute(both.where(messages.c.run_id == run).order_by(messages.c.id)).all()


def states(rows):
    return [(row.state, row.text) for row in rows]


def test_a_stop_ends_what_waits_and_nothing_that_is_on_its_way_or_another_s(database, two):
    november, december = two
    with database.write() as connection:
        before = rows_of(connection, december)
        campaigns.move(connection, november, "stop", who="ann", now=NOW)
        rows = rows_of(connection, november)
        assert states(rows) == [
            ("dropped", None),
            ("dropped", "failed"),
            ("handed", "sending"),
            ("handed", "delivered"),
            ("sending", None),
        ]
        assert {row.why for row in rows if row.state == "dropped"} == {": ".join(unsent.STOPPED)}
        assert rows_of(connection, december) == before
        assert unsent.of_stopped(connection, "1368", NOW) == []


def test_what_was_taken_up_after_the_look_is_left_to_whoever_sends_it(database, two):
    with database.write() as connection:
        ids = [row.id for row in rows_of(connection, two[0])]
        ready = texts.c.cause == cause_of(ids[1])
        connection.execute(update(texts).where(ready).values(state="sending"))
        assert unsent.take_back(connection, ids, NOW) == 1  # the one that waits
        assert states(rows_of(connection, two[0]))[1] == ("handed", "sending")


def test_a_pause_puts_off_what_is_due_and_no_other_s(database, two):
    with database.write() as connection:
        before = rows_of(connection, two[1])
        assert unsent.hold(connection, two[0].id, NOW, until=SOON) == 1
        assert [row.next_at for row in rows_of(connection, two[0]) if row.text == "ready"] == [SOON]
        assert unsent.hold(connection, two[0].id, NOW, until=LATER) == 0
        assert rows_of(connection, two[1]) == before


def test_pages_follow_each_other(database, two):
    with database.write() as connection:
        ids = [row.id for row in rows_of(connection, two[0]) if row.state == "handed"]
        run_id = rows_of(connection, two[0])[0].run_id
        connection.execute(update(messages).where(messages.c.id == ids[0]).values(due_at=LATER))
        assert [row.id for row in paging.page(connection, messages, run_id, "handed", after=0, limit=2)] == ids[1:]
        assert [row.id for row in paging.page(connection, messages, run_id, "handed", after=ids[2], limit=2)] == [
            ids[0]
        ]
        connection.execute(update(messages).where(messages.c.run_id == run_id).values(due_at=None))
        assert [row.id for row in paging.page(connection, messages, run_id, "handed", after=ids[0], limit=9)] == ids[1:]
