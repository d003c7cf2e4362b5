"""Answering machine detection: what the far end is taken for, and after how long (twilio.md 10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.phone.options import Callee
from ivr.phone.order import Detection

AT_THE_START: Mapping[str, str] = {"machine": "machine_start"}


@dataclass(frozen=True)
class Verdict:
    """AnsweredBy, and the seconds from the pick-up to the verdict."""

    answered_by: str
    after_s: float


def verdict(mode: Detection, callee: Callee, most_s: float) -> Verdict:
    """`Enable` speaks as soon as it knows, `DetectMessageEnd` waits for the end of a machine's greeting.

    What is not known by the timeout is `unknown`.
    """
    waits = mode == "DetectMessageEnd" and callee.answered_by == "machine"
    after_s = callee.greeting_s if waits else callee.detect_s
    if after_s > most_s:
        return Verdict("unknown", most_s)
    if waits:
        return Verdict(f"machine_end_{callee.greeting_end}", after_s)
    return Verdict(AT_THE_START.get(callee.answered_by, callee.answered_by), after_s)
