"""Loading: a file whole or not at all, the same bytes once, and every item decided by what the ledger knows."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import insert, select

from integration.errors import Unavailable
from integration.ledger.tables import outbox, payments, return_files, returns
from integration.model import PostingState, Way
from integration.nacha.load import Outcome, files_in
from integration.nacha.matching import Verdict
from tests.integration.nacha.conftest import loader_of
from tests.integration.nacha.samples import ACCOUNT, NEW_ACCOUNT, Sheet, changed, entry, good, returned


@pytest.fixture
def load(loader, tmp_path):
    def load(raw, name="R1119.ach"):
        path = tmp_path / name
        path.write_bytes(raw)
        return loader.load_file(path)

    return load


def a_return(confirmation, cents=12354, code="R01", **more):
    return Sheet().batch((entry(cents, confirmation, **more), returned(code, **more))).end()


def kept(database, table=returns):
    with database.read() as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


def verdicts(database):
    return [row.decision for row in kept(database)]


def test_a_return_of_a_posted_payment_is_kept_with_its_decision(load, paid, database, clock):
    confirmation = paid(12354, fee=250)
    loaded = load(a_return(confirmation))
    assert (loaded.outcome, loaded.verdicts) == (Outcome.LOADED, {Verdict.POST: 1})
    assert loaded.sentence() == "R1119.ach: loaded: post 1"
    (row,), (file,) = kept(database), kept(database, return_files)
    assert (row.line, row.code, row.amount_cents, row.individual_id) == (3, "R01", 12354, confirmation)
    assert (row.trace, row.original_trace) == ("091000017611242", "091400600000001")
    assert (row.decision, row.why) == ("post", "R01: insufficient funds")
    with database.read() as connection:
        assert row.payment_id == connection.execute(select(payments.c.payment_id)).scalar_one()
    assert (file.file_name, file.returns, file.corrections, file.debits_cents) == ("R1119.ach", 1, 0, 12354)
    assert (str(file.created_on), file.received_at) == ("2026-11-19", clock.now())


def test_the_same_file_twice_changes_nothing(load, paid, database):
    raw = a_return(paid(12354))
    load(raw)
    before = kept(database), kept(database, return_files)
    again = load(raw, "the-same-by-another-name.ach")
    assert (again.outcome, again.verdicts) == (Outcome.SKIPPED, {})
    assert (kept(database), kept(database, return_files)) == before


def test_a_file_with_errors_leaves_nothing(load, paid, database):
    refused = load(a_return(paid(12354)).replace(b"0000012354", b"0000012353", 1))
    assert refused.outcome is Outcome.REFUSED
    assert refused.sentence() == "R1119.ach: refused: 2 errors, nothing was loaded"
    assert (kept(database), kept(database, return_files)) == ([], [])


def test_the_same_return_in_a_later_file_is_returned_already(load, paid, database):
    confirmation = paid(12354)
    load(a_return(confirmation))
    load(a_return(confirmation).replace(b"261119", b"261120"))
    assert verdicts(database) == ["post", "already_returned"]
    assert kept(database)[1].why == "came back before as R01"


def test_the_same_payment_twice_in_one_file(load, paid, database):
    confirmation = paid(12354)
    pairs = [(entry(12354, confirmation, trace=n), returned("R01", trace=n)) for n in (1, 2)]
    load(Sheet().batch(*pairs).end())
    assert verdicts(database) == ["post", "already_returned"]


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        ({"posting": PostingState.READY}, "not_posted"),
        ({"posting": PostingState.REVIEW}, "not_posted"),
        ({"posting": PostingState.CANCELLED}, "voided"),
        ({"way": Way.CARD}, "person"),
        ({"cents": 12355}, "person"),
    ],
)
def test_what_the_ledger_knows_decides(load, paid, database, payment, expected):
    load(a_return(paid(**{"cents": 12354} | payment)))
    assert verdicts(database) == [expected]


def test_a_number_that_no_payment_of_this_biller_has(load, paid, database):
    elsewhere = paid(12354, bid="9")
    load(a_return(elsewhere))
    load(a_return("", 1))
    assert verdicts(database) == ["unknown", "unknown"]
    assert [row.payment_id for row in kept(database)] == [None, None]


@pytest.mark.parametrize(("void", "expected"), [(PostingState.READY, "voided"), (PostingState.CANCELLED, "post")])
def test_a_payment_that_was_voided(load, paid, database, void, expected):
    confirmation = paid(12354)
    with database.write() as connection:
        (row,) = connection.execute(select(outbox)).all()
        values = dict(row._mapping) | {"op": "void", "reference": "V1", "state": void.value}
        del values["id"]
        connection.execute(insert(outbox).values(values))
    load(a_return(confirmation))
    assert verdicts(database) == [expected]


def test_a_dispute_between_the_banks_takes_nothing_back(load, paid, database):
    confirmation = paid(12354)
    load(a_return(confirmation, code="R68"))
    load(a_return(confirmation))
    assert verdicts(database) == ["disputed", "post"]


def test_of_a_correction_only_that_it_came_is_kept(load, paid, database):
    """Nobody told this gateway of the payment, so a person has to."""
    confirmation = paid(12354)
    loaded = load(Sheet().batch((entry(0, confirmation), changed()), entry_class="COR").end())
    assert loaded.verdicts == {Verdict.TO_CORRECT: 1}
    (row,) = kept(database)
    assert (row.code, row.amount_cents, row.decision) == ("C01", 0, "to_correct")
    assert row.why == (
        "the account number is wrong; the payment stands; the gateway refused the correction: charge_unknown; a person"
        " must correct it there: the corrected data is not kept here and cannot be sent again"
    )
    everything = f"{kept(database)}{kept(database, return_files)}{loaded.as_json()}{loaded.sentence()}{loaded!r}"
    assert ACCOUNT not in everything
    assert NEW_ACCOUNT not in everything
    assert loaded.checked.corrections[0].corrected.account_number == NEW_ACCOUNT


def test_no_byte_of_a_bank_account_reaches_the_disk(sqlite_database, biller, clock, tmp_path):
    file = tmp_path / "R1119.ach"
    file.write_bytes(good())
    loader_of(biller, sqlite_database, clock).load_file(file)
    file.unlink()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"091000017611242" in written
    assert ACCOUNT.encode() not in written
    assert NEW_ACCOUNT.encode() not in written


def test_two_loads_of_one_return_at_once_take_it_back_once(load, paid, database):
    confirmation = paid(12354)
    raws = [a_return(confirmation), a_return(confirmation), a_return(confirmation).replace(b"261119", b"261120")]
    gate = Barrier(len(raws))

    def at_once(number):
        gate.wait()
        return load(raws[number], f"{number}.ach").outcome

    with ThreadPoolExecutor(len(raws)) as crowd:
        outcomes = sorted(crowd.map(at_once, range(len(raws))))
    assert outcomes == [Outcome.LOADED, Outcome.LOADED, Outcome.SKIPPED]
    assert sorted(verdicts(database)) == ["already_returned", "post"]


def test_a_folder_is_its_own_regular_files_by_name(tmp_path):
    for name in ("b.ach", "a.ach", ".hidden", "half.part"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "inner").mkdir()
    assert [path.name for path in files_in(tmp_path)] == ["a.ach", "b.ach"]
    assert files_in(tmp_path / "a.ach") == [tmp_path / "a.ach"]


def test_a_file_that_is_gone_may_be_asked_for_again(loader, tmp_path):
    with pytest.raises(Unavailable, match="cannot be read: No such file"):
        loader.load_file(tmp_path / "gone.ach")
