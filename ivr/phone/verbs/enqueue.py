"""Enqueue: the caller waits in a queue, and hears the documents of waitUrl over and over (twilio.md 7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import (
    Alarm,
    CallerGone,
    Disarm,
    Diverted,
    Ended,
    Finding,
    Heard,
    Later,
    Rang,
    Steps,
    reply_to,
    speak,
    stopwatch,
)
from ivr.phone.options import Wait
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.verbs.waiting import ERROR, HANGUP, LEAVE, wait
from ivr.phone.wire import Request

NAME_CHARACTERS_MAX = 64
WAITERS_MAX = 1000
AT_ONCE = frozenset({"queue-full", "system-error", "error"})


@dataclass(frozen=True)
class Place:
    """One caller's place in a queue. `joined_s` is a moment on the stopwatch."""

    node: Node
    scene: Scene
    sid: str
    joined_s: float
    plan: Wait

    @property
    def most(self) -> int:
        """maxQueueSize, or the thousand of Twilio."""
        return attributes.count(self.node, "maxQueueSize", WAITERS_MAX)

    def since(self) -> Steps[str]:
        """QueueTime: the whole seconds of waiting."""
        return str(round((yield from stopwatch()) - self.joined_s))

    def told(self) -> Steps[Mapping[str, str]]:
        """What a waitUrl is told."""
        return {
            "QueueSid": self.sid,
            "QueueTime": (yield from self.since()),
            "QueuePosition": str(self.plan.position),
            "CurrentQueueSize": str(self.plan.size),
            "AvgQueueTime": str(round(self.plan.wait_s)),
            "MaxQueueSize": str(self.most),
        }

    def left(self, result: str) -> Steps[Outcome]:
        """To `action` with the QueueResult; "No action => next verb"."""
        told = {"QueueResult": result, "QueueSid": self.sid, "QueueTime": (yield from self.since())}
        action = self.node.attributes.get("action", "")
        return self.scene.transfer("Enqueue", action, attributes.method(self.node), told) if action else None


def enqueue(node: Node, scene: Scene) -> Steps[Outcome]:
    """Waits as the plan in the options says, then is bridged to whoever takes the caller out of the queue."""
    scene.progress.answered = True
    if len(node.text) > NAME_CHARACTERS_MAX:
        yield Finding(0, "warning", f"<Enqueue>: a name of {len(node.text)} characters, over 64", scene.url)
    place = Place(node, scene, scene.ids.sid("QU"), (yield from stopwatch()), scene.options.queue_plan(node.text))
    if place.plan.size > place.most:
        return (yield from place.left("queue-full"))
    if place.plan.result in AT_ONCE:
        return (yield from place.left(place.plan.result))
    try:
        result = yield from _waited(place)
    except Diverted:
        yield from _told_anyway(place, "redirected", asynchronously=True)
        raise
    except CallerGone:
        yield from _told_anyway(place, "hangup")
        raise
    return (yield from _after(place, result))


def _waited(place: Place) -> Steps[str]:
    """The QueueResult of the waiting: an alarm takes the caller out of whatever is heard then."""
    alarm = Alarm(place.plan.wait_s)
    yield alarm
    try:
        result = yield from wait(place.node, place.scene, place.told)
    except Rang as rang:
        if rang.alarm is not alarm:
            raise
        return place.plan.result
    yield Disarm(alarm)
    return result


def _after(place: Place, result: str) -> Steps[Outcome]:
    if result == HANGUP:
        yield from _told_anyway(place, "hangup")
        return Ended("completed")
    if result in {LEAVE, ERROR}:
        return (yield from place.left(result))
    # "QueueTime" is of the waiting: it is asked for before the talk.
    onward = yield from place.left(result)
    yield from speak(Heard("dial", f"queue:{place.node.text}", seconds=place.plan.talk_s))
    return onward


def _told_anyway(place: Place, result: str, *, asynchronously: bool = False) -> Steps[None]:
    """The action of a caller who is gone or elsewhere: it is asked for, and its TwiML has nobody to hear it."""
    request = yield from place.left(result)
    if isinstance(request, Request) and asynchronously:
        yield Later(0.0, Request(request.method, request.url, request.params, request.verb, "queue"))
    elif isinstance(request, Request):
        yield from reply_to(request)
