"""A campaign of calls in virtual time: who takes up the telephone and what he does is drawn from his number."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from integration.campaigns.attempts import Result
from integration.clock import VirtualClock
from integration.ledger.tables import campaign_runs, planned_calls
from ivr.phone import Callee, Options
from tests.workers.telephones import FILE, TERMS, Telephones

WAIT_S = 1.0  # until the next look, where what is due could not be rung
RUN = select(func.max(campaign_runs.c.id)).scalar_subquery()
WAITING = (planned_calls.c.run_id == RUN) & (planned_calls.c.state == "waiting")
NEXT = select(planned_calls.c.due_at).where(WAITING).order_by(planned_calls.c.due_at).limit(1)
ANSWERED = 20  # of a hundred; the others are divided below
DRAWS = (  # up to which of a hundred numbers, what befalls
    (4, Result.PAID),
    (7, Result.PROMISED),
    (10, Result.OPTED_OUT),
    (12, Result.WRONG_NUMBER),
    (14, Result.CALL_LATER),
    (17, Result.HUMAN),
    (ANSWERED, Result.HUNG_UP),
    (50, Result.NO_ANSWER),
    (65, Result.BUSY),
    (95, Result.MACHINE),
    (100, Result.FAILED),
)
KEYS = {  # what a person presses, one after the other
    Result.PAID: ("1", "30236", "1", "1", "1", "card:visa", "expiry", "cvv"),
    Result.PROMISED: ("1", "30236", "1", "5", "2", "1", "1", "1"),
    Result.OPTED_OUT: ("8",),
    Result.WRONG_NUMBER: ("2",),
    Result.CALL_LATER: ("3",),
    Result.HUMAN: ("1", "30236"),
    Result.HUNG_UP: (),
}
UNANSWERED = {Result.NO_ANSWER: "no-answer", Result.BUSY: "busy", Result.FAILED: "failed"}
CAMPAIGN = FILE.replace("lines = 500", "lines = 30").replace("call_s = 5.0", "call_s = 60.0")
PURSE = {"spend_per_day": {"is": "2000.00", "reason": "a bench needs a day for all"}}
PEOPLE = TERMS | {"features": {"scheduled_payments": True}, "calling": PURSE}


def fate_of(number):
    """What befalls a call to this number, which is one of `bill_of_number`: of a hundred accounts, each draw once."""
    account = (int(number[-7:]) - 2_000_000) // 7
    draw = account * 37 % 100
    return next(result for most, result in DRAWS if draw < most)


def far_end(number):
    """The phone company's plan for it."""
    fate = fate_of(number)
    answered_by = "machine" if fate is Result.MACHINE else "unknown" if fate is Result.HUNG_UP else "human"
    return Callee(status=UNANSWERED.get(fate, "completed"), answered_by=answered_by)


OPTIONS = Options(callee_plan=far_end, calls_per_s=1000.0)


@dataclass
class Audience:
    """Drives a campaign to its end. The phone company lives by a clock of its own: calls go on beside each other."""

    telephones: Telephones
    rung: Counter = field(default_factory=Counter)  # by number: the phone company's own word
    at: list = field(default_factory=list)  # when each was rung, and its number

    def __post_init__(self):
        network = self.telephones.line.network
        network.clock = VirtualClock(network.clock.now())

    def take_part(self):
        """Until nothing waits any more, or the run is over."""
        clock = self.telephones.line.box.clock
        while (due_at := self._next()) is not None:
            clock.pause(max(0.0, (due_at - clock.now()).total_seconds()))
            if not self.telephones.dialler.go_on():
                clock.pause(WAIT_S)
            self._answer()

    def _next(self):
        """When the next call is due; None where nothing waits any more."""
        with self.telephones.line.database.read() as connection:
            return connection.scalar(NEXT)

    def _answer(self):
        calls = self.telephones.line.network.calls
        for call in list(calls.values()):
            self.rung[call.facts.to] += 1
            self.at.append((self.telephones.line.box.clock.now(), call.facts.to))
            self._act(call)
        calls.clear()

    def _act(self, call):
        fate = fate_of(call.facts.to)
        call.listen()
        for keys in KEYS.get(fate, ()):
            call.press(keys)
            call.listen()
        if not call.ended:
            call.hang_up()

    def wanted(self):
        """How many calls end in each way."""
        return Counter(fate_of(number).value for number in self.rung.elements())
