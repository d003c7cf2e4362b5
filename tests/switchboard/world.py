"""One seed's world: the real ledger, pump, look-ups and desk, around a biller's systems whose troubles are drawn."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from integration.billers import Biller
from integration.timings import HOUR_S, MINUTE_S, Timings
from tests.switchboard.baton import Baton, Died
from tests.switchboard.cayenta import MemoryCayenta
from tests.switchboard.dice import Dice
from tests.switchboard.fates import FATES, SEND_S, WELL
from tests.switchboard.gateway import MemoryGateway
from tests.switchboard.queue import Queue
from tests.switchboard.systems import ACCOUNTS, Systems
from workers.crash import Point

BID = "1368"
START = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
BOUND_S = HOUR_S  # a biller's written bound on late apply, where it gives one
LATE_S_MAX = 2 * HOUR_S  # where it gives none
LAG_S_MAX = 50.0  # of a look-up; the pump allows a minute
STALLS_S = (5.5, 30.0, 160.0, 400.0, 1300.0, 4200.0, 8400.0)
FOUND_SENT = 0.5  # of those who die in mid-exchange, how many had sent it all
SAFETY_S = 2 * HOUR_S


class Clock:
    """`integration.clock.Clock` on the baton's time; the wall's clock may be set, the ticks never are."""

    def __init__(self, baton):
        self._baton = baton
        self.skew_s = 0.0

    def now(self):
        return START + timedelta(seconds=self._baton.now_s + self.skew_s)

    def tick(self):
        return self._baton.now_s

    def pause(self, seconds):
        self._baton.pause(seconds)


class World:
    """Everything that one seed needs. `ledger` is lent and wiped; `systems` makes the biller's systems."""

    def __init__(self, seed, ledger, *, less=None, systems=None):
        self.dice = Dice(seed, less) if less else Dice(seed)
        self.chance = self.dice.stream("times")
        self.baton = Baton()
        self.clock = Clock(self.baton)
        self.timings = Timings()
        self.ledger, self.database = ledger, ledger.database
        self.trace = []
        self.kills = 0
        self.deaths = Counter()
        self.down_until_s = -1.0
        self._ids = self.dice.stream("ids")
        self._lag_s = self.dice.stream("lag").uniform(0.0, LAG_S_MAX)
        ledger.wipe()
        self.database.strikes = self.dice.strikes
        self.biller = self._biller(self.dice.stream("biller"))
        self.systems = (systems or memory_systems)(self)
        self.books = self.systems.books
        self.queue = Queue(self, workers=self.biller.pump.concurrency)
        self.site = SimpleNamespace(
            database=self.database,
            clock=self.clock,
            billers={BID: self.biller},
            biller={BID: self.biller}.__getitem__,
            books=lambda _bid: self.books,
            gateway=lambda _bid: self.systems.gateway,
            bell=self.queue,
            timings=self.timings,
            vault=SimpleNamespace(open=lambda sealed: sealed),
        )

    def _biller(self, chance):
        """The biller's own terms are drawn too. One whose clocks jump gives no bound: no bound would hold."""
        policy = chance.choice(("never", "bound", "bound", "blind"))
        if "clock jumps" in self.dice.rates:
            policy = "never" if policy == "bound" else policy
            self.dice.rates.pop("gateway late", None)
        closes = START.replace(hour=10) + timedelta(minutes=chance.randrange(10, 400))
        window = chance.choice(([], ["Fri 10:30-11:00"], ["Fri 11:15-11:40"]))
        return Biller.model_validate(
            {
                "bid": BID,
                "name": "Clayton County Water Authority",
                "zone": "America/New_York",
                "lines": ["+17705550100"],
                "agent": {"number": "+17705550199"},
                "batch": {"closes": f"{closes:%H:%M}"},
                "cayenta": {
                    "url": "http://cayenta.box/ws",
                    "wsdl": "cayenta.wsdl",
                    "user": "ivr",
                    "password": "box",
                    "lookup": policy != "blind",
                    "resend_after_s": BOUND_S if policy == "bound" else 0,
                },
                "payments": {"gateway": {"url": "http://gateway.box", "key": "box-gateway-key"}},
                "maintenance": {"windows": window},
                "pump": {"concurrency": chance.choice((1, 2, 3)), "per_second": chance.choice((1, 1000))},
            }
        )

    def note(self, *words):
        """One line of the trace."""
        self.trace.append((round(self.baton.now_s, 6), *words))

    def draw(self, low, high):
        """A number that is no trouble: how long an ordinary thing takes."""
        return self.chance.uniform(low, high)

    def new_token(self):
        return str(UUID(int=self._ids.getrandbits(128)))

    def is_down(self):
        """Whether Cayenta is away just now."""
        return self.baton.now_s < self.down_until_s

    def is_unseen(self, at):
        """Whether a look-up does not see yet what was applied at this instant (ISO)."""
        age_s = (self.clock.now() - datetime.fromisoformat(at)).total_seconds()
        return 0 <= age_s < self._lag_s and self.dice.strikes("find lags")

    def fate(self):
        """Of the next request to Cayenta, with the seconds before and after it arrives."""
        if self.is_down():
            return FATES[0], self.draw(0.0, 5.0), 0.0
        fate = next((each for each in FATES if self.dice.strikes(each.kind)), WELL)
        takes_s = self.draw(*fate.takes_s)
        before_s = self.draw(0.0, takes_s)
        return fate, before_s, takes_s - before_s

    def late(self, arrives):
        """After this send was given up: within the biller's bound, often where the pump first asks, or at its end."""
        bound_s, quiet_s = self.biller.cayenta.resend_after_s or LATE_S_MAX, self.timings.quiet_s
        worst = (self.draw(SEND_S, bound_s), self.draw(SEND_S, bound_s), quiet_s - 1, quiet_s + 1, bound_s - 1)
        self.baton.at(self.baton.now_s + worst[int(self.draw(0, len(worst)))], arrives)

    def travel(self, seconds, arrives=None):
        """A request or its answer is under way; whoever dies meanwhile may have sent it or not."""
        self.baton.pause(seconds)
        kind = self._way_to_die()
        if kind and self.dice.strikes(kind):
            if arrives is not None and self.draw(0, 1) < FOUND_SENT:
                arrives()
            self.die(kind if kind != "kill" else "on the way")
        if kind == "beat killed" and self.dice.strikes("beat sleeps"):
            self.note(self.baton.running.name, "sleeps")
            self.baton.pause(self._sleep_s("beat sleeps"))

    def _way_to_die(self):
        """The trouble that kills whoever runs; none where the scheduler itself does."""
        fibre = self.baton.running
        name = fibre.name.partition(" ")[0] if fibre is not None else ""
        return {"worker": "kill", "caller": "web killed", "lookups": "beat killed", "undoing": "beat killed"}.get(name)

    def at_point(self, who, point):
        """What befalls a worker at a labelled point: death at once, or so many seconds of sleep."""
        if self.dice.strikes("kill"):
            self.note(who, "dies at", point.value)
            self.die(point.value)
        if point is Point.COMMITTING:
            return 0.0  # a transaction is open: whoever sleeps in one keeps all others waiting
        if self.dice.strikes("stall"):
            seconds = self._sleep_s("stall")
            self.note(who, "sleeps at", point.value, round(seconds))
            return seconds
        return self.dice.within("preempt", 0.0, MINUTE_S / 20) if self.dice.strikes("preempt") else 0.0

    def _sleep_s(self, kind):
        return self.dice.within(kind, 0.9, 1.1) * STALLS_S[int(self.dice.within(kind, 0, len(STALLS_S)))]

    def die(self, where):
        """The running fibre is killed."""
        self.kills += 1
        self.deaths[where] += 1
        raise Died(where)


def memory_systems(world):
    """Cayenta and the gateway behind their ports: no XML, no HTTP."""
    cayenta, gateway = MemoryCayenta(world, ACCOUNTS), MemoryGateway(world)
    return Systems(cayenta, gateway, cayenta.journal.items, gateway.journal.entries, token="tok_sealed")
