"""The account at the phone company: what all of its calls share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.phone.clock import Clock, VirtualClock
from ivr.phone.connector import Connector
from ivr.phone.executor import Execution
from ivr.phone.facts import CallFacts
from ivr.phone.ids import Ids
from ivr.phone.line import PhoneCall
from ivr.phone.options import Options
from ivr.phone.scene import Scene
from ivr.phone.switchboard import Switchboard
from ivr.phone.webhooks import Webhooks
from ivr.phone.wire import Request, Transport


@dataclass
class PhoneNetwork:
    """Places calls to an application. Calls of one network are numbered; the same script gives the same bytes.

    `connectors` are the installed Pay Connectors by name; `seed` feeds every id that the network makes up.
    """

    transport: Transport
    auth_token: str = field(repr=False)
    account_sid: str
    clock: Clock = field(default_factory=VirtualClock)
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    seed: str = "phone"
    _placed: int = 0

    def call(
        self,
        *,
        from_: str,
        to: str,
        voice_url: str,
        voice_method: str = "POST",
        status_callback: str = "",
        fallback_url: str = "",
        call_sid: str = "",
        extra: Mapping[str, str] | None = None,
    ) -> PhoneCall:
        """An inbound call that rings now. `extra` is added to every request, as Twilio does without notice."""
        self._placed += 1
        ids = Ids(f"{self.seed}/{self._placed}")
        facts = CallFacts(
            call_sid=call_sid or ids.sid("CA"),
            account_sid=self.account_sid,
            from_=from_,
            to=to,
            started=self.clock.now(),
            place=self.options.place,
            extra=extra or {},
        )
        ringing = facts.params("ringing")
        fallback = Request("POST", fallback_url, facts.params("in-progress"), "fallback", "fallback")
        scene = Scene(facts, self.options, ids, frozenset(self.connectors))
        execution = Execution(scene, Request(voice_method, voice_url, ringing), fallback if fallback_url else None)
        webhooks = Webhooks(self.transport, self.auth_token, self.clock, ids)
        switchboard = Switchboard(self.clock, webhooks, self.connectors, status_callback)
        return PhoneCall(facts, execution, switchboard, self.options)
