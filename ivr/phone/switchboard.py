"""Does what the executor asks for, with the world: requests, connectors, and callbacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.phone import connector as connectors
from ivr.phone.agenda import Agenda
from ivr.phone.call_recording import CallRecording
from ivr.phone.callbacks import StatusCallbacks, at_the_end
from ivr.phone.clock import Clock
from ivr.phone.connector import Connector
from ivr.phone.effects import ConnectorCall, Effect, Elapsed, Ended, Event, Finding, Glance, Later, Stage, Tick
from ivr.phone.errors import PhoneError
from ivr.phone.exchange import Exchange
from ivr.phone.facts import CallFacts
from ivr.phone.record import CallRecord
from ivr.phone.webhooks import Webhooks
from ivr.phone.wire import Reply, Request, Response

FIRST_ERROR_STATUS = 400


@dataclass
class Switchboard:
    """One call's door to the world, and its log. `coming` are the callbacks that are still on their way."""

    clock: Clock
    webhooks: Webhooks
    connectors: Mapping[str, Connector]
    facts: CallFacts
    record: CallRecord
    callbacks: StatusCallbacks = field(default_factory=StatusCallbacks)
    exchanges: list[Exchange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    coming: Agenda[Request] = field(default_factory=Agenda)
    recording: CallRecording = field(default_factory=CallRecording)

    def does(self, effect: Effect) -> Event:
        """The event that answers an effect that takes no sound: a request, a connector's call, a finding."""
        match effect:
            case Request():
                return self._fetch(effect)
            case ConnectorCall():
                return connectors.ask(self.connectors[effect.connector], effect.payload, self.clock)
            case Glance():
                return Tick(self.clock.tick())
            case Finding():
                self.findings.append(effect)
            case Later():
                self._send(effect)
            case Stage():
                self._stage(effect)
            case _:
                raise PhoneError(f"not done at once: {type(effect).__name__}")
        return Elapsed()

    def deliver(self) -> None:
        """Lets the next callback arrive, at its moment or now, whichever is later."""
        wait_s = self.coming.due - self.clock.tick()
        self.clock.pause(max(0.0, wait_s))
        self._fetch(self.coming.take())

    def ends(self, ended: Ended) -> None:
        """Posts the status callback, if there is one, and lets all arrive that is on its way.

        Its failure touches nothing: warning 15003. "Cancelled while still queued => NO status callbacks at all."
        """
        unseen = self.record.status == "queued"
        self.record.ends(ended.result, self.clock.now())
        if not unseen:
            told = at_the_end(self.facts, ended.result, self.record.seconds)
            self._tell("completed", {**told, **self.recording.of_call(self.facts, self.record.seconds)})
            for callback in self.recording.at_end(self.facts, self.record.seconds):
                self._send(callback)
        while self.coming.things:
            self.deliver()

    def _stage(self, stage: Stage) -> None:
        self.record.reaches(stage.status, self.clock.now())
        self.record.answered_by = stage.answered_by or self.record.answered_by
        if stage.event:
            self._tell(stage.event, self.facts.params(stage.status))
        if stage.event == "answered":
            for callback in self.recording.at_answer(self.facts):
                self._send(callback)

    def _tell(self, event: str, params: Mapping[str, str]) -> None:
        answered_by = {"AnsweredBy": self.record.answered_by} if self.record.answered_by else {}
        for callback in self.callbacks.of(event, {**params, **answered_by}, self.clock.now()):
            self._send(callback)

    def _send(self, callback: Later) -> None:
        """What is due at once does not wait for time to pass."""
        if callback.seconds > 0:
            self.coming.add(self.clock.tick() + callback.seconds, callback.request)
        else:
            self._fetch(callback.request)

    def _fetch(self, request: Request) -> Reply:
        reply = self.webhooks.send(request)
        self.exchanges.append(Exchange.of(len(self.exchanges) + 1, request, reply))
        refused = not isinstance(reply, Response) or reply.status >= FIRST_ERROR_STATUS
        if refused and request.purpose not in {"document", "fallback", "whisper", "audio"}:
            self.findings.append(Finding(15003, "warning", "status callback refused or unanswered", request.url))
        return reply
