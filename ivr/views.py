"""The voice webhooks: one URL a turn, `/voice/<kind>/<turn>/<number>`, and one short view for each kind of request.

Whatever happens, the caller hears something and it is valid TwiML.
"""

from collections.abc import Callable
from uuid import uuid4

import structlog
from flask import Blueprint, Response, request

from integration.billers import Biller
from integration.errors import Unavailable
from integration.ledger import call_news
from integration.site import Site
from ivr.call import Call, Dialed, Event, Keyed, Silence, Spoke
from ivr.desk import Desk
from ivr.ringing import Ringing
from ivr.speech.heard.hearing import Hearing
from ivr.store import CallStore, Place, UnknownCall
from ivr.taken import paid_of, recorded_of
from ivr.turns import Ask, Do, Menu, Pay, Record, Script, Transfer
from ivr.twiml import Renderer
from ivr.webhook import SPEECH, Forbidden, Knock, door_of

log = structlog.get_logger()
TWIML = "text/xml; charset=utf-8"
DUPLICATE_WAIT_S = 5.0  # a repeat of a turn in progress waits this long for its bytes
LOOK_EVERY_S = 0.05
PROCESSING = "payment-processing"  # the step of <Pay> in which the connector is asked
WAITS_MAX = 2  # how often a caller hears "one moment" while the database is locked


class Voice:
    """The webhooks of one site."""

    def __init__(self, site: Site, script: Script, renderer: Renderer, hearing: Hearing) -> None:
        self._site = site
        self._script = script
        self._renderer = renderer
        self._desk = Desk(site)
        self._store = CallStore(site.database, script, renderer, hearing, site.biller)
        self._door = door_of(site.settings)
        self._ringing = Ringing(site.database)

    def blueprint(self) -> Blueprint:
        """The routes."""
        voice = Blueprint("voice", __name__, url_prefix="/voice")
        voice.post("")(self.answer)
        voice.post("/status")(self.status)
        voice.post("/reminder/<int:ring>")(self.remind)
        voice.post("/reminder/<int:ring>/status")(self.reminded)
        voice.post("/pay-status")(self.pay_status)
        voice.post("/keyed/<turn>/<int:number>", endpoint="keyed")(self._turn_view(self._keyed, (Menu, Ask)))
        voice.post("/paid/<turn>/<int:number>", endpoint="paid")(self._turn_view(self._paid, (Pay,)))
        voice.post("/recorded/<turn>/<int:number>", endpoint="recorded")(self._turn_view(self._recorded, (Record,)))
        voice.post("/dialed/<turn>/<int:number>", endpoint="dialed")(self._turn_view(self._dialed, (Transfer,)))
        voice.post("/whisper/<turn>/<int:number>", endpoint="whisper")(self.whisper)
        voice.post("/taken/<turn>/<int:number>", endpoint="taken")(self.taken)
        voice.post("/work/<turn>/<int:number>", endpoint="work")(self.work)
        return voice

    def answer(self) -> Response:
        """Every inbound call; the biller is found by To."""
        knock, biller = self._let_in()
        now = self._site.clock.now()
        language = biller.languages[0]
        call = Call(knock.call_sid, knock.caller, knock.line, language, "", now.isoformat(), biller=biller)
        return self._always(biller, lambda: self._store.answer(call, now))

    def remind(self, ring: int) -> Response:
        """A call that we started is taken up."""
        knock, biller = self._let_in()
        now = self._site.clock.now()
        call, news = self._ringing.taken_up(knock, biller, ring, now)
        return self._always(
            biller,
            lambda: self._store.answer(call, now, lambda connection: call_news.tell(connection, ring, news, now)),
        )

    def reminded(self, ring: int) -> Response:
        """The end of a call that we started, whether or not anybody took it up."""
        knock = self._door.open(request)
        self._ringing.ended(knock, ring, self._site.clock.now())
        return self._ended(knock)

    def status(self) -> Response:
        """The call's end. Late, doubled and permuted callbacks end in the same state."""
        return self._ended(self._door.open(request))

    def _ended(self, knock: Knock) -> Response:
        if knock.only("CallStatus") in {"completed", "busy", "failed", "no-answer", "canceled"}:
            self._store.end(knock.call_sid, knock.only("CallStatus"), self._site.clock.now(), line=knock.line)
        return Response(status=204)

    def pay_status(self) -> Response:
        """A step of a <Pay> that charges by itself. It lacks To (twilio.md 8): the call is found by its CallSid.

        It may come before the result of <Pay> or after it, and says nothing of the outcome: it only brings the look at
        a charge forward whose result stays away.
        """
        knock = self._door.open(request)
        if knock.word("For") == PROCESSING:
            self._store.expect_charge(knock.call_sid, self._site.clock.now(), line=knock.line)
        return Response(status=204)

    def _turn_view(
        self, read: Callable[[Knock], Event | Spoke], kinds: tuple[type, ...]
    ) -> Callable[[str, int], Response]:
        def view(turn: str, number: int) -> Response:
            knock, biller = self._let_in()
            if turn in self._script and not isinstance(self._script[turn], kinds):
                raise Forbidden(f"turn {turn} is not answered in this way")
            event, now = read(knock), self._site.clock.now()
            place = Place(knock.call_sid, turn, number, knock.line)
            return self._always(biller, lambda: self._store.move(place, event, now))

        return view

    def _keyed(self, knock: Knock) -> Event | Spoke:
        """Whichever Twilio detected first (twilio.md 4.9)."""
        digits, said = knock.keys("Digits").strip(), knock.only(SPEECH).strip()
        if digits:
            return Keyed(digits)
        return Spoke(said, knock.confidence()) if said else Silence()

    def _paid(self, knock: Knock) -> Event:
        return paid_of(knock, self._site.vault.seal)

    def _recorded(self, knock: Knock) -> Event:
        return recorded_of(knock)

    def _dialed(self, knock: Knock) -> Event:
        return Dialed(knock.word("DialCallStatus"))

    def whisper(self, turn: str, number: int) -> Response:
        """What the agent hears before he is connected. Whatever goes wrong, he is connected all the same."""
        knock = self._door.open(request)
        try:
            call = self._store.at_agent(knock.parent(), knock.line, self._site.clock.now())
        except (UnknownCall, Unavailable) as trouble:
            log.warning("nothing_whispered", path=request.path, why=repr(trouble))
            call = None
        if call is None or (call.turn, call.number) != (turn, number):
            return Response(self._renderer.taken(connected=True), content_type=TWIML)
        return Response(self._renderer.whisper(call), content_type=TWIML)

    def taken(self, turn: str, number: int) -> Response:  # noqa: ARG002 - the place is in the URL for the log
        """The agent's key: 1 takes the call."""
        knock = self._door.open(request)
        knock.parent()
        return Response(self._renderer.taken(connected=knock.keys("Digits").strip() == "1"), content_type=TWIML)

    def work(self, turn: str, number: int) -> Response:
        """A Do turn: taken up by one request; its repeats wait for the bytes, then hear "one moment" again."""
        knock, biller = self._let_in()
        if turn in self._script and not isinstance(self._script[turn], Do):
            raise Forbidden(f"turn {turn} is no work")
        place = Place(knock.call_sid, turn, number, knock.line)
        return self._always(biller, lambda: self._work(place))

    def _work(self, place: Place) -> bytes:
        clock = self._site.clock
        begun = clock.tick()
        call = self._store.begin_work(place, uuid4(), clock.now())
        if call is None:
            return self._wait_for(place)
        turn = self._script[call.turn]
        if not isinstance(turn, Do):
            raise TypeError(f"turn {call.turn} is no work")
        done = self._desk.do(turn.work, call)
        ms = round((clock.tick() - begun) * 1000)
        log.info("work", bid=call.biller.bid, call_sid=place.call_sid, turn=place.turn, number=place.number, ms=ms)
        twiml = self._store.move(place, done.finished, clock.now(), ms=ms, record=done.record)
        if done.finished.word == "captured":
            self._site.bell.ring(call.biller.bid)
        return twiml

    def _wait_for(self, place: Place) -> bytes:
        clock = self._site.clock
        until = clock.tick() + DUPLICATE_WAIT_S
        while (twiml := self._store.peek(place)) is None:
            if clock.tick() >= until:
                return self._store.present(place)
            clock.pause(LOOK_EVERY_S)
        return twiml

    def _let_in(self) -> tuple[Knock, Biller]:
        """Signature, account, line: a stranger's 403 is all he gets."""
        knock = self._door.open(request)
        biller = self._site.line(knock.line)
        if biller is None:
            raise Forbidden("To is no line of ours")
        return knock, biller

    def _always(self, biller: Biller, work: Callable[[], bytes]) -> Response:
        """Valid TwiML, whatever happens to `work`."""
        try:
            return Response(work(), content_type=TWIML)
        except UnknownCall:
            return Response(self._renderer.restart(biller), content_type=TWIML)
        except Forbidden:
            raise
        except Unavailable as trouble:
            log.warning("database_away", path=request.path, why=str(trouble))
            return Response(self._later(biller), content_type=TWIML)
        except Exception:  # the caller must hear something, whatever we did wrong
            log.exception("turn_failed", path=request.path)
            person = biller.agent.hours.open_at(self._site.clock.now(), biller.zone)
            return Response(self._renderer.apologise(biller, person=person), content_type=TWIML)

    def _later(self, biller: Biller) -> bytes:
        """One moment, twice; then a person."""
        waits = int(request.args.get("wait", "0")) if request.args.get("wait", "0").isdecimal() else WAITS_MAX
        if waits < WAITS_MAX:
            return self._renderer.wait(biller, f"{request.path}?wait={waits + 1}")
        return self._renderer.apologise(biller, person=True)
