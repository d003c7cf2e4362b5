"""How an outbound call comes to be answered, or not (twilio.md 10): the pure part, before the first document."""

from dataclasses import dataclass, replace

from ivr.phone import detection
from ivr.phone.effects import (
    Alarm,
    CallerGone,
    Diverted,
    Ended,
    Finding,
    Heard,
    Lapse,
    Later,
    Queued,
    Stage,
    Steps,
    speak,
)
from ivr.phone.options import Callee
from ivr.phone.order import Order
from ivr.phone.scene import Scene
from ivr.phone.verbs.audio import tones_s
from ivr.phone.wire import Inline, Request

First = Request | Inline


@dataclass(frozen=True)
class Placement:
    """An order, the far end that it meets, and the moment on the stopwatch at which its turn in the queue comes."""

    order: Order
    callee: Callee
    slot_s: float


def place(scene: Scene, placement: Placement, first: First) -> Steps[First | Ended]:
    """Queued, initiated, ringing, and then answered or not. What it returns is where the call goes on."""
    try:
        ended = yield from _rung(placement)
    except Diverted as diverted:
        return diverted.to
    except CallerGone:
        return Ended("busy")  # the far end declines
    return ended or (yield from _answered(scene, placement, first))


def _rung(placement: Placement) -> Steps[Ended | None]:
    callee, most_s = placement.callee, placement.order.ring_max_s
    yield Queued(placement.slot_s)
    yield Stage("initiated", "initiated")
    if callee.status == "failed":
        return Ended("failed")
    yield Stage("ringing", "ringing")
    yield Lapse(min(callee.ring_s, most_s))
    if callee.ring_s > most_s:
        return Ended("no-answer")
    return None if callee.status == "completed" else Ended(callee.status)


def _answered(scene: Scene, placement: Placement, first: First) -> Steps[First | Ended]:
    order = placement.order
    scene.progress.answered = True
    yield Stage("in-progress", "answered")
    if order.time_limit_s:
        yield Alarm(order.time_limit_s, whole_call=True)
    try:
        if order.send_digits:  # "if given, MachineDetection is IGNORED"
            yield from speak(Heard("tones", order.send_digits, seconds=tones_s(order.send_digits)))
            return first
        return (yield from _detected(scene, placement, first)) if order.detection else first
    except Diverted as diverted:
        return diverted.to
    except CallerGone:
        return Ended("completed")


def _detected(scene: Scene, placement: Placement, first: First) -> Steps[First]:
    """Twilio says: "Sync (default) BLOCKS: the voice URL is requested only after detection, with AnsweredBy"."""
    order = placement.order
    verdict = detection.verdict(order.detection, placement.callee, order.detection_max_s)
    if order.background:
        yield from _told_later(scene, order, verdict)
        return first
    yield Lapse(verdict.after_s, connected=True)
    yield Stage("in-progress", answered_by=verdict.answered_by)
    if isinstance(first, Inline):
        return first
    return replace(first, params={**first.params, "AnsweredBy": verdict.answered_by})


def _told_later(scene: Scene, order: Order, verdict: detection.Verdict) -> Steps[None]:
    """Twilio says: "async_amd='true': voice URL at once, verdict to async_amd_status_callback"."""
    if not order.verdict_url:
        yield Finding(21262, "warning", "AsyncAmd without AsyncAmdStatusCallback: nobody hears the verdict")
        return
    params = {
        "CallSid": scene.facts.call_sid,
        "AccountSid": scene.facts.account_sid,
        "AnsweredBy": verdict.answered_by,
        "MachineDetectionDuration": str(round(verdict.after_s * 1000)),
    }
    yield Later(verdict.after_s, Request(order.verdict_method, order.verdict_url, params, "AsyncAmd", "amd"))
