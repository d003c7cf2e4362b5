"""Where an execution stands: what the verbs share."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from ivr.phone.document import Fault
from ivr.phone.errors import PhoneError
from ivr.phone.facts import CallFacts
from ivr.phone.ids import Ids
from ivr.phone.options import Options
from ivr.phone.pay.abilities import Abilities
from ivr.phone.wire import Purpose, Request


@dataclass
class Progress:
    """What changes during a call. `paused` tells that a Pause has delayed the pick-up; `verb` is under way at `url`."""

    answered: bool = False
    paused: bool = False
    turns: int = 0
    fetched: Counter[str] = field(default_factory=Counter)
    verb: str = ""
    url: str = ""

    @property
    def where(self) -> str:
        """`turn 3: <Gather> of https://…`: where the call stands, for a person."""
        verb = f"<{self.verb}>" if self.verb else "the call"
        return f"turn {self.turns}: {verb} of {self.url or 'the TwiML of a REST request'}"

    def count(self, request: Request, options: Options) -> None:
        """Counts one more document; raises PhoneError where the application seems to go round for ever."""
        self.turns += 1
        self.fetched[request.url] += 1
        where = f"turn {self.turns}: {request.verb or 'the call'} asks for {request.url}"
        if self.fetched[request.url] > options.max_same_document:
            raise PhoneError(f"{where} for the {self.fetched[request.url]}th time")
        if self.turns > options.max_turns:
            raise PhoneError(f"{where}; a call of more than {options.max_turns} turns")


@dataclass(frozen=True)
class Scene:
    """The call, the choices, and the URL of the document that is being executed."""

    facts: CallFacts
    options: Options
    ids: Ids
    connectors: Mapping[str, Abilities] = field(default_factory=dict)
    progress: Progress = field(default_factory=Progress)
    url: str = ""

    def at(self, url: str) -> "Scene":
        """The same call, one document further."""
        self.progress.url, self.progress.verb = url, ""
        return replace(self, url=url)

    def with_extra(self, extra: Mapping[str, str]) -> "Scene":
        """The same call, with more parameters on every request: those of a queue."""
        return replace(self, facts=replace(self.facts, extra={**self.facts.extra, **extra}))

    def transfer(self, verb: str, reference: str, method: str, extra: Mapping[str, str]) -> Request | Fault:
        """The request for the document that goes on with the call; an empty reference is the current one."""
        return self.request(verb, reference, method, {**self.facts.params("in-progress"), **extra})

    def request(
        self,
        verb: str,
        reference: str,
        method: str,
        params: Mapping[str, str],
        purpose: Purpose = "document",
    ) -> Request | Fault:
        """A request with exactly these parameters. A relative URL is resolved against the document (twilio.md 3)."""
        given, url = urlsplit(reference.strip()), urljoin(self.url, reference.strip())
        half = given.scheme and not given.netloc  # `https:` or `tel:+1`: urljoin would make something of the first
        if half or urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            return Fault(11100, f"<{verb}> has an invalid URL: {reference}", self.url)
        return Request(method, url, params, verb, purpose)
