"""A payer's bank data on its way through our memory: from a bank's notification of change to the gateway."""

from dataclasses import dataclass, field

from integration.model import Kept, Unsure


@dataclass(frozen=True, slots=True)
class BankData:
    """The parts that a bank corrected; None for those that it did not. Never in a text, a log or a table."""

    routing_number: str | None = field(default=None, repr=False)  # nine digits
    account_number: str | None = field(default=None, repr=False)  # at most 17 characters
    transaction_code: str | None = field(default=None, repr=False)  # 22 or 27 checking, 32 or 37 savings …


@dataclass(frozen=True, slots=True)
class TokenCorrected:
    """The gateway put the payer's bank data right: the next charge of it goes where it should."""


CorrectionOutcome = TokenCorrected | Kept | Unsure
