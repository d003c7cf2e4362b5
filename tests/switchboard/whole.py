"""The whole loop: the real adapters, zeep and the gateway's Flask app on wires whose troubles the seed draws."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from integration.cayenta.books import CayentaBooks
from integration.clock import VirtualClock
from integration.gateway.client import JsonGateway
from integration.ports import AnswerLost, HttpReply, NothingSent
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.cayenta.app import CayentaApp
from integration.sandbox.cayenta.envelope import write_fault
from integration.sandbox.cayenta.faults import Fault, Kind
from integration.sandbox.cayenta.wsdl import write_wsdl
from integration.sandbox.gateway.box import GatewayBox
from integration.sandbox.gateway.tokens import card
from integration.wires.loopback import Cut, LoopbackWire
from tests.switchboard.gateway import LATE_S_MAX
from tests.switchboard.systems import ACCOUNTS, OWED, Systems

GATEWAY_KEY = "box-gateway-key"
CAYENTA_URL = "http://cayenta.box/ws"
MOVES_MONEY = (b"AddARItem", b"VoidARItem", b"AddReturnedCheck")
FAULT_STATUS = 500


@cache
def wsdl_folder():
    """One folder with the biller's saved WSDL, for the life of this process."""
    folder = Path(mkdtemp(prefix="ivr-switchboard-"))
    write_wsdl(folder / "cayenta.wsdl", CAYENTA_URL)
    return folder


def whole_systems(world):
    """Cayenta behind SOAP and the gateway behind JSON, with the sandbox's own journals."""
    world.biller = world.biller.model_copy(update={"folder": wsdl_folder()})
    still = VirtualClock(world.clock.now())  # the wires wait on the baton, what lies behind them takes no time
    cayenta = CayentaApp([Account(number, OWED) for number in ACCOUNTS], clock=world.clock)
    gateway = GatewayBox(world.clock, key=GATEWAY_KEY, rng=world.dice.stream("charge ids"))
    wire = CayentaWire(world, cayenta, LoopbackWire(cayenta, still))
    return Systems(
        books=CayentaBooks(world.biller, wire, world.clock, post_deadline_s=world.timings.send_s),
        gateway=JsonGateway(
            world.biller.payments.gateway, GatewayWire(world, gateway, LoopbackWire(gateway.app, still))
        ),
        items=cayenta.journal.items,
        charges=gateway.journal.entries,
        token=gateway.tokens.mint(card("4111111111111111")),
    )


class CayentaWire:
    """`ports.Wire` to the sandbox's Cayenta: each posting meets its fate, each question may fail or lag."""

    def __init__(self, world, app, inner):
        self._world, self._app, self._inner = world, app, inner

    def exchange(self, request, *, deadline_s):
        """As `ports.Wire` has it."""
        if any(word in request.body for word in MOVES_MONEY):
            return self._post(request, deadline_s)
        return self._asked(request, deadline_s)

    def _post(self, request, deadline_s):
        world, fate, before_s, after_s = self._world, *self._world.fate()
        world.note("send", fate.kind)
        if fate.cut is Cut.REFUSED:
            world.travel(before_s)
            raise NothingSent("refused")
        world.travel(before_s, lambda: self._inner.exchange(request, deadline_s=deadline_s))
        reply = self._arrived(request, deadline_s, fate)
        if fate.is_late:
            world.late(lambda: self._inner.exchange(request, deadline_s=deadline_s))
        world.travel(after_s)
        if reply is None or fate.cut is Cut.AFTER:
            raise AnswerLost(fate.kind)
        return reply

    def _arrived(self, request, deadline_s, fate):
        """What Cayenta answers; None where it never hears of it."""
        if fate.cut is Cut.BEFORE:
            return None
        if fate.kind == "duplicate":
            refused = self._with(Fault(Kind.REFUSE, times=1), request, deadline_s)
            return HttpReply(refused.status, refused.body.replace(b"Invalid Account Number", b"Duplicate reference"))
        if fate.fault is not None:
            return self._with(Fault(fate.fault, times=1), request, deadline_s)
        reply = self._inner.exchange(request, deadline_s=deadline_s)
        return HttpReply(FAULT_STATUS, write_fault("Server", "Internal error")) if fate.kind == "fault after" else reply

    def _asked(self, request, deadline_s):
        world = self._world
        world.travel(world.draw(0.05, 2.0))
        if world.is_down() or world.dice.strikes("find fails"):
            raise AnswerLost("no answer")
        asked_for = [item for item in self._app.journal.items if item.reference.encode() in request.body]
        if any(world.is_unseen(item.at) for item in asked_for):
            return self._with(Fault(Kind.REFUSE, times=1), request, deadline_s)
        return self._inner.exchange(request, deadline_s=deadline_s)

    def _with(self, fault, request, deadline_s):
        self._app.set_faults(fault)
        try:
            return self._inner.exchange(request, deadline_s=deadline_s)
        finally:
            self._app.set_faults()


class GatewayWire:
    """`ports.Wire` to the gateway in a box, with the seed's troubles at its doors."""

    def __init__(self, world, box, inner):
        self._world, self._box, self._inner = world, box, inner

    def exchange(self, request, *, deadline_s):
        """As `ports.Wire` has it."""
        world, strikes = self._world, self._world.dice.strikes
        world.note("gateway", request.method)
        world.travel(world.draw(0.1, 4.0))
        if strikes("gateway down"):
            raise NothingSent("refused")
        if request.method == "GET":
            return HttpReply(200, b"{") if strikes("gateway garbled") else self._reply(request, deadline_s)
        if request.url.endswith("/v1/charges"):
            self._befall_the_charge(request, deadline_s)
        if strikes("gateway timeout"):
            raise AnswerLost("no answer")
        reply = self._reply(request, deadline_s)
        is_lost = strikes("gateway timeout after")
        world.travel(deadline_s if is_lost else world.draw(0.1, 2.0))
        if is_lost:
            raise AnswerLost("no answer")
        return reply

    def _befall_the_charge(self, request, deadline_s):
        world = self._world
        if world.dice.strikes("gateway late"):
            arrives_s = world.baton.now_s + world.draw(deadline_s, LATE_S_MAX)
            world.baton.at(arrives_s, lambda: self._reply(request, deadline_s))
            raise AnswerLost("no answer")
        if world.dice.strikes("declined"):
            self._box.plan("decline do_not_honor")

    def _reply(self, request, deadline_s):
        return self._inner.exchange(request, deadline_s=deadline_s)
