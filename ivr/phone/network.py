"""The account at the phone company: what all of its calls share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.phone.call_recording import CallRecording
from ivr.phone.callbacks import StatusCallbacks
from ivr.phone.clock import Clock, VirtualClock
from ivr.phone.connector import Connector
from ivr.phone.executor import Execution
from ivr.phone.facts import CallFacts
from ivr.phone.ids import Ids
from ivr.phone.line import PhoneCall
from ivr.phone.options import Options
from ivr.phone.order import Application, DialQueue, Order
from ivr.phone.pay.abilities import Abilities
from ivr.phone.placing import Placement
from ivr.phone.record import CallRecord
from ivr.phone.scene import Scene
from ivr.phone.signing import SharedKey, Signer
from ivr.phone.switchboard import Switchboard
from ivr.phone.texting import Text, Texting
from ivr.phone.webhooks import Webhooks
from ivr.phone.wire import Inline, Reply, Request, Transport

CALLS_KEPT_MAX = 1_000


@dataclass
class PhoneNetwork:
    """Places calls to an application. Calls of one network are numbered; the same script gives the same bytes.

    A subaccount is a network of its own: its webhooks are signed with its own token, or with a `shared_key`.
    `connectors` are the installed Pay Connectors by name, `applications` the TwiML applications by sid; `seed` feeds
    every id that the network makes up; `calls` are the last thousand by sid, for the REST API.
    """

    transport: Transport
    auth_token: str = field(repr=False)
    account_sid: str
    clock: Clock = field(default_factory=VirtualClock)
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    applications: Mapping[str, Application] = field(default_factory=dict)
    seed: str = "phone"
    shared_key: SharedKey | None = None
    calls: dict[str, PhoneCall] = field(default_factory=dict, init=False, repr=False)
    queue: DialQueue = field(init=False, repr=False)
    texting: Texting = field(init=False, repr=False)
    _placed: int = 0

    def __post_init__(self) -> None:
        self.queue = DialQueue(self.options.calls_per_s)
        ids = Ids(f"{self.seed}/texts")
        self.texting = Texting(self.account_sid, self.clock, self._webhooks(ids), ids, self.options)

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
        ids = self._ids()
        facts = CallFacts(
            call_sid=call_sid or ids.sid("CA"),
            account_sid=self.account_sid,
            from_=from_,
            to=to,
            started=self.clock.now(),
            place=self.options.place,
            extra=extra or {},
        )
        fallback = Request("POST", fallback_url, facts.params("in-progress"), "fallback", "fallback")
        scene = Scene(facts, self.options, ids, self._abilities())
        first = Request(voice_method, voice_url, facts.params("ringing"))
        execution = Execution(scene, first, fallback if fallback_url else None)
        callbacks = StatusCallbacks(status_callback, plan=self.options.callback_plan)
        return self._connected(execution, facts, ids, CallRecord.inbound(self.clock.now()), callbacks)

    def place(self, order: Order) -> PhoneCall:
        """An outbound call, queued. Driven like any other: it waits, rings and is answered as `callee_plan` says."""
        ids = self._ids()
        now = self.clock.now()
        facts = CallFacts(
            ids.sid("CA"), self.account_sid, order.from_, order.to, now, "outbound-api", self.options.place
        )
        params = facts.params("in-progress")
        first = Request(order.method, order.url, params) if order.url else Inline(order.twiml)
        fallback = Request(order.fallback_method, order.fallback_url, params, "fallback", "fallback")
        placement = Placement(order, self.options.callee_plan(order.to), self.queue.slot(self.clock.tick()))
        scene = Scene(facts, self.options, ids, self._abilities())
        execution = Execution(scene, first, fallback if order.fallback_url else None, placement)
        plan = self.options.callback_plan
        callbacks = StatusCallbacks(order.status_callback, order.status_method, order.events, plan)
        recording = CallRecording(
            ids.sid("RE") if order.record else "",
            order.recording_url,
            order.recording_method,
            order.recording_events,
            self.options.recording_ready_s,
        )
        return self._connected(execution, facts, ids, CallRecord(now, "queued"), callbacks, recording)

    def text(self, *, from_: str, to: str, body: str, url: str) -> list[Text]:
        """A text comes in, and the application hears of it at `url`; gives the texts that go back to the sender."""
        return self.texting.receive(from_, to, body, url)

    def tell(self, url: str, json: str) -> Reply:
        """A webhook of the kind that carries JSON (Event Streams and the like): signed by its `bodySHA256`."""
        return self._webhooks(self._ids()).send(Request("POST", url, {}, json=json))

    def _abilities(self) -> Mapping[str, Abilities]:
        return {name: connector.abilities for name, connector in self.connectors.items()}

    def _webhooks(self, ids: Ids) -> Webhooks:
        signer = Signer(self.auth_token, self.shared_key, self.options.unsigned_params)
        return Webhooks(self.transport, signer, self.clock, ids, sorts_query=self.options.sorts_query)

    def _ids(self) -> Ids:
        self._placed += 1
        return Ids(f"{self.seed}/{self._placed}")

    def _connected(
        self,
        execution: Execution,
        facts: CallFacts,
        ids: Ids,
        record: CallRecord,
        callbacks: StatusCallbacks,
        recording: CallRecording | None = None,
    ) -> PhoneCall:
        switchboard = Switchboard(
            self.clock,
            self._webhooks(ids),
            self.connectors,
            facts,
            record,
            callbacks,
            recording=recording or CallRecording(),
        )
        call = PhoneCall(execution, switchboard, self.options)
        self.calls[facts.call_sid] = call
        if len(self.calls) > CALLS_KEPT_MAX:
            del self.calls[next(iter(self.calls))]
        return call
