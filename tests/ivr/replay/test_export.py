"""Every golden call, recorded, exported and played again is the same call; what no file can tell is refused by name."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update

from integration.ledger.tables import calls, outbox_events, payments, turns
from ivr.replay import play, read_script
from ivr.replay.export import Unexportable, exported
from ivr.replay.export_standins import StandIns
from tests.golden import CALLS, golden, golden_calls, told
from tests.ivr.replay.conftest import FACTS

pytestmark = pytest.mark.xdist_group("golden calls")  # played once, by one worker
TO_BALANCE = "IVR *\nKEY 1\nIVR *\nKEY 0012345678#\nIVR *\nKEY 30236\n"


def export_of(script, change=lambda _stage: None):
    """The export of the call that this script makes, after `change` was done to its ledger; and its transcript."""
    found = []

    def look(stage):
        found.append(told(stage))
        change(stage)
        found.append(exported(stage.box.site, stage.call_sid))

    play(script, look)
    return found[1], found[0]


def again(script):
    found = []
    report = play(script, lambda stage: found.append(told(stage)))
    return report, found[0]


@pytest.mark.parametrize("path", golden_calls(), ids=lambda path: str(path.relative_to(CALLS).with_suffix("")))
def test_round_trip(path, tmp_path):
    first = golden(path)
    assert isinstance(first.export, str), first.export  # there is no golden call that no file can tell
    copy = tmp_path / "exported.call"
    copy.write_text(first.export, encoding="utf-8")
    report, replayed = again(read_script(copy))
    assert report.passed, report.told()
    assert replayed == first.told


def test_nothing_of_the_callers_own_is_in_the_file(script):
    facts = FACTS.replace("+17705550134", "+14045550177").replace("30236", "30311").replace("0012345678", "0098761234")
    text, _ = export_of(script(TO_BALANCE.replace("0012345678", "0098761234").replace("30236", "30311"), facts=facts))
    assert "+14045550177" not in text
    assert "30311" not in text
    assert "1234" not in text.replace("0012345678", "")
    assert "0 0 1, 2 3 4, 5 6 7 8" in text


def test_confirmation_numbers_become_captures(script):
    lines = TO_BALANCE + "IVR *\nKEY 1\nUSE pay-by-good-card\nIVR *number is {n}.*\nKEY 9\nIVR *\nHANGUP"
    text, _ = export_of(script(lines))
    assert text.count("number is {confirmation}.") == 2
    assert "CHECK  payment captured 142.50 card\nCHECK  confirmation {confirmation}\n" in text
    assert "USE    good-card" in text


def test_two_payments_have_two_names(script):
    twice = "IVR *\nKEY 2\nUSE pay-by-good-card\nIVR *\nKEY 4\nIVR *\nKEY 0012345678#\nIVR *\nKEY 30236\n"
    text, _ = export_of(script(TO_BALANCE + twice + "IVR *\nKEY 1\nUSE pay-by-good-card\nIVR *\nHANGUP"))
    assert "number is {confirmation}." in text
    assert "number is {confirmation_2}." in text


def test_a_biller_of_another_name_and_zone(script):
    facts = (
        FACTS + 'config: name = "Aurora Water"\nconfig: zone = "America/Denver"\nconfig: payments.minimum = "2.00"\n'
    )
    text, _ = export_of(script(TO_BALANCE + "IVR *\nHANGUP", facts=facts))
    assert 'config:   name = "Aurora Water"' in text
    assert "clock:    2026-11-20 08:05 America/Denver" in text
    assert 'config:   payments.minimum = "2.00"' in text


def test_large_amounts(script):
    text, _ = export_of(script(TO_BALANCE + "IVR *\nHANGUP", facts=FACTS.replace("142.50", "21001.21")))
    assert "balance 21001.21  pastdue 42.50" in text


@pytest.mark.parametrize("lines", ["HANGUP", TO_BALANCE + "HANGUP", "IVR *\nKEY 0\nHANGUP", "IVR *\nQUIET\nHANGUP"])
def test_whoever_hangs_up_while_something_is_said(script, lines):
    text, first = export_of(script(lines))
    report, second = again(script(text.partition("\n\n")[2], facts=text.partition("\n\n")[0], name="y.call"))
    assert report.passed
    assert first == second


def test_a_posting_is_exported_as_it_was_at_the_time_of_the_call(script):
    """The pump has posted it since; the caller heard that it was on its way."""

    def posted_later(stage):
        now = stage.box.clock.now()
        row = {"outbox_id": 1, "at": now, "from_state": "ready", "to_state": "posted", "token": "", "detail": ""}
        with stage.box.site.database.write() as connection:
            connection.execute(insert(outbox_events).values(row))

    facts = FACTS + "payment: 40.00 card captured 2026-11-20 09:00 posting ready\n"
    text, _ = export_of(script(TO_BALANCE + "IVR *\nHANGUP", facts=facts), posted_later)
    assert "payment:  40.00 card captured 2026-11-20 09:00 posting ready account 0012345679" in text


def test_a_charge_that_was_unknown_in_the_call_is_so_in_its_replay(script):
    """It was looked up since, and is captured; the caller was told that nobody knows."""

    def looked_up(stage):
        now = stage.box.clock.now()
        with stage.box.site.database.write() as connection:
            connection.execute(update(payments).values(state="captured", captured_at=now, settled_at=now))

    facts = FACTS + "gateway: timeout\n"
    text, _ = export_of(
        script(TO_BALANCE + "IVR *\nKEY 1\nUSE pay-by-good-card\nIVR *\nHANGUP", facts=facts), looked_up
    )
    assert "gateway:  timeout" in text
    assert "CHECK  payment unknown 142.50 card\nCHECK  confirmation {confirmation}" in text


# What is refused


def refused(script, lines, change=lambda _stage: None, facts=FACTS):
    with pytest.raises(Unexportable) as trouble:
        export_of(script(lines, facts=facts), change)
    return trouble.value.findings


def changed(table, **values):
    def change(stage):
        with stage.box.site.database.write() as connection:
            connection.execute(update(table).values(**values))

    return change


def test_a_call_that_is_not_there(script):
    def look(stage):
        with pytest.raises(Unexportable, match="no call CA0"):
            exported(stage.box.site, "CA0")

    play(script("HANGUP"), look)


def test_a_call_that_is_still_going_on(script):
    (finding,) = refused(script, "IVR *\nHANGUP", changed(calls, ended_at=None))
    assert "still going on" in finding


def test_a_biller_who_is_gone(script):
    (finding,) = refused(script, "IVR *\nHANGUP", changed(calls, bid="9999"))
    assert "biller 9999, of whom there is no file any more" in finding


def test_another_versions_turns_and_words_are_named_by_moment(script):
    findings = refused(script, "IVR *\nHANGUP", changed(turns, turn="ask_birthday", said='["How old are you?"]'))
    assert findings == [
        "moment 1, ask_birthday: this version's script has no such turn; the call was made by another version",
        "moment 1, ask_birthday: no prompt of this version says 'How old are you?'",
    ]


def test_a_result_of_pay_that_no_test_keys_lead_to(script):
    def change(stage):
        with stage.box.site.database.write() as connection:
            connection.execute(update(turns).where(turns.c.heard == "success").values(heard="validation-error"))

    lines = TO_BALANCE + "IVR *\nKEY 1\nUSE pay-by-good-card\nIVR *\nHANGUP"
    (finding,) = refused(script, lines, change)
    assert finding == "moment 8, pay_card: <Pay> ended as 'validation-error', and no test keys lead to that"


def test_a_gateway_that_went_away_after_a_charge(script):
    def change(stage):
        with stage.box.site.database.write() as connection:
            later = (turns.c.heard == "declined") & (turns.c.number > 10)
            connection.execute(update(turns).where(later).values(heard="unreachable"))

    lines = TO_BALANCE + "IVR *\nKEY 1\nUSE pay-by-good-card\nIVR *\nKEY 1\nUSE good-card\nIVR *\nHANGUP"
    (finding,) = refused(script, lines, change, FACTS + "gateway: decline do_not_honor\n")
    assert "unreachable after a charge that it took" in finding


def test_cayenta_away_for_a_part_of_the_call(script):
    def change(stage):
        live = "I cannot reach the live balance right now, so these figures are as of November first."
        with stage.box.site.database.write() as connection:
            told = update(turns).where(turns.c.turn == "read_balance", turns.c.number > 6)
            connection.execute(told.values(said=f'["{live}"]'))

    once_more = "IVR *\nKEY 4\nIVR *\nKEY 0012345678#\nIVR *\nKEY 30236\nIVR *\nHANGUP"
    (finding,) = refused(script, TO_BALANCE + once_more, change)
    assert "Cayenta was away for a part of this call only" in finding


def test_a_transcript_that_no_replay_tells(script):
    change = changed(calls, started_at=datetime(2026, 11, 21, 3, 0, tzinfo=UTC))  # at night nobody is there
    (finding,) = refused(script, "IVR *\nKEY 0\nIVR *\nEND completed", change)
    assert finding.startswith("a replay of what is stored is another call: the call has moment 2, agent after '0'")
    assert "its replay moment 2, no_agent" in finding


def test_a_stand_in_is_never_the_number_itself_nor_another_ones():
    standins = StandIns(frozenset({"0012345678", "345678", "0012345679"}))
    assert standins.of("0012345678") == "0012345680"
    assert standins.of("0012345679") == "0012345681"
    assert standins.of("0012345678") == "0012345680"
    assert standins.of("345678") == "345679"
