"""What the process of one part tells of it, by a pipe."""

from dataclasses import dataclass, field

from integration.billfile.balance import Sums
from integration.billfile.part import NotParted
from integration.billfile.reading import Reading
from integration.billfile.report import CheckReport
from integration.billfile.sample import Sample
from integration.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Come:
    """How far it has come: bytes of the part, and bills."""

    read: int
    bills: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The part is staged. `accounts` and `numbers` are 64-bit hashes, by the same key, of those that it has.

    `sample` is empty where there is nothing to compare it with.
    """

    report: CheckReport
    sums: Sums
    accounts: bytes
    numbers: bytes
    sample: Sample = field(default_factory=Sample)

    @classmethod
    def of(cls, reading: Reading, sample: Sample | None = None) -> "Ended":
        """A part that was read to its end."""
        standing = reading.standing
        return cls(reading.report, reading.sums, standing.accounts(), standing.numbers(), sample or Sample())


Told = Come | Ended | Unavailable | NotParted
