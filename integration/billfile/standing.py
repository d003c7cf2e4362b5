"""Which bills of a file stand (billfile.md): copies are skipped, corrections and newer bills replace.

It remembers every bill of the file in about 100 bytes: a million fit in the memory that a load may take. Numbers and
contents are remembered by 64-bit keyed hashes; for a million bills the odds that any two meet are one in ten million.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from integration.billfile.numbers import Numbers

KEY_MASK = (1 << 64) - 1
NOBODY = 0  # no bill of the account stands


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one more bill means for its file.

    `withdrawn` are accounts whose bill was given before and stands no longer; `superseded` counts the bills that fell
    to a newer or corrected one. `conflict` says why this bill is rejected; `also_line` is the line of an earlier bill
    that is rejected with it, 0 for none.
    """

    stands: bool = False
    skipped: bool = False
    superseded: int = 0
    withdrawn: tuple[str, ...] = ()
    conflict: str = ""
    also_line: int = 0


class Dated(NamedTuple):
    """What decides which bill of an account stands, and the line of the file that it begins on."""

    account_number: str
    invoice_number: str
    bill_date: date
    line: int


STANDS = Verdict(stands=True)
SKIPPED = Verdict(skipped=True)
OLDER = Verdict(superseded=1)


class Standing:
    """The bills of one file so far."""

    def __init__(self) -> None:
        self._numbers = Numbers()  # a bill's ordinal is its BILL_NO's
        self._contents = array("Q")
        self._accounts_of = array("I")
        self._accounts = Numbers()
        self._names = bytearray()  # one behind the other
        self._ends = array("I")  # of each account's in them
        self._stands = array("I")  # ordinal + 1 of the bill that stands, or NOBODY
        self._days = array("I")  # its BILL_DT, or that of a conflict, as an ordinal day; 0 for none
        self._lines = array("I")
        self._hides = bytearray()  # 1 where an older bill of the account gave way, and cannot be called back

    def all_new(
        self,
        accounts: Sequence[str],
        invoices: Sequence[str],
        days: Iterable[int],
        lines: Iterable[int],
        contents: Sequence[int],
    ) -> bool:
        """Take in the next bills, if no account and no BILL_NO of theirs was there: then all stand, as they mostly do.

        Else none is taken in, and each is to be judged by itself. Days are ordinal, contents as `judge` has them.
        """
        count = len(accounts)
        if not self._accounts.add_new(_keys(map(hash, accounts))):
            return False
        if not self._numbers.add_new(_keys(map(hash, invoices))):
            self._accounts.forget_last(count)
            return False
        before, bills = len(self._stands), len(self._contents)
        ends = accumulate(map(len, accounts), initial=len(self._names))
        next(ends)
        self._ends.extend(ends)
        self._names += "".join(accounts).encode("ascii")
        self._hides += bytes(count)
        self._stands.extend(range(bills + 1, bills + 1 + count))
        self._days.extend(days)
        self._lines.extend(lines)
        self._contents.extend(_keys(contents))
        self._accounts_of.extend(range(before, before + count))
        return True

    def judge(self, bill: Dated, content: int) -> Verdict:
        """Take in the next bill. `content` is a hash of everything that it says."""
        day = bill.bill_date.toordinal()
        if self.all_new((bill.account_number,), (bill.invoice_number,), (day,), (bill.line,), (content,)):
            return STANDS
        content &= KEY_MASK
        account = self._accounts.find_or_add(hash(bill.account_number) & KEY_MASK)
        number = self._numbers.find_or_add(hash(bill.invoice_number) & KEY_MASK)
        if account is None:
            self._meet(bill)
            account = len(self._stands) - 1
        if number is None:
            number = len(self._contents)
            self._contents.append(content)
            self._accounts_of.append(account)
            return self._place(number, account, bill)
        if self._contents[number] == content:
            return SKIPPED
        return self._correct(number, account, bill, content)

    def _meet(self, bill: Dated) -> None:
        """An account that is new, and of which nothing stands yet."""
        self._names += bill.account_number.encode("ascii")
        self._ends.append(len(self._names))
        self._hides.append(0)
        self._stands.append(NOBODY)
        self._days.append(NOBODY)
        self._lines.append(bill.line)

    def accounts(self) -> bytes:
        """The hashes of all accounts so far."""
        return self._accounts.as_bytes()

    def numbers(self) -> bytes:
        """The hashes of all BILL_NOs so far."""
        return self._numbers.as_bytes()

    def _correct(self, number: int, account: int, bill: Dated, content: int) -> Verdict:
        """The same BILL_NO with other content: the earlier one falls, wherever it stood."""
        before = self._accounts_of[number]
        self._contents[number] = content
        self._accounts_of[number] = account
        if self._stands[before] != number + 1:
            return self._place(number, account, bill)
        moved = before != account or bill.bill_date.toordinal() < self._days[before]
        self._stands[before] = self._days[before] = NOBODY
        fallen = (self._name(before),)
        if moved and self._hides[before]:
            why = "a correction that brings back an older bill, which the file no longer holds"
            return Verdict(superseded=1, withdrawn=fallen, conflict=why)
        placed = self._place(number, account, bill)
        withdrawn = tuple(dict.fromkeys(fallen + placed.withdrawn))
        return Verdict(
            stands=placed.stands,
            superseded=placed.superseded + 1,
            withdrawn=withdrawn,
            conflict=placed.conflict,
            also_line=placed.also_line,
        )

    def _place(self, number: int, account: int, bill: Dated) -> Verdict:
        """Balance forward: the newest BILL_DT of the account stands."""
        day, newest = bill.bill_date.toordinal(), self._days[account]
        if day < newest:
            return OLDER
        if day == newest:
            return self._clash(account, bill)
        stood = self._stands[account] != NOBODY
        self._stands[account] = number + 1
        self._days[account] = day
        self._lines[account] = bill.line
        if not stood:
            return STANDS
        self._hides[account] = 1
        return Verdict(stands=True, superseded=1, withdrawn=(bill.account_number,))

    def _clash(self, account: int, bill: Dated) -> Verdict:
        """Two bills of one day: neither is believed, nor any older one."""
        why = f"another bill of the account dated {bill.bill_date}, with different content"
        if self._stands[account] == NOBODY:
            return Verdict(conflict=why)
        self._stands[account] = NOBODY
        return Verdict(conflict=why, also_line=self._lines[account], withdrawn=(bill.account_number,))

    def _name(self, account: int) -> str:
        start = self._ends[account - 1] if account else 0
        return self._names[start : self._ends[account]].decode("ascii")


def _keys(hashes: Iterable[int]) -> "array[int]":
    """As they are kept: without a sign."""
    return array("Q", array("q", hashes).tobytes())
