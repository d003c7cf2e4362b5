"""The phone company's Messages: a text is handed over once, and looked for by our mark where the answer was lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integration.model import Unsure
from integration.phone_company import CLOCKS_DIFFER_S, Account, NotTaken, TurnedAway, asking, untaken
from integration.settings import Settings

LOOKS_BACK_TEXTS = 100  # the newest to one number; a text is looked for within minutes


@dataclass(frozen=True, slots=True)
class Taken:
    """The phone company has it: `status` and `code` are its own words of it, '' for no code."""

    sid: str
    status: str
    code: str = ""


SendOutcome = Taken | TurnedAway | NotTaken | Unsure


class Carrier:
    """Texts of one account at the phone company."""

    def __init__(self, settings: Settings) -> None:
        self._account = Account(settings)

    def close(self) -> None:
        """Give back the connections."""
        self._account.close()

    def send(self, *, to: str, from_: str, body: str, status_callback: str) -> SendOutcome:
        """Hand over one text, once. Raises nothing."""
        try:
            made = self._account.client.messages.create(to=to, from_=from_, body=body, status_callback=status_callback)
            return _taken(made)
        except Exception as error:  # noqa: BLE001 - `untaken` raises what it does not know
            return untaken(error)

    def find(self, *, to: str, from_: str, mark: str, since: datetime) -> Taken | None:
        """The text that ends with this mark; None when the phone company has none. Raises Unavailable, Garbled.

        Asked by number and judged by date here: its own filter is by the day of sending, which a text that is still in
        its queue has not.
        """
        earliest = since - timedelta(seconds=CLOCKS_DIFFER_S)
        with asking("texts"):
            found = self._account.client.messages.list(to=to, from_=from_, limit=LOOKS_BACK_TEXTS)
        ours = (each for each in found if each.date_created >= earliest and (each.body or "").endswith(mark))
        return next((_taken(each) for each in ours), None)


def _taken(made: Any) -> Taken:
    return Taken(str(made.sid), str(made.status), str(made.error_code or ""))
