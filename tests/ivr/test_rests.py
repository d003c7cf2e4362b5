"""Who is left to rest is told by the ledger: put by whoever found out, forgotten by itself or by an answer."""

from datetime import timedelta

from integration.errors import Unavailable
from integration.ledger import rests
from integration.money import Money
from integration.sandbox.box import open_box
from integration.sandbox.cayenta import Account, Fault, Kind
from ivr.app import create_app


def test_a_rest_is_told_until_it_is_over(clock):
    with open_box(clock) as box:
        until = clock.now() + timedelta(seconds=45)
        with box.site.database.write() as connection:
            rests.put(connection, "1368", clock.now())
            rests.put(connection, "1368", until)
            assert rests.resting(connection, clock.now()) == {"1368": until}
            assert rests.resting(connection, until) == {}
            rests.put(connection, "1368", None)
            assert rests.resting(connection, clock.now()) == {}


def test_a_site_tells_the_ledger_and_metrics_tell_everybody(clock):
    with open_box(clock) as box:
        box.cayenta.books.put(Account("0012345678", Money(100)))
        web = create_app(box.site).test_client()
        gauge = 'ivr_rtdr_resting{bid="1368"} '
        assert gauge + "0.0" in web.get("/metrics").text
        box.cayenta.set_faults(Fault(Kind.DOWN))
        for _ in range(3):
            _ask_in_vain(box)
        assert gauge + "1.0" in web.get("/metrics").text
        box.cayenta.set_faults()
        clock.pause(30)
        assert box.site.books("1368").balance("0012345678").owed == Money(100)
        assert gauge + "0.0" in web.get("/metrics").text


def _ask_in_vain(box):
    try:
        box.site.books("1368").balance("0012345678")
    except Unavailable:
        return
    raise AssertionError("a Cayenta that is down gave a balance")
