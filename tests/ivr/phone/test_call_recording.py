"""twilio.md 10: "record; recording_status_callback(_event in-progress completed absent)"."""

import pytest

from ivr.phone import Callee, Options

PAGE = "<Response><Say>one two three four five</Say></Response>"
WANTED = {
    "to": "+17705550134",
    "from_": "+17705550100",
    "url": "https://line.example/voice",
    "status_callback": "https://line.example/status",
    "record": True,
    "recording_status_callback": "https://line.example/recording",
}


@pytest.fixture
def recorded(rig, client):
    """What the application is told of the recording, and at the call's end, of one call that is placed."""

    def run(callee=None, **changes):
        options = Options(callee_plan=lambda _number: callee or Callee())
        rigged = rig(PAGE, options=options, status="", recording="")
        made = client(rigged).calls.create(**(WANTED | changes))
        rigged.network.calls[made.sid].listen()
        return rigged.app.at("/recording"), rigged.app.at("/status")[-1]

    return run


@pytest.mark.rule("10.record")
def test_the_recording_is_told_of_when_it_is_there_and_at_the_calls_end(recorded):
    (told,), end = recorded()
    assert told["RecordingStatus"] == "completed"
    assert told["RecordingSid"].startswith("RE")
    assert told["RecordingDuration"] == "2"
    assert {name: end[name] for name in ("RecordingSid", "RecordingUrl", "RecordingDuration")} == {
        name: told[name] for name in ("RecordingSid", "RecordingUrl", "RecordingDuration")
    }


@pytest.mark.rule("10.record")
def test_its_beginning_is_told_of_where_somebody_asks(recorded):
    told, _ = recorded(recording_status_callback_event=["in-progress", "completed"])
    assert [one["RecordingStatus"] for one in told] == ["in-progress", "completed"]


@pytest.mark.rule("10.record")
def test_a_call_that_nobody_answers_has_none(recorded):
    told, end = recorded(Callee(status="busy"), recording_status_callback_event=["completed", "absent"])
    assert [one["RecordingStatus"] for one in told] == ["absent"]
    assert "RecordingSid" not in end


@pytest.mark.rule("10.record")
def test_without_record_nothing_is_recorded(recorded):
    told, end = recorded(record=False)
    assert told == []
    assert "RecordingSid" not in end
