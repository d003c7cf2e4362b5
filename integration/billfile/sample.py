"""What accounts of a file owe, to be compared with what they owed before: all of them, or of a large file a part.

To look up a million accounts takes longer than to load them, and a share of them is known well enough by fewer. Which
are taken is told by the account alone, so whoever reads the same file, whole or in halves, takes the same ones.
"""

from dataclasses import dataclass, field
from typing import Self
from zlib import crc32

from integration.billfile.reading import ACCOUNT, BALANCE, Given, Withdrawn

ACCOUNTS_MAX = 5_000  # of some 200 bytes each; with half as many a share is wrong by less than two in a hundred


@dataclass(slots=True)
class Sample:
    """`owed` is in cents by account; `one_in` is 1 where it has all of them, else about every 2nd, 4th, 8th …"""

    owed: dict[str, int] = field(default_factory=dict)
    one_in: int = 1

    def take(self, given: Given) -> None:
        """What a Reading gave next."""
        if isinstance(given, Withdrawn):
            self.owed.pop(given.account_number, None)
            return
        self.owed.update({row[ACCOUNT]: row[BALANCE] for row in given if self.has_place(row[ACCOUNT])})
        self._thin()

    def add(self, after: Self) -> None:
        """The sample of the rest of the same file, which has other accounts."""
        self.one_in = max(self.one_in, after.one_in)
        self.owed |= after.owed
        self._keep()
        self._thin()

    def has_place(self, account: str) -> bool:
        """Whether it is one of those that are taken."""
        return self.one_in == 1 or crc32(account.encode()) % self.one_in == 0

    def _thin(self) -> None:
        while len(self.owed) > ACCOUNTS_MAX:
            self.one_in *= 2
            self._keep()

    def _keep(self) -> None:
        self.owed = {account: cents for account, cents in self.owed.items() if self.has_place(account)}
