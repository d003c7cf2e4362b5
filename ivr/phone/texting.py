"""Texts out and in: statuses, STOP, and what cannot be reached (twilio.md 10; Twilio's page on opt-out keywords)."""

from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from ivr.phone.agenda import Agenda
from ivr.phone.clock import Clock
from ivr.phone.exchange import Exchange
from ivr.phone.facts import API_VERSION
from ivr.phone.ids import Ids
from ivr.phone.message_document import replies_in
from ivr.phone.options import Options, TextFate
from ivr.phone.webhooks import Webhooks
from ivr.phone.wire import Request, Response

# "Only single-word messages will trigger the block": STOP PLEASE does not.
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe."
)
TEXTS_KEPT_MAX = 1_000


@dataclass
class Text:
    """One text. `code` is Twilio's error (30003, 30006, …), 0 for none; instants are aware."""

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    status: str
    created: datetime
    status_callback: str = ""
    code: int = 0
    sent: datetime | None = None


@dataclass
class Texting:
    """The texts of one account. Nothing is delivered before someone calls `deliver`."""

    account_sid: str
    clock: Clock
    webhooks: Webhooks
    ids: Ids
    options: Options
    texts: dict[str, Text] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    stopped: set[tuple[str, str]] = field(default_factory=set)  # (our number, theirs)
    _coming: Agenda[tuple[Text, str, int] | Request] = field(default_factory=Agenda)

    def fate(self, to: str) -> TextFate:
        """What the plan in the options has for that number."""
        return self.options.text_plan(to)

    def send(self, from_: str, to: str, body: str, status_callback: str = "", direction: str = "outbound-api") -> Text:
        """Queues a text; `sent`, and then how it ended, come with time."""
        text = Text(self.ids.sid("SM"), direction, from_, to, body, "queued", self.clock.now(), status_callback)
        self._keep(text)
        fate, now = self.fate(to), self.clock.tick()
        if fate.status != "failed":
            self._coming.add(now + fate.sent_s, (text, "sent", 0))
        self._coming.add(now + fate.settled_s, (text, fate.status, fate.code))
        return text

    def deliver(self, until_s: float = inf) -> None:
        """Lets all arrive that is on its way until that moment on the stopwatch; the clock moves with it."""
        while self._coming.things and self._coming.due <= until_s:
            self.clock.pause(max(0.0, self._coming.due - self.clock.tick()))
            thing = self._coming.take()
            if isinstance(thing, Request):
                self._fetch(thing)
            else:
                self._reaches(*thing)

    def receive(self, from_: str, to: str, body: str, url: str, method: str = "POST") -> list[Text]:
        """A text from outside, told to the application; gives the texts that go back, Twilio's own among them."""
        text = Text(self.ids.sid("SM"), "inbound", from_, to, body, "received", self.clock.now())
        self._keep(text)
        word = body.strip().upper()
        own = self._keyword(word, to, from_)
        if word in STOP_WORDS and not self.options.stop_is_forwarded:
            return own
        reply = self._fetch(Request(method, url, self._params(text, "received"), "text", "text"))
        answers = replies_in(reply) if reply is not None and (to, from_) not in self.stopped else []
        return own + [self.send(to, from_, answer, direction="outbound-reply") for answer in answers]

    def _keyword(self, word: str, ours: str, theirs: str) -> list[Text]:
        """STOP blocks the pair of numbers, START lets it go; Twilio answers both by itself."""
        if word in STOP_WORDS:
            self.stopped.add((ours, theirs))
            return [self.send(ours, theirs, STOPPED, direction="outbound-reply")]
        if word in START_WORDS and (ours, theirs) in self.stopped:
            self.stopped.discard((ours, theirs))
            return [self.send(ours, theirs, STARTED, direction="outbound-reply")]
        return []

    def _reaches(self, text: Text, status: str, code: int) -> None:
        text.status, text.code = status, code
        text.sent = text.sent or self.clock.now()
        if not text.status_callback:
            return
        request = Request("POST", text.status_callback, self._params(text, status), "text status", "text-status")
        for delay_s in self.options.callback_plan(status, 0):
            if delay_s > 0:
                self._coming.add(self.clock.tick() + delay_s, request)
            else:
                self._fetch(request)

    def _params(self, text: Text, status: str) -> dict[str, str]:
        """Of a webhook about a text. An inbound one has its words, its places and `SmsMessageSid` too."""
        params = {
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "SmsStatus": status,
            "AccountSid": self.account_sid,
            "From": text.from_,
            "To": text.to,
            "ApiVersion": API_VERSION,
        }
        if text.direction != "inbound":
            return {**params, "MessageStatus": status, **({"ErrorCode": str(text.code)} if text.code else {})}
        places = {f"{end}{part}": place for end in ("From", "To") for part, place in self.options.place.items()}
        return {**params, **places, "SmsMessageSid": text.sid, "Body": text.body, "NumMedia": "0", "NumSegments": "1"}

    def _fetch(self, request: Request) -> Response | None:
        reply = self.webhooks.send(request)
        self.exchanges.append(Exchange.of(len(self.exchanges) + 1, request, reply))
        return reply if isinstance(reply, Response) else None

    def _keep(self, text: Text) -> None:
        self.texts[text.sid] = text
        if len(self.texts) > TEXTS_KEPT_MAX:
            del self.texts[next(iter(self.texts))]
