"""An account as a campaign looks at it: from the bill that stands, the books' last word and the registers."""

from dataclasses import dataclass
from datetime import date, datetime

from integration.calling.numbers import NumberFacts
from integration.calling.places import Place
from integration.calling.question import Attempt, DoNotCall, Said
from integration.model import Block


@dataclass(slots=True)
class Account:
    """Money in cents. `said` in the order in which it was written down; `attempts` are calls of ours, planned ones too.

    `block` is None where nothing is known of one. `contacted_on` is the biller's date of the last call from or to it.
    """

    account_number: str
    number: NumberFacts
    address: Place | None
    postal_code: str
    language: str  # as the bill says it, small letters; '' where it does not
    bill_date: date
    due_date: date
    disconnect_date: date | None
    owed_cents: int
    past_due_cents: int
    autopay: bool
    block: Block | None
    number_given_at: datetime
    notice_days: str = ""  # the bill's own days to its due date, in the place of the biller's
    said: tuple[Said, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    do_not_call: frozenset[DoNotCall] = frozenset()
    disputed: bool = False
    arranged: bool = False
    returned_on: date | None = None
    paid_on: date | None = None
    contacted_on: date | None = None
    email: str = ""  # as the bill has it
