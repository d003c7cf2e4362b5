"""Does what the executor asks for, with the world: requests, connectors, and the callback at the end of a call."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.phone import connector as connectors
from ivr.phone.callbacks import final_callback
from ivr.phone.clock import Clock
from ivr.phone.connector import Connector
from ivr.phone.effects import ConnectorCall, Effect, Elapsed, Ended, Event, Finding
from ivr.phone.errors import PhoneError
from ivr.phone.exchange import Exchange
from ivr.phone.facts import CallFacts
from ivr.phone.webhooks import Webhooks
from ivr.phone.wire import Reply, Request, Response

FIRST_ERROR_STATUS = 400


@dataclass
class Switchboard:
    """One call's door to the world, and its log."""

    clock: Clock
    webhooks: Webhooks
    connectors: Mapping[str, Connector]
    status_callback: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def does(self, effect: Effect) -> Event:
        """The event that answers an effect that takes no sound: a request, a connector's call, a finding."""
        if isinstance(effect, Request):
            return self._fetch(effect)
        if isinstance(effect, ConnectorCall):
            return connectors.ask(self.connectors[effect.connector], effect.payload, self.clock)
        if isinstance(effect, Finding):
            self.findings.append(effect)
            return Elapsed()
        raise PhoneError(f"not done at once: {type(effect).__name__}")

    def ends(self, facts: CallFacts, ended: Ended) -> None:
        """Posts the status callback, if there is one. Its failure touches nothing: warning 15003."""
        if self.status_callback:
            self._fetch(final_callback(self.status_callback, facts, ended.result, self.clock.now()))

    def _fetch(self, request: Request) -> Reply:
        reply = self.webhooks.send(request)
        self.exchanges.append(Exchange.of(len(self.exchanges) + 1, request, reply))
        refused = not isinstance(reply, Response) or reply.status >= FIRST_ERROR_STATUS
        if refused and request.purpose not in {"document", "fallback"}:
            self.findings.append(Finding(15003, "warning", "status callback refused or unanswered", request.url))
        return reply
