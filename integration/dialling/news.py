"""The phone company's words for how a call went, in ours (twilio.md 2 and 10)."""

from integration.campaigns.attempts import Result
from integration.ledger.call_news import News

ENDS = {
    "completed": Result.HUNG_UP,  # taken up; whoever hears more of it tells more
    "busy": Result.BUSY,
    "no-answer": Result.NO_ANSWER,
    "failed": Result.FAILED,
    "canceled": Result.FAILED,
}


def answered_by(told: str) -> Result:
    """AnsweredBy: what is not known is treated as a person who has not proved who he is."""
    if told.startswith("machine"):
        return Result.MACHINE
    return Result.FAX if told == "fax" else Result.HUNG_UP


def news_of(status: str, sid: str, told: str = "") -> News:
    """Of a CallStatus, with AnsweredBy where it was told; one that is no end tells only that there is a call."""
    result = ENDS.get(status)
    if result is None:
        return News(None, sid=sid)
    return News(answered_by(told) if result is Result.HUNG_UP else result, ended=True, sid=sid)
