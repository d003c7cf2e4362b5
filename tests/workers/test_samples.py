"""Hear it on one's own phone: rung once, with nobody's amounts; no attempt of the campaign, and 8 stops it for good."""

from datetime import timedelta

import pytest

from integration.calling.may_sample import SAMPLES_PER_DAY_MAX
from integration.dialling.asking import spend_of
from integration.errors import Refused
from integration.ledger import consents, rings
from integration.ledger.consents import Word
from ivr.phone import Callee
from ivr.phone.rest.api import RestFault
from tests.workers.sampling import PHONE, open_desk
from tests.workers.telephones import Dead
from workers.crash import Point
from workers.dialler import ABSENT_S
from workers.samples import LATE, REST_S, WAITS_S_MAX


@pytest.fixture
def desk(clock, sqlite_database):
    with open_desk(clock, sqlite_database) as desk:
        yield desk


def test_it_is_rung_once_and_read_to_the_end(desk):
    reminders = desk.telephones.rows()
    desk.ask()
    assert (desk.sampler.go_on(), desk.sampler.go_on()) == (1, 0)
    assert desk.told() == [("calling", "")]
    trial, opening, proved, voicemail = desk.listen_to_the_end()
    assert trial.startswith("This is Clayton County Water Authority with a trial call. Nothing in it is about you.")
    assert "press 8" in opening
    assert proved.startswith("Your bill of one hundred twenty-three dollars and forty-five cents is due on")
    assert voicemail.count("1 8 0 0 5 5 5 0 1 0 0") == 2
    assert (desk.told(), desk.phone().findings) == ([("done", "human")], [])
    assert desk.telephones.rows() == reminders  # no attempt of the campaign
    assert desk.line.rows("calls") == []
    (asked,) = [row for row in desk.line.rows("audit") if row.what == "campaign sample asked"]
    assert (asked.who, asked.subject, PHONE in asked.detail, "his own phone" in asked.detail) == (
        "ann", "november", True, True,
    )  # fmt: skip


def test_it_is_paid_for_and_its_call_is_taken_for_no_reminder(desk):
    desk.ask()
    desk.sampler.go_on()
    with desk.site.database.read() as connection:
        spent = spend_of(connection, desk.line.box.biller, desk.site.clock.now())
        assert spent.so_far == desk.line.box.biller.reminders.call_costs
        assert rings.sids_of(connection, "1368", PHONE) == {row.call_sid for row in desk.rows()}


def test_a_key_leads_on_and_8_stops_all_calls(desk):
    desk.ask(language="es")
    desk.sampler.go_on()
    call = desk.phone()
    call.listen()
    call.press("1")
    call.press("8")
    assert desk.listen_to_the_end()[-1] == "No le volveremos a llamar. Adiós."
    assert desk.told() == [("done", "opted_out")]
    with desk.site.database.read() as connection:
        (word,) = consents.of_biller(connection, "1368", PHONE)
    assert (word.topic, word.says_yes, word.how) == ("all", False, "keypress")
    with pytest.raises(Refused, match="opted_out: no to all by keypress"):
        desk.ask()


@pytest.mark.parametrize(("answered", "parts", "result"), [("machine", 1, "machine"), ("fax", 0, "fax")])
def test_a_machine_keeps_what_a_machine_would_and_a_fax_nothing(clock, sqlite_database, answered, parts, result):
    with open_desk(clock, sqlite_database, callee_plan=lambda _number: Callee(answered_by=answered)) as desk:
        desk.ask()
        desk.sampler.go_on()
        assert (len(desk.listen_to_the_end()), desk.told()) == (parts, [("done", result)])


@pytest.mark.parametrize(
    ("to", "place", "hours", "rule"),
    [
        ("+1404555", "GA", 0, "number_exists"),
        ("+442079460123", "GA", 0, "foreign_number"),
        ("+19005550134", "GA", 0, "premium_number"),
        (PHONE, "GA", 4, "usual_hours"),
        (PHONE, "", 4, "unknown_place: .*; say in which state"),
    ],
)
def test_a_number_or_an_hour_that_cannot_be_is_refused_at_once(desk, to, place, hours, rule):
    desk.telephones.pass_by(hours=hours)
    with pytest.raises(Refused, match=f"is not rung: {rule}"):
        desk.ask(to, place)
    assert desk.rows() == []


def test_a_language_and_a_place_that_are_none_are_refused(desk):
    with pytest.raises(Refused, match="found the language fr; expected one of en, es"):
        desk.ask(language="fr")
    with pytest.raises(Refused, match="found 'XX' for a place; expected a state or province like GA"):
        desk.ask(place="XX")


def test_one_phone_is_rung_so_often_a_day_and_no_more(desk):
    for _ in range(SAMPLES_PER_DAY_MAX):
        desk.ask()
        desk.sampler.go_on()
    with pytest.raises(Refused, match="samples_per_day: 10 samples in 24 hours"):
        desk.ask()


def test_what_stands_against_it_meanwhile_is_heard_at_the_last_moment(desk):
    desk.ask()
    with desk.site.database.write() as connection:
        consents.note(connection, Word("1368", PHONE, "all", False, "letter", "ann", desk.site.clock.now()))
    desk.sampler.go_on()
    assert (desk.told(), desk.rows()[0].why) == ([("dropped", "")], "opted_out: no to all by letter on 2026-11-23")


def test_who_waited_too_long_is_not_rung(desk):
    desk.ask()
    desk.telephones.pass_by(seconds=WAITS_S_MAX + 1)
    desk.sampler.go_on()
    assert (desk.told(), desk.rows()[0].why, desk.line.network.calls) == ([("dropped", "")], LATE, {})


@pytest.mark.parametrize("carried_out", [True, False])
def test_an_answer_that_is_lost_is_looked_for_and_never_asked_again(desk, carried_out):
    desk.telephones.faults[1] = RestFault(503, carried_out=carried_out)
    desk.ask()
    desk.sampler.go_on()
    assert desk.told() == [("unsure", "")]
    for _ in range(2):
        desk.telephones.pass_by(seconds=ABSENT_S)
        desk.sampler.look()
        desk.sampler.go_on()
    assert desk.told()[0][0] == ("calling" if carried_out else "dropped")
    assert len(desk.line.network.calls) == carried_out


def test_too_many_requests_leave_it_waiting_for_a_while(desk):
    desk.telephones.faults[1] = RestFault(429)
    desk.ask()
    for _ in range(2):
        desk.sampler.go_on()
        assert (desk.told(), desk.rows()[0].intent_at) == ([("waiting", "")], None)
    desk.telephones.pass_by(seconds=REST_S)
    desk.sampler.go_on()
    assert desk.told() == [("calling", "")]


@pytest.mark.parametrize("point", [Point.INTENDED, Point.ANSWERED])
def test_whoever_dies_over_it_rings_it_once_at_most(desk, point):
    def die(at):
        if at is point:
            raise Dead

    desk.ask()
    desk.crash = die
    with pytest.raises(Dead):
        desk.sampler.go_on()
    desk.crash = lambda _at: None
    for _ in range(3):
        desk.sampler.go_on()
        desk.telephones.pass_by(seconds=ABSENT_S)
        desk.sampler.look()
    assert len(desk.line.network.calls) == (point is Point.ANSWERED)


def test_a_stranger_hears_nothing(desk):
    sample = desk.ask()
    desk.sampler.go_on()
    ours = {"From": "+17705550100", "To": PHONE, "Direction": "outbound-api", "CallStatus": "in-progress"}
    ours |= {"AccountSid": desk.site.settings.twilio_account_sid, "CallSid": desk.rows()[0].call_sid}
    place = f"/voice/sample/{sample.id}"
    assert desk.line.post(place, ours).status_code == 200
    for fields in ({"To": "+14045550199"}, {"CallSid": "CA" + "b" * 32}, {"From": "+17705550199"}):
        assert desk.line.post(place, ours | fields).status_code == 403
    assert desk.line.post("/voice/sample/999", ours).status_code == 403
    assert desk.line.post(f"{place}/99", ours).text.count("<Say") == 0
    assert desk.site.clock.now() - desk.rows()[0].asked_at < timedelta(minutes=1)
