"""A dialler that dies again and again, anywhere; the phone company's own journal tells who was rung, and how often."""

import random
from collections import Counter
from dataclasses import dataclass

from integration.clock import VirtualClock
from tests.workers.telephones import Dead
from workers.dialler import ABSENT_S

SEED = 20261123
POINTS = 5  # of a call, the one inside the phone company's answer too
ROUNDS_PER_DEATH = 3  # what still waits after so many is not rung, and the count of the rung tells it
LOOKS = 12  # until everything that was lost has been found or given up


@dataclass
class Killed:
    """What came of it. `rung` is by number, as the phone company has it."""

    deaths: int
    rung: Counter


def ring_and_kill(telephones, deaths):
    """Ring all that is due with so many deaths on the way, and then let what was lost be looked for."""
    reaper = _Reaper(telephones, deaths)
    network = telephones.line.network
    network.clock = VirtualClock(network.clock.now())  # its own: the calls that are taken up take up none of the day
    for _ in range(ROUNDS_PER_DEATH * (deaths + 1)):
        if not telephones.states()["waiting"]:
            break
        try:
            telephones.dial()
        except Dead:
            telephones.renew()
        _end_calls(telephones)
    for _ in range(LOOKS):
        telephones.pass_by(seconds=ABSENT_S / 2)
        telephones.dialler.look()
        telephones.dial()
    return Killed(reaper.deaths, journal_of(telephones.rest))


def _end_calls(telephones):
    """Most are told to end, and so make room on the lines; of every seventh nobody tells anything."""
    for place, call in enumerate(list(telephones.line.network.calls.values())):
        if place % 7 and not call.ended:
            call.listen()  # a call that ends in the phone company's queue is told to nobody (twilio.md 2)
            call.hang_up()


def journal_of(rest):
    """Every call that was asked for, by number: each of them was placed."""
    asked = (each for each in rest.asked if each.method == "POST" and each.path.endswith("/Calls.json"))
    return Counter(each.form["To"] for each in asked)


class _Reaper:
    """Kills at drawn places, so that all deaths are died among the calls that there are."""

    def __init__(self, telephones, deaths):
        self.deaths = 0
        self._most = deaths
        self._dice = random.Random(SEED)
        self._chance = 2.0 * deaths / (POINTS * len(telephones.rows()))
        self._ring = telephones.trunk.ring
        telephones.trunk.ring = self._ring_and_die
        telephones.crash = self._strike

    def _ring_and_die(self, order):
        outcome = self._ring(order)
        self._strike(None)  # the answer is on its way, and nobody reads it
        return outcome

    def _strike(self, _point):
        if self.deaths < self._most and self._dice.random() < self._chance:
            self.deaths += 1
            raise Dead
