"""Campaigns in the ledger, on both databases: versions, approval, moves; runs whole or not at all; who counts when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from integration.billers import Biller
from integration.calling.limits import limits_of
from integration.campaigns.plan import plan
from integration.campaigns.reading import read_definition
from integration.errors import Refused
from integration.ledger import account_marks, bill_files, campaign_runs, campaigns, number_facts, planned_calls
from integration.ledger.account_marks import Mark
from integration.ledger.bill_files import FileFacts, Staged
from integration.ledger.campaign_accounts import Accounts
from integration.ledger.payers import paid_within
from integration.ledger.rows import row_of
from integration.ledger.tables import accounts, bills
from integration.ledger.tables import campaign_runs as runs_table
from integration.ledger.tables import number_facts as facts_table
from integration.ledger.tables import planned_calls as calls_table
from integration.money import Money
from integration.sandbox.box import CLAYTON
from tests.bench.million import NOW, bill_of_number, fill
from tests.integration.campaigns.conftest import FILE

LIMITS = limits_of({})
ACCOUNTS = 20


@pytest.fixture
def biller():
    return Biller.model_validate(dict(CLAYTON))


@pytest.fixture
def town(database):
    fill(database, "1368", ACCOUNTS)
    return database


@pytest.fixture
def defined(database):
    def define(text=FILE, who="ann"):
        with database.write() as connection:
            return campaigns.add(connection, read_definition(text, "x"), text, who=who, now=NOW)

    return define


def planned(database, biller, text=FILE, now=NOW):
    with database.read() as connection:
        found = Accounts(connection, biller, now).all()
        return plan(found, read_definition(text, "x"), biller, LIMITS, now, {})


def stored(database, biller, campaign, *, dry=False, text=FILE):
    return campaign_runs.store(database, campaign, planned(database, biller, text), is_dry=dry, who="ann", now=NOW)


def states(database, run):
    with database.read() as connection:
        return campaign_runs.tally(connection, run.id)["states"]


def test_a_campaign_has_versions_until_it_starts(defined, database):
    assert [defined().version, defined().version] == [1, 2]
    with database.write() as connection:
        campaigns.move(connection, campaigns.named(connection, "1368", "november"), "start", who="ann", now=NOW)
    with pytest.raises(Refused, match="november is active; expected a new name"):
        defined()


def test_only_a_second_person_approves_and_only_ever_more(defined, database):
    campaign = defined()
    with database.write() as connection:
        with pytest.raises(Refused, match="expected a second person"):
            campaigns.approve(connection, campaign, up_to=5, who="ann", now=NOW)
        campaigns.approve(connection, campaign, up_to=5, who="bob", now=NOW)
        for less in (4, 5):
            with pytest.raises(Refused, match=f"approved up to 5 accounts already; found {less}, expected more"):
                campaigns.approve(connection, campaign, up_to=less, who="cem", now=NOW)
        with pytest.raises(Refused, match="expected a second person"):
            campaigns.approve(connection, campaign, up_to=50, who="Ann ", now=NOW)
        campaigns.approve(connection, campaign, up_to=50, who="cem", now=NOW + timedelta(hours=1))
        given = campaigns.approvals(connection, campaign.id)
        assert [(one.version, one.who, one.up_to) for one in given] == [(1, "bob", 5), (1, "cem", 50)]
        assert campaigns.named(connection, "1368", "november").approval == given[-1]
    assert defined().approval is None  # another version, another approval
    with database.read() as connection:
        assert campaigns.approvals(connection, campaign.id) == given


@pytest.mark.parametrize(
    ("acts", "state"),
    [(["start", "pause", "resume", "stop"], "stopped"), (["start", "pause"], "paused"), (["stop"], "stopped")],
)
def test_a_campaign_is_moved_by_one_row(defined, database, acts, state):
    campaign = defined()
    with database.write() as connection:
        for act in acts:
            campaigns.move(connection, campaign, act, who="ann", now=NOW)
        assert campaigns.named(connection, "1368", "november").state == state
        with pytest.raises(Refused, match=f"november is {state}; expected"):
            campaigns.move(connection, campaign, "resume" if state != "paused" else "pause", who="ann", now=NOW)


def test_a_run_is_written_whole_and_once_a_day(town, biller, defined):
    campaign = defined()
    run = stored(town, biller, campaign)
    assert run.counts["planned"] + sum(run.counts["excluded"].values()) == ACCOUNTS
    assert states(town, run) == {"waiting": run.counts["planned"]}
    with pytest.raises(Refused, match="planned for 2026-11-23 already"):
        stored(town, biller, campaign)
    dry = stored(town, biller, campaign, dry=True)
    assert states(town, dry) == {"suppressed": run.counts["planned"]}


def test_an_attempt_of_an_account_is_there_once_in_a_run(town, biller, defined):
    run = stored(town, biller, defined())
    with town.read() as connection:
        row = connection.execute(select(calls_table).where(calls_table.c.run_id == run.id).limit(1)).one()._asdict()
    again = {name: value for name, value in row.items() if name != "id"}
    with pytest.raises(IntegrityError), town.write() as connection:
        connection.execute(insert(calls_table), again)
    with town.write() as connection:
        connection.execute(insert(calls_table), again | {"attempt": 2})


def test_a_planner_that_died_is_overtaken(town, biller, defined):
    campaign = defined()
    found = planned(town, biller)
    with town.write() as connection:
        dead = campaign_runs._begin(connection, campaign, found, is_dry=False, who="ann", now=NOW)
    run = stored(town, biller, campaign)
    with town.write() as connection, pytest.raises(Refused, match="taken over"):
        campaign_runs._still_mine(connection, dead)
    with town.read() as connection:
        kept = dict(connection.execute(select(runs_table.c.id, runs_table.c.state)).all())
    assert kept == {dead: "dropped", run.id: "active"}


def test_what_is_planned_counts_against_the_caps_while_it_may_be_rung(town, biller, defined):
    campaign = defined()
    stored(town, biller, campaign)
    first = [second for second, _ in planned(town, biller).calls()]
    with town.write() as connection:
        campaigns.move(connection, campaign, "start", who="ann", now=NOW)
        assert sum(planned_calls.taken(connection, "1368", biller.zone, [date(2026, 11, 23)], NOW).values()) == len(
            first
        )
    later = [second for second, _ in planned(town, biller).calls()]
    assert min(later) - min(first) == 86_400  # one call a day: the next one is tomorrow's
    with town.write() as connection:
        campaigns.move(connection, campaign, "stop", who="ann", now=NOW)
    assert [second for second, _ in planned(town, biller).calls()] == first


def test_the_held_out_are_kept_and_laid_beside_the_called(town, biller, defined):
    text = FILE + "[hold_out]\nshare = 0.5\nseed = 3\n"
    run = stored(town, biller, defined(text), text=text)
    assert states(town, run)["held_out"] == run.counts["held_out"] > 0
    with town.read() as connection:
        found = paid_within(connection, run, 7)
    assert found.until == run.begins_at + timedelta(days=7)
    meant = (run.counts["planned"], 0)
    assert found.shares == {"held_out": (run.counts["held_out"], 0), "meant": meant, "called": (0, 0)}


def test_who_was_called_is_whom_the_phone_rang(town, biller, defined):
    run = stored(town, biller, defined())
    with town.write() as connection:
        some = connection.scalars(select(calls_table.c.id).order_by(calls_table.c.id).limit(4)).all()
        ends = [("done", "no_answer"), ("calling", ""), ("done", "failed"), ("dropped", "")]
        for row, (state, result) in zip(some, ends, strict=True):
            connection.execute(update(calls_table).where(calls_table.c.id == row).values(state=state, result=result))
    with town.read() as connection:
        assert paid_within(connection, run, 1).shares["called"] == (2, 0)


def test_an_account_is_looked_at_with_all_that_the_ledger_knows(town, biller):
    with town.write() as connection:
        row = {"bid": "1368", "account_number": "0000000001", "owed_cents": 77, "past_due_cents": 7, "block_code": "N",
               "asked_at": NOW}  # fmt: skip
        connection.execute(insert(accounts), row)
        words = [account_marks.Word("1368", "0000000002", Mark.DISPUTE, True, None, "ann", "letter", NOW),
                 account_marks.Word("1368", "0000000003", Mark.ARRANGEMENT, True, date(2026, 11, 22), "ann", "x", NOW),
                 account_marks.Word("1368", "0000000004", Mark.DISPUTE, True, None, "ann", "x", NOW),
                 account_marks.Word("1368", "0000000004", Mark.DISPUTE, False, None, "ann", "y", NOW)]  # fmt: skip
        account_marks.note(connection, words)
    with town.read() as connection:
        found = list(Accounts(connection, biller, NOW).all())
        (one,) = Accounts(connection, biller, NOW).some(["0000000001"]).values()
    assert [account.account_number for account in found] == [f"{number:010d}" for number in range(ACCOUNTS)]
    assert (one.owed_cents, one.past_due_cents, one.block.value) == (77, 7, "card")
    assert [account.account_number[-1] for account in found if account.disputed] == ["2"]
    assert not any(account.arranged for account in found)
    assert all(account.said and account.number.exists for account in found)


def test_a_newer_bill_stands_in_place_of_the_older(town, biller):
    newer = FileFacts("1368", "billheader_20261115.xml", "1" * 64, date(2026, 11, 15), 1, NOW)
    version = bill_files.begin(town, newer, NOW)
    bill = replace(bill_of_number("1368", 1), bill_date=date(2026, 11, 15), balance_due=Money(5))
    bill_files.stage(town, version, [row_of(bill, version)], [])
    bill_files.show(town, version, newer, Staged(1, 5, 0, "{}"), NOW)
    with town.read() as connection:
        found = list(Accounts(connection, biller, NOW).all())
    assert (len(found), found[1].owed_cents) == (ACCOUNTS, 5)


def test_facts_of_numbers_are_worked_out_once_and_come_back_as_they_were(town):
    with town.read() as connection:
        kept = connection.execute(select(facts_table)).all()
        phones = set(connection.scalars(select(bills.c.phone)))
    assert {row.written for row in kept} == phones
    for row in kept:
        facts = number_facts.of_row(tuple(row._asdict()[column.name] for column in number_facts.COLUMNS))
        assert facts == number_facts.facts_of(row.written)
    assert number_facts.learn(town, 1) == 0
    with town.write() as connection:
        connection.execute(update(facts_table).where(facts_table.c.written == min(phones)).values(edition="old"))
    assert number_facts.learn(town, 1) == 1
