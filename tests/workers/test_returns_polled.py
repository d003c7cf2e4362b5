"""From the bank's server to the biller's books, with nobody on the line: the clock process and the pump."""

import pytest

from integration.billers.biller import Returns, Sftp
from integration.sandbox.box import open_box
from tests.integration.billfile.conftest import ssh, ssh_process
from tests.integration.nacha.samples import NEW_ACCOUNT, Sheet, changed, entry
from tests.workers.bank_town import BID, OWED, BankTown
from workers.house import House
from workers.ticks import beats_of

__all__ = ["ssh", "ssh_process"]
pytestmark = pytest.mark.servers


@pytest.fixture
def town(clock, sqlite_database, ssh):
    with open_box(clock, database=sqlite_database) as box:
        returns = Returns(post=True, sftp=Sftp.model_validate(ssh.access), look_every_s=120)
        box.biller = box.biller.model_copy(update={"returns": returns})
        box.site.billers[BID] = box.biller
        yield BankTown(box)


@pytest.fixture
def beat(town):
    (found,) = [beat for beat in beats_of(House(town.site)) if beat.name == f"return files {BID}"]
    assert found.every_s == 120
    return found


def test_a_return_and_a_correction_are_fetched_and_done_once(town, beat, ssh):
    payment_id, corrected = town.pay(1), town.pay(2)
    town.pump()
    (ssh.root / "A.ach").write_bytes(town.return_file(payment_id))
    pair = (entry(0, town.confirmation(corrected)), changed("C01", NEW_ACCOUNT))
    (ssh.root / "B.ach").write_bytes(Sheet().batch(pair, entry_class="COR").end())
    for _ in range(2):
        beat.act()
        town.pump()
    assert sorted(town.decisions()) == ["corrected", "post"]
    assert town.books_did() == [("P", 4_250), ("P", 4_250), ("R", -4_250)]
    assert town.balance().owed == OWED - town.own(hours=1)[-1].amount


def test_a_file_with_errors_stops_nothing(town, beat, ssh):
    payment_id = town.pay()
    town.pump()
    (ssh.root / "A.ach").write_bytes(b"x")
    (ssh.root / "B.ach").write_bytes(town.return_file(payment_id))
    beat.act()
    town.pump()
    assert town.balance().owed == OWED
