"""The review queue: what a person sees of a posting nobody can be sure of, what his decision does, and what not."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from integration.ledger import review
from integration.ledger.tables import audit
from integration.ledger.tables import outbox as table
from ivr.cli import ivr
from tests.workers.parts import JournalBooks, biller, pump_of, put, site_of, states
from workers import house
from workers.house import House

QUIET_S = 3600.0


class Rings(list):
    def ring(self, bid):
        self.append(bid)


@pytest.fixture
def rings():
    return Rings()


@pytest.fixture
def open_house(database, clock, rings):
    """open_house(books, **terms): commands find this site, whose one biller has these terms."""

    def enter(books, **terms):
        house.enter(House(site_of(database, clock, books, billers=[biller(**terms)], bell=rings)))
        return lambda *words: CliRunner().invoke(ivr, ["pump", *words], catch_exceptions=False)

    yield enter
    house._houses.clear()


@pytest.fixture
def reference(database):
    """The one posting's."""

    def found():
        with database.read() as connection:
            return connection.scalars(select(table.c.reference)).one()

    return found


def lost(database, clock, books, **terms):
    """One posting that was sent and of which nobody knows whether it arrived."""
    put(database, clock, 1)
    pump_of(database, clock, books, of=biller(**terms)).drain()
    assert states(database) == {"ambiguous": 1}


def test_what_is_unsure_is_on_the_board_from_the_first_minute(open_house, database, clock, reference):
    books = JournalBooks("applied then lost")
    run = open_house(books)
    lost(database, clock, books)
    (posting,) = json.loads(run("board", "--json").stdout)["postings"]
    assert posting["reference"] == reference()
    assert (posting["state"], posting["amount_cents"], posting["account_ending"]) == ("ambiguous", 1001, "0001")
    assert posting["why"] == "no answer within 25 s"
    assert posting["sent_at"] is not None
    assert reference() in run("board").stdout
    assert json.loads(run("board", "--json", "--bid", "2000").stdout)["postings"] == []


def test_one_posting_is_shown_with_its_life_and_its_choices(open_house, database, clock, reference):
    books = JournalBooks("said no")
    run = open_house(books, lookup=True, resend_after_s=60)
    put(database, clock, 1)
    pump_of(database, clock, books).drain()
    told = json.loads(run("show", reference(), "--json").stdout)
    assert [(one["from"], one["to"]) for one in told["life"]] == [
        ("", "ready"),
        ("ready", "posting"),
        ("posting", "review"),
    ]
    assert told["choices"] == ["retry", "resolve --posted ITEM", "resolve --send-again", "resolve --cancel"]
    shown = run("show", reference()).stdout
    assert "account is closed" in shown
    assert "0000000001" not in shown  # the whole account number


def test_marked_posted_by_a_person_with_cayentas_id_it_stays_so(open_house, database, clock, reference):
    books = JournalBooks("applied then lost")
    run = open_house(books)
    lost(database, clock, books)
    done = run("resolve", reference(), "--posted", "AR 77", "--why", "seen on the account", "--who", "ann")
    assert done.exit_code == 0
    assert states(database) == {"posted": 1}
    clock.pause(QUIET_S)
    pump_of(database, clock, books).drain()
    assert len(books.sent) == 1
    assert "item AR 77, seen by ann" in run("show", reference()).stdout
    with database.read() as connection:
        (row,) = connection.execute(select(audit).where(audit.c.what == "posting marked posted")).all()
    assert (row.who, row.detail, row.subject) == ("ann", "seen on the account", reference())


def test_cancelled_it_is_never_sent(open_house, database, clock, reference):
    books = JournalBooks()
    run = open_house(books)
    put(database, clock, 1)
    assert run("resolve", reference(), "--cancel", "--why", "paid at the counter too").exit_code == 0
    pump_of(database, clock, books).drain()
    assert books.sent == []
    assert states(database) == {"cancelled": 1}


def test_asked_for_again_it_is_found_and_not_sent(open_house, database, clock, reference, rings):
    books = JournalBooks("applied then lost")
    run = open_house(books, lookup=True)
    lost(database, clock, books, lookup=True)
    clock.pause(QUIET_S)
    assert run("retry", reference(), "--why", "they are back").exit_code == 0
    assert rings == ["1368"]
    pump_of(database, clock, books, of=biller(lookup=True)).drain()
    assert states(database) == {"posted": 1}
    assert len(books.sent) == 1


def test_a_system_that_cannot_be_asked_is_not(open_house, database, clock, reference):
    books = JournalBooks("applied then lost")
    run = open_house(books)
    lost(database, clock, books)
    done = run("retry", reference(), "--why", "please")
    assert done.exit_code == 1
    assert "cayenta.lookup" in done.stderr


def test_without_a_written_bound_nothing_is_sent_again(open_house, database, clock, reference):
    books = JournalBooks("lost on the way")
    run = open_house(books, lookup=True)
    lost(database, clock, books, lookup=True)
    done = run("resolve", reference(), "--send-again", "--why", "please")
    assert done.exit_code == 1
    assert "resend_after_s" in done.stderr
    assert states(database) == {"ambiguous": 1}


@pytest.mark.parametrize(("ending", "sent"), [("lost on the way", 2), ("applied then lost", 1)])
def test_sent_again_it_is_asked_for_first(open_house, database, clock, reference, ending, sent):
    """Nobody's word sends a posting twice: the pump asks for the first one before it sends a second."""
    books = JournalBooks(ending)
    terms = {"lookup": True, "resend_after_s": 60}
    run = open_house(books, **terms)
    lost(database, clock, books, **terms)
    clock.pause(QUIET_S)
    assert run("resolve", reference(), "--send-again", "--why", "the bound has passed").exit_code == 0
    pump_of(database, clock, books, of=biller(**terms)).drain()
    assert len(books.sent) == sent
    assert books.asked == [reference()]
    assert states(database) == {"posted": 1}
    assert books.references()[reference()] == 1


@pytest.mark.parametrize(
    ("second", "code"),
    [((), 1), (("--second", "ann"), 1), (("--second", " Ann "), 1), (("--second", " "), 1), (("--second", "bob"), 0)],
)
def test_a_large_amount_is_sent_again_only_when_a_second_person_agrees(
    open_house, database, clock, reference, second, code
):
    books = JournalBooks("lost on the way")
    terms = {"lookup": True, "resend_after_s": 60}
    run = open_house(books, **terms)
    lost(database, clock, books, **terms)
    with database.write() as connection:
        connection.execute(update(table).values(amount_cents=50_000))
    done = run("resolve", reference(), "--send-again", "--why", "w", "--who", "ann", *second)
    assert done.exit_code == code
    assert states(database) == ({"ambiguous": 1} if code else {"ready": 1})


def test_what_is_to_be_sent_again_may_have_arrived_and_is_not_cancelled_unasked(open_house, database, clock, reference):
    books = JournalBooks("applied then lost")
    terms = {"lookup": True, "resend_after_s": 60}
    run = open_house(books, **terms)
    lost(database, clock, books, **terms)
    assert run("resolve", reference(), "--send-again", "--why", "w").exit_code == 0
    done = run("resolve", reference(), "--cancel", "--why", "w")
    assert done.exit_code == 1
    assert "may have arrived" in done.stderr
    clock.pause(QUIET_S)
    pump_of(database, clock, books, of=biller(**terms)).drain()
    assert states(database) == {"posted": 1}


@pytest.mark.parametrize("item", ["", "  "])
def test_posted_needs_cayentas_id(open_house, database, clock, reference, item):
    books = JournalBooks("applied then lost")
    run = open_house(books)
    lost(database, clock, books)
    assert run("resolve", reference(), "--posted", item, "--why", "w").exit_code == 2
    assert states(database) == {"ambiguous": 1}


def test_a_look_keeps_no_worker_from_its_row(postgres_database, clock):
    """`show` reads while somebody else holds the row, and at once."""
    put(postgres_database, clock, 1)
    with postgres_database.read() as looking:
        (name,) = looking.scalars(select(table.c.reference)).all()
        review.find(looking, name)
        review.life(looking, name)
        with postgres_database.write() as connection:
            skipping = select(table.c.id).with_for_update(skip_locked=True)
            assert len(connection.scalars(skipping).all()) == 1


def test_what_a_worker_has_in_hand_is_left_to_it(open_house, database, clock, reference):
    books = JournalBooks("applied then lost")
    run = open_house(books)
    lost(database, clock, books)
    with database.write() as connection:
        until = clock.now().replace(year=2027)
        connection.execute(update(table).values(token="somebody", lease_until=until))
    done = run("resolve", reference(), "--cancel", "--why", "w")
    assert done.exit_code == 1
    assert "a worker has posting" in done.stderr
    assert states(database) == {"ambiguous": 1}


@pytest.mark.parametrize("words", [("--cancel",), ("--posted", "AR 1"), ("--send-again",)])
def test_what_is_posted_is_not_decided_again(open_house, database, clock, reference, words):
    books = JournalBooks()
    run = open_house(books, lookup=True, resend_after_s=60)
    put(database, clock, 1)
    pump_of(database, clock, books).drain()
    done = run("resolve", reference(), *words, "--why", "w")
    assert done.exit_code == 1
    assert f"posting {reference()} is posted; expected" in done.stderr


def test_an_unknown_reference_and_no_choice_at_all(open_house):
    run = open_house(JournalBooks())
    unknown = run("show", "PNOTHING")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "there is no posting PNOTHING" in unknown.stderr
    assert run("resolve", "PNOTHING", "--why", "w").exit_code == 2
    assert run("resolve", "PNOTHING", "--cancel", "--posted", "1", "--why", "w").exit_code == 2
