"""What goes wrong in one seed: each kind of trouble is on or off, and has a rate and a stream of chance of its own.

Streams of their own make shrinking work: a kind that is left out changes nothing in how the others fall.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

# Each kind of trouble with the range that its rate is drawn from: the chance at each place where it could befall.
MENU = {
    "kill": (0.005, 0.06),  # a worker dies at a labelled point, or in mid-exchange
    "stall": (0.01, 0.15),  # a worker sleeps 5 to 400 s at a labelled point, sometimes far beyond its lease
    "preempt": (0.05, 0.5),  # the others go first
    "stop": (0.01, 0.05),  # a worker is asked to end after the row in hand
    "job lost": (0.05, 0.6),  # a ring that RQ loses (H1 to H3, H9, H11)
    "job doubled": (0.05, 0.5),  # a ring that RQ delivers twice (H4 to H7)
    "redis wiped": (0.001, 0.02),  # at each beat
    "beat missed": (0.05, 0.5),  # the clock process is away
    "caller lost": (0.02, 0.15),  # the web process dies before or after the charge
    "turn repeated": (0.05, 0.5),  # the telephone company sends the turn again
    "hung up": (0.02, 0.15),
    "refused": (0.02, 0.25),  # Cayenta: no connection
    "lost before": (0.01, 0.15),
    "lost after": (0.01, 0.2),
    "late": (0.01, 0.15),  # applied after everybody gave up
    "slow": (0.05, 0.4),
    "error before": (0.01, 0.15),
    "error after": (0.01, 0.15),
    "garbled": (0.01, 0.15),
    "page": (0.01, 0.1),
    "redirect": (0.01, 0.1),
    "fault before": (0.01, 0.15),
    "fault after": (0.01, 0.15),
    "no": (0.01, 0.08),
    "locked out": (0.002, 0.03),
    "wrong echo": (0.002, 0.03),
    "duplicate": (0.002, 0.05),
    "outage": (0.0005, 0.006),  # at each beat: Cayenta is down for a while
    "find fails": (0.05, 0.5),
    "find lags": (0.5, 1.0),  # of the few that are looked up so soon
    "gateway timeout": (0.02, 0.15),
    "gateway timeout after": (0.02, 0.2),
    "gateway late": (0.01, 0.1),
    "gateway down": (0.02, 0.2),
    "gateway garbled": (0.02, 0.15),
    "declined": (0.02, 0.15),
    "database busy": (0.001, 0.02),
    "commit unknown": (0.001, 0.02),  # committed, and nobody is told
    "clock jumps": (0.0005, 0.004),  # at each beat
    "closed early": (0.001, 0.01),  # at each beat: a person closes the batch before its time
    "given back": (0.1, 0.5),  # of each payment
    "returned": (0.1, 0.5),  # of each payment by bank
    "decided": (0.005, 0.03),  # at each beat: a person works on the review queue
    "beat killed": (0.005, 0.08),  # who looks up or gives back dies while the gateway is asked, or has just answered
    "beat sleeps": (0.005, 0.08),  # or sleeps there, so long that another takes its place
    "web killed": (0.005, 0.06),  # a caller's process dies while the gateway charges
}
CHANCE_ON = (0.3, 0.7)
SHARES = {"clock jumps": 0.15}  # a biller whose clocks jump can give no bound, which would leave much else untried


@dataclass(frozen=True)
class Less:
    """What shrinking has taken away: kinds, payments by number, single strikes by kind and ordinal."""

    kinds: frozenset[str] = frozenset()
    payments: frozenset[int] = frozenset()
    strikes: frozenset[tuple[str, int]] = frozenset()


@dataclass
class Dice:
    """All chance of one seed. `struck` counts what really befell; after `quiet` nothing does any more."""

    seed: int
    less: Less = field(default_factory=Less)
    struck: Counter[str] = field(default_factory=Counter)
    is_quiet: bool = False

    def __post_init__(self):
        draw = self.stream("menu")
        share = draw.uniform(*CHANCE_ON)
        self.rates = {}
        for kind, (low, high) in MENU.items():
            is_on, rate = draw.random() < SHARES.get(kind, share), draw.uniform(low, high)
            if is_on and kind not in self.less.kinds:
                self.rates[kind] = rate
        self._streams = {kind: self.stream(kind) for kind in self.rates}
        self._hits = Counter()

    def stream(self, name):
        """Chance that nobody else draws from."""
        return Random(f"{self.seed} {name}")

    def strikes(self, kind):
        """Whether this kind befalls here and now."""
        rate = self.rates.get(kind)
        if rate is None or self.is_quiet or self._streams[kind].random() >= rate:
            return False
        self._hits[kind] += 1
        if (kind, self._hits[kind]) in self.less.strikes:
            return False
        self.struck[kind] += 1
        return True

    def within(self, kind, low, high):
        """A number for a trouble that has struck."""
        return self._streams[kind].uniform(low, high)

    def hits(self):
        """Every strike that could be taken away: its kind and its ordinal."""
        return [(kind, number) for kind, many in self._hits.items() for number in range(1, many + 1)]
