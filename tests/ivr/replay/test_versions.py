"""A script of last month, a version that changed in mid-call: replay says what differs and where, and never crashes."""

import pytest
from sqlalchemy import update

from integration.ledger.tables import calls, turns
from ivr import views
from ivr.replay import play
from ivr.replay.export import Unexportable, exported
from tests.ivr.replay.conftest import FACTS

LAST_MONTH = """\
IVR *For English, press 1.*
KEY 1
IVR Please key your customer number.
KEY 77#
CHECK turn ask_customer
HANGUP
"""


def test_a_script_of_last_month_differs_at_a_line(script):
    report = play(script(LAST_MONTH))
    assert report.failures == ("x.call:8: 'Please key your customer number.' was not heard there",)
    assert report.heard == ("Please key your account number, all ten digits, then press pound.",)


def test_a_turn_that_is_gone_is_no_fact_any_more(script):
    report = play(
        script(LAST_MONTH.replace("IVR Please key your customer number.", "IVR *").replace("HANGUP", "IVR *\nHANGUP"))
    )
    assert report.failures == ("x.call:10: CHECK turn ask_customer: the call is in turn ask_account",)


def test_keys_that_the_line_does_not_wait_for_any_more(script):
    report = play(script("IVR *\nKEY 0\nIVR *\nKEY 5\nHANGUP"))
    (failure,) = report.failures
    assert failure.startswith("x.call:9: KEY    5: cannot press: the call has ended (completed)")


@pytest.fixture
def deploy_in_mid_call(monkeypatch):
    """The second turn of the call is of a version that is not there any more when its answer comes."""
    move = views.CallStore.move

    def moved(store, place, *arguments, **named):
        if place.number == 2:
            with store._database.write() as connection:
                connection.execute(update(calls).values(turn="ask_customer"))
                connection.execute(update(turns).where(turns.c.number == 2).values(turn="ask_customer"))
        return move(store, place, *arguments, **named)

    monkeypatch.setattr(views.CallStore, "move", moved)


@pytest.mark.usefixtures("deploy_in_mid_call")
def test_a_version_that_changed_in_mid_call(script):
    refused = []

    def look(stage):
        with pytest.raises(Unexportable) as trouble:
            exported(stage.box.site, stage.call_sid)
        refused.extend(trouble.value.findings)

    report = play(script("IVR *\nKEY 1\nIVR *\nKEY 0012345678#\nIVR *zip code*\nHANGUP", facts=FACTS), look)
    assert report.failures[0] == "x.call:10: 'zip code' was not heard there"
    assert refused == [
        "moment 2, ask_customer: this version's script has no such turn; the call was made by another version"
    ]
