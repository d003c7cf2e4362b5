"""The phone company's Calls: each is started once, and looked for by number and time where the answer was lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integration.model import Unsure
from integration.phone_company import CLOCKS_DIFFER_S, Account, NotTaken, TurnedAway, asking, untaken
from integration.settings import Settings

RING_S = 30  # whoever has not come to the telephone by then has no machine either
LOOKS_BACK_CALLS = 50  # the newest to one number
STARTED_BY_US = "outbound-api"  # not the leg to an agent, which is `outbound-dial` (twilio.md 2)


@dataclass(frozen=True, slots=True)
class Order:
    """One call to be started. `url` is asked for what is said, `status_callback` told how it ended."""

    to: str
    from_: str
    url: str
    status_callback: str


@dataclass(frozen=True, slots=True)
class Started:
    """The phone company has it: `status` is its own word of it (queued, in-progress, completed, …)."""

    sid: str
    status: str
    answered_by: str = ""


RingOutcome = Started | TurnedAway | NotTaken | Unsure


class Trunk:
    """Calls of one account at the phone company."""

    def __init__(self, settings: Settings) -> None:
        self._account = Account(settings)

    def close(self) -> None:
        """Give back the connections."""
        self._account.close()

    def ring(self, order: Order) -> RingOutcome:
        """Start one call, once; the voice URL is asked for when it is known who answers. Raises nothing."""
        try:
            made = self._account.client.calls.create(
                to=order.to,
                from_=order.from_,
                url=order.url,
                status_callback=order.status_callback,
                machine_detection="DetectMessageEnd",
                timeout=RING_S,
            )
            return _started(made)
        except Exception as error:  # noqa: BLE001 - `untaken` raises what it does not know
            return untaken(error)

    def take_back(self, sid: str) -> RingOutcome:
        """End a call that is queued or ringing, and leave one that was taken up as it is. Raises nothing.

        It may be asked for twice: "canceled only for queued/ringing" (twilio.md 10).
        """
        try:
            return _started(self._account.client.calls(sid).update(status="canceled"))
        except Exception as error:  # noqa: BLE001 - as above
            return untaken(error)

    def find(self, *, to: str, from_: str, since: datetime) -> list[Started]:
        """The calls that we started to this number since then, the oldest first. Raises Unavailable, Garbled.

        Asked by number and judged by date here: its own filter is by the start, which a call in its queue has not.
        """
        earliest = since - timedelta(seconds=CLOCKS_DIFFER_S)
        with asking("calls"):
            found = self._account.client.calls.list(to=to, from_=from_, limit=LOOKS_BACK_CALLS)
        ours = [each for each in found if each.direction == STARTED_BY_US and each.date_created >= earliest]
        return [_started(each) for each in sorted(ours, key=lambda each: each.date_created)]


def _started(made: Any) -> Started:
    return Started(str(made.sid), str(made.status), str(made.answered_by or ""))
