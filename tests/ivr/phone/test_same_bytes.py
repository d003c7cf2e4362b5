"""Two runs of one script give the same bytes, whatever happens in it."""

import json

import pytest

from ivr.phone import Callee, Options

BASE = "https://line.example"
MENU = "<Response><Gather action='/got' numDigits='1' input='dtmf speech'><Say>press</Say></Gather></Response>"
TALK = "<Response><Record action='/kept'/></Response>"
QUEUE = "<Response><Enqueue action='/done'>line</Enqueue></Response>"
PAY = "<Response><Pay action='/menu' chargeAmount='5.00' statusCallback='/status'/></Response>"


def script(rigged, api):
    """An outbound call that speaks, records, waits and is redirected; a call that pays; texts; REST."""
    wanted = {"machine_detection": "Enable", "status_callback": f"{BASE}/status"}
    sid = api.calls.create(to="+17705550134", from_="+17705550100", url=f"{BASE}/menu", **wanted).sid
    call = rigged.network.calls[sid]
    call.say("yes please")
    call.say("a few words")
    call.press("#")
    call.wait(3)
    api.calls(sid).update(url=f"{BASE}/menu")
    call.listen()
    call.hang_up()
    payer = rigged.call()
    for keys in ("card:visa", "expiry", "cvv", "30236#"):
        payer.press(keys)
    payer.hang_up()
    api.messages.create(to="+17705550134", from_="+17705550100", body="Paid.", status_callback=f"{BASE}/status")
    rigged.network.text(from_="+17705550134", to="+17705550100", body="STOP", url=f"{BASE}/sms")
    rigged.network.texting.deliver()
    shown = [(one.sid, one.status, one.start_time, one.end_time, one.queue_time) for one in api.calls.list()]
    return [call, payer], shown


@pytest.mark.rule("same.bytes")
def test_two_runs_of_one_script_give_the_same_bytes(rig, client):
    def run():
        options = Options(callee_plan=lambda _: Callee(detect_s=2), callback_plan=lambda *_: (0.0, 2.0))
        reply = '{"charge_id": "ch_1", "error_code": null, "parameters": {}}'
        pages = {"menu": MENU, "got": TALK, "kept": QUEUE, "done": MENU, "status": "", "sms": ""}
        rigged = rig(PAY, options=options, gateway=lambda _: reply, **pages)
        calls, shown = script(rigged, client(rigged))
        wire = [(seen.method, seen.url, seen.headers, seen.body) for seen in rigged.app.seen]
        ears = [(call.heard, call.findings, call.gaps, call.requests) for call in calls]
        gateway = [(seen.headers, json.loads(seen.body)) for seen in rigged.gateway.seen]
        return wire, repr(ears), gateway, rigged.clock.tick(), shown

    first, second = run(), run()
    assert first == second
    assert len(first[0]) > 15
