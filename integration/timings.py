"""All timings of posting in one record, so that the inequality they stand on is checked once, at the start.

The numbers are reliability's: connect < send < job < lease, and a quiet period longer than anything may be late.
Tests run the same inequality scaled down.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from integration.errors import Misconfigured

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86400.0
BOOKS_AGAIN_S = 5 * MINUTE_S  # until a reminder is looked at anew whose balance could not be asked


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds, all of them. Tuples are steps: the first, the second, … and the last one again and again."""

    connect_s: float = 5.0  # to reach the biller's system at all
    send_s: float = 25.0  # D: wall time of one posting, connecting included
    settle_s: float = 10.0  # to commit what came back, however the database drags
    job_s: float = 60.0  # when RQ's alarm ends a job
    lease_s: float = 150.0  # L: how long a claimed row is nobody else's
    lease_margin_s: float = 10.0  # what a lease must have left beyond D before a send may begin
    stall_s: float = 5.0  # an intent older than this is not sent any more: somebody else may have judged the row
    sweep_s: float = 30.0  # how often every biller with due rows is rung
    close_every_s: float = 5.0  # how often it is asked whose batch is to be closed
    quiet_s: float = 15 * MINUTE_S  # Q: how long a send without an answer is left alone
    late_margin_s: float = MINUTE_S  # beyond a biller's written bound on late apply, for look-ups that lag
    backoff_s: tuple[float, ...] = (15.0, MINUTE_S, 5 * MINUTE_S, 15 * MINUTE_S, HOUR_S)  # after "nothing was sent"
    rest_s: tuple[float, ...] = (MINUTE_S, 5 * MINUTE_S, 15 * MINUTE_S)  # of a biller whose system comes to nothing
    ask_after_s: tuple[float, ...] = (  # after Q, when the biller's system is asked about a reference again
        15 * MINUTE_S,
        HOUR_S,
        4 * HOUR_S,
        *(day * DAY_S for day in range(1, 6)),
    )
    look_every_s: float = 15.0  # how often the gateway is asked about charges whose look-up is due
    look_again_s: tuple[float, ...] = (MINUTE_S, 5 * MINUTE_S, 15 * MINUTE_S, HOUR_S)  # between looks at one charge
    absent_s: float = HOUR_S  # a charge that left and that the gateway does not hold after this was never made
    restart_s: float = 1.0  # before a process that died is started again, doubled each time …
    restart_s_max: float = 10.0  # … up to this
    stop_s: float = 40.0  # how long processes may finish what is in their hands before they are killed

    @property
    def drain_s(self) -> float:
        """How long one job may begin new sends: what RQ allows, less one whole send and its settlement."""
        return self.job_s - self.send_s - self.settle_s

    @property
    def on_the_way_s(self) -> float:
        """How long after its intent a request may reach the biller's system: a stall, and a whole send."""
        return self.stall_s + self.send_s

    def scaled(self, factor: float) -> Self:
        """The same inequality in other seconds."""
        seconds: dict[str, Any] = {field.name: _times(getattr(self, field.name), factor) for field in fields(self)}
        return replace(self, **seconds)

    def check(self) -> Self:
        """This record; Misconfigured names every inequality that does not hold."""
        findings = [
            f"timings: {self._told(left)} must be below {self._told(right)}"
            for left, right in BELOW
            if not self._sum(left) < self._sum(right)
        ]
        findings += [f"timings: {name} must hold a step" for name in STEPS if not getattr(self, name)]
        if findings:
            raise Misconfigured(findings)
        return self

    def _sum(self, names: tuple[str, ...]) -> float:
        return sum((float(getattr(self, name)) for name in names), 0.0)

    def _told(self, names: tuple[str, ...]) -> str:
        return " + ".join(f"{name} {getattr(self, name):g}" for name in names) or "0"


BELOW: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), ("connect_s",)),
    ((), ("sweep_s",)),
    ((), ("close_every_s",)),
    (("connect_s",), ("send_s",)),
    (("send_s", "settle_s"), ("job_s",)),  # else no send could begin within a job
    (("job_s", "lease_margin_s"), ("lease_s",)),  # a job is over before anybody else may claim its rows
    (("stall_s",), ("lease_margin_s",)),  # the send that an intent allows ends within the lease
    (("stall_s", "send_s", "late_margin_s"), ("quiet_s",)),  # nobody asks while the send may still be on its way
    (("send_s",), ("stop_s",)),  # a stop lets the send in hand end
)
STEPS = ("backoff_s", "rest_s", "look_again_s")


def _times(seconds: float | tuple[float, ...], factor: float) -> float | tuple[float, ...]:
    return tuple(each * factor for each in seconds) if isinstance(seconds, tuple) else seconds * factor


def step(steps: tuple[float, ...], times: int) -> float:
    """The step after so many times (0 for the first), the last one for ever after."""
    return steps[min(max(times, 0), len(steps) - 1)]
