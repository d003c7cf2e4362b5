"""One seed, played: two hours in which anything may befall, then peace until everything is settled; then the judge."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from integration.timings import DAY_S, HOUR_S, MINUTE_S
from tests.money.closes import closed_batches_add_up
from tests.money.evidence import Evidence, entries_of
from tests.money.invariants import breaches
from tests.money.leases import nobody_takes_what_is_held
from tests.money.refusals import nothing_refused_is_there
from tests.switchboard.callers import Caller, people_decide
from tests.switchboard.due import Ask
from tests.switchboard.hours import Hours
from tests.switchboard.world import SAFETY_S, World

PAYMENTS = 20
JUDGED_EVERY_S = 20 * MINUTE_S
BOUND_S = 7 * DAY_S  # the last question about a posting comes five days after its quiet period (reliability.md 2.3)
PEOPLE_COME_S = 6 * HOUR_S  # to what waits for them, once nothing else moves
PEOPLE_LOOK = (0, 1, 2)  # times: what they ask for again may come to them again
BEAT_AFTER_S = 31.0  # longer than a sweep takes to come round


@dataclass
class Played:
    """What one seed came to. `breaches` are the judge's; `recovery_s` is from the last fault until all was settled.

    `deaths` counts by labelled point, `edges` changes of state of a posting; `terms` are the biller's, as drawn.
    """

    seed: int
    breaches: list[str]
    trace: list[tuple]
    tables: dict[str, list[dict]]
    kills: int
    struck: Counter
    deaths: Counter
    hits: list[tuple[str, int]]
    rates: dict[str, float]
    terms: dict[str, object]
    items: int
    recovery_s: float | None = None
    counts: Counter = field(default_factory=Counter)
    edges: Counter = field(default_factory=Counter)

    def digest(self):
        """The same for two runs of the same seed, to the last row and the last event."""
        return hashlib.sha256(repr((self.trace, self.tables)).encode()).hexdigest()


def play(seed, ledger, *, less=None, systems=None, payments=PAYMENTS):
    """Play one seed on a lent ledger; `systems` other than those in memory put SOAP and Flask into the loop."""
    world = World(seed, ledger, less=less, systems=systems)
    hours = Hours(world)
    try:
        found, recovery_s = _both_phases(world, hours, payments)
    finally:
        world.baton.end_all()
    return _played(world, found, recovery_s)


def _both_phases(world, hours, payments):
    taken = world.dice.less.payments
    for number in range(payments):
        if number not in taken:
            Caller(world, number)
    hours.begin(SAFETY_S)
    found = []
    while world.baton.now_s < SAFETY_S and not found:
        world.baton.run(world.baton.now_s + JUDGED_EVERY_S)
        found += _judged(world, is_at_rest=False)
    if found:
        return found, None  # whatever comes after the first breach only hides it
    recovery_s = _settle(world, hours)
    return _judged(world, is_at_rest=True), recovery_s


def _settle(world, hours):
    """Nothing befalls any more; the seconds until nothing was unsettled, None where that never came."""
    world.dice.is_quiet = True
    world.down_until_s = -1.0
    recovery_s, looks = None, world.dice.stream("people").choice(PEOPLE_LOOK)
    while world.baton.now_s < SAFETY_S + BOUND_S:
        hours.beat()
        world.baton.run(world.baton.now_s + BEAT_AFTER_S)
        if not world.ledger.due(Ask.UNSETTLED) and recovery_s is None:
            recovery_s = world.baton.now_s - SAFETY_S
        coming = [each for each in (hours.next_due_s(), world.baton.next_s()) if each is not None]
        if coming:
            world.baton.run(max(world.baton.now_s, min(coming)))
        elif looks:
            looks -= 1
            world.baton.run(world.baton.now_s + PEOPLE_COME_S)
            people_decide(world)
        else:
            break
    return recovery_s


def _judged(world, *, is_at_rest):
    """Rows past SQLAlchemy and both journals, before judges that know nothing of the pump."""
    evidence = Evidence(
        world.ledger.tables(),
        books=entries_of(world.systems.items),
        gateway=world.systems.charges,
        is_at_rest=is_at_rest,
    )
    can_be_asked = world.biller.cayenta.lookup
    more = [*nobody_takes_what_is_held(evidence), *closed_batches_add_up(evidence)]
    return [*breaches(evidence), *more, *nothing_refused_is_there(evidence, can_be_asked=can_be_asked)]


def _played(world, found, recovery_s):
    tables = world.ledger.tables()
    return Played(
        seed=world.dice.seed,
        breaches=found,
        trace=world.trace,
        tables=tables,
        kills=world.kills,
        struck=world.dice.struck,
        deaths=world.deaths,
        hits=world.dice.hits(),
        rates=world.dice.rates,
        terms=_terms(world.biller),
        items=len(world.systems.items),
        recovery_s=recovery_s,
        counts=Counter(row["state"] for row in tables["outbox"] if row["op"] == "payment"),
        edges=Counter(f"{event['from_state'] or 'new'}-{event['to_state']}" for event in tables["outbox_events"]),
    )


def _terms(biller):
    asked = {"lookup": biller.cayenta.lookup, "resend_after_s": biller.cayenta.resend_after_s}
    hours = {"closes": str(biller.batch.closes), "windows": [each.text for each in biller.maintenance.windows]}
    return asked | hours | {"concurrency": biller.pump.concurrency, "per_second": biller.pump.per_second}
