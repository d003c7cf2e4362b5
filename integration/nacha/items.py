"""What a return file tells: payments that came back, and bank data that must be corrected."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from integration.bank_data import BankData
from integration.money import Money


class Part(StrEnum):
    """A part of a payer's bank data."""

    ROUTING = "routing number"
    ACCOUNT = "account number"
    TRANSACTION = "transaction code"  # checking or savings


@dataclass(frozen=True, slots=True)
class Return:
    """One returned entry: an entry detail with addenda 99, R-code. Amounts are whole cents."""

    line: int  # of the entry
    trace: str  # 15 digits: the returned entry's own
    original_trace: str  # 15 digits: the entry as we sent it
    individual_id: str  # what we wrote into the entry: the payer's confirmation number
    code: str  # R01 …
    amount: Money
    is_debit: bool  # what came back had been taken from the payer; False: it had been given to him
    date_of_death: date | None = None  # R14 and R15 only


@dataclass(frozen=True, slots=True)
class Correction:
    """One notification of change: an entry detail with addenda 98, C-code. The payment stands; no money moved."""

    line: int  # of the entry
    trace: str
    original_trace: str
    individual_id: str
    code: str  # C01 …
    corrected: BankData = field(default=BankData(), repr=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Which parts of the bank data are corrected."""
        data = self.corrected
        told = {
            Part.ROUTING: data.routing_number,
            Part.ACCOUNT: data.account_number,
            Part.TRANSACTION: data.transaction_code,
        }
        return tuple(part for part, value in told.items() if value is not None)


Item = Return | Correction
