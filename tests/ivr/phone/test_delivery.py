"""twilio.md 10: "Asynchronous HTTP: order of arrival not guaranteed; order by SequenceNumber"."""

import pytest

from ivr.phone import Options, Order

BASE = "https://line.example"
EVENTS = ("initiated", "ringing", "answered", "completed")
PLANS = {
    "in order": (lambda *_: (0.0,), ["0", "1", "2", "3"]),
    "late": (lambda *_: (60.0,), ["0", "1", "2", "3"]),
    "doubled": (lambda *_: (0.0, 0.0), ["0", "0", "1", "1", "2", "2", "3", "3"]),
    "a late double": (lambda event, _: (0.0, 90.0) if event == "ringing" else (0.0,), ["0", "1", "2", "3", "1"]),
    "out of order": (lambda _, number: (40.0 - 15 * number,), ["3", "2", "1", "0"]),
    "lost": (lambda event, _: () if event == "completed" else (0.0,), ["0", "1", "2"]),
}


@pytest.mark.rule("10.callback.order")
@pytest.mark.parametrize("name", PLANS)
def test_the_plan_delivers(rig, name):
    plan, arrived = PLANS[name]
    rigged = rig("<Response><Pause length='5'/></Response>", options=Options(callback_plan=plan), status="")
    order = Order("+17705550134", "+17705550100", f"{BASE}/voice", status_callback=f"{BASE}/status", events=EVENTS)
    call = rigged.network.place(order)
    call.listen()
    assert call.result == "completed"
    assert [form["SequenceNumber"] for form in rigged.app.at("/status")] == arrived


@pytest.mark.rule("10.callback.order")
def test_a_late_ringing_may_come_after_completed_with_its_own_time(rig):
    """ "never let a late `ringing` overwrite `completed`"."""
    options = Options(callback_plan=lambda event, _: (30.0 if event == "ringing" else 0.0,))
    rigged = rig("<Response/>", options=options, status="")
    order = Order("+17705550134", "+17705550100", f"{BASE}/voice", status_callback=f"{BASE}/status", events=EVENTS)
    rigged.network.place(order).listen()
    last = rigged.app.at("/status")[-1]
    assert (last["CallStatus"], last["Timestamp"]) == ("ringing", "Mon, 05 Jan 2026 15:00:00 +0000")
    assert rigged.clock.tick() == 30


@pytest.mark.rule("10.callback.order")
def test_an_inbound_calls_callback_can_be_doubled_too(rig):
    rigged = rig("<Response/>", options=Options(callback_plan=lambda *_: (0.0, 3.0)), status="")
    rigged.call(status_callback=f"{BASE}/status").listen()
    first, second = rigged.app.at("/status")
    assert first == second


@pytest.mark.rule("10.callback.order")
def test_a_late_callback_arrives_while_the_line_waits(rig):
    options = Options(callback_plan=lambda *_: (2.0,))
    rigged = rig("<Response><Gather timeout='9'/></Response>", options=options, status="")
    order = Order(
        "+17705550134", "+17705550100", f"{BASE}/voice", status_callback=f"{BASE}/status", events=("answered",)
    )
    call = rigged.network.place(order)
    call.listen()
    assert (call.awaits, rigged.app.at("/status")) == ("Gather", [])
    call.wait(2)
    assert len(rigged.app.at("/status")) == 1
