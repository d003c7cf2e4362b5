"""When an account that was not reached is tried again, by how the last attempt ended."""

from datetime import datetime, timedelta
from enum import StrEnum

from integration.campaigns.definition import Attempts


class Result(StrEnum):
    """How an attempt ended."""

    HUMAN = "human"  # somebody was spoken to
    MACHINE = "machine"  # a voicemail took the message
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"  # the phone company could not place it
    OPTED_OUT = "opted_out"


def next_attempt_at(attempts: Attempts, made: int, result: Result, ended_at: datetime) -> datetime | None:
    """The earliest instant of the attempt after the `made`-th; None where there is to be none.

    It is no promise: `may_ring` and the windows are asked at that moment as at any other.
    """
    hours = {
        Result.BUSY: attempts.busy_h,
        Result.NO_ANSWER: attempts.no_answer_h,
        Result.MACHINE: attempts.machine_h,
        Result.FAILED: attempts.failed_h,
    }.get(result)
    if hours is None or made >= attempts.most:
        return None
    return ended_at + timedelta(hours=hours)
