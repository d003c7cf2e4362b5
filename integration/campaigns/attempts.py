"""How an attempt can end, what is known better of two tellings of it, and when the account is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum

from integration.campaigns.definition import ATTEMPTS_MAX, Attempts


class Result(StrEnum):
    """How an attempt ended, what is known better standing later: news may come late, twice and in any order."""

    FAILED = "failed"  # the phone company could not place it
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    HUNG_UP = "hung_up"  # taken up, and hung up before he was known
    FAX = "fax"
    MACHINE = "machine"  # a voicemail took the message
    HUMAN = "human"  # heard what it was about
    CALL_LATER = "call_later"  # asked to be called another time
    PROMISED = "promised"
    PAID = "paid"
    WRONG_NUMBER = "wrong_number"
    OPTED_OUT = "opted_out"


TALKED = frozenset({Result.HUMAN, Result.PROMISED, Result.PAID, Result.WRONG_NUMBER, Result.OPTED_OUT})  # Reg F
_RANKS = tuple(Result)


def better(one: Result | None, other: Result) -> Result:
    """Of two tellings, the one that stands."""
    return other if one is None else max(one, other, key=_RANKS.index)


def next_attempt_at(attempts: Attempts, made: int, result: Result, ended_at: datetime) -> datetime | None:
    """The earliest instant of the attempt after the `made`-th; None where there is to be none.

    Whoever asked to be called later is, however few attempts the campaign makes. It is no promise of the instant:
    `may_ring` and the windows are asked at that moment as at any other.
    """
    hours = {
        Result.BUSY: attempts.busy_h,
        Result.NO_ANSWER: attempts.no_answer_h,
        Result.MACHINE: attempts.machine_h,
        Result.FAILED: attempts.failed_h,
        Result.CALL_LATER: attempts.later_h,
    }.get(result)
    most = ATTEMPTS_MAX if result is Result.CALL_LATER else attempts.most
    if hours is None or made >= most:
        return None
    return ended_at + timedelta(hours=hours)
