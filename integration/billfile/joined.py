"""What two parts of a file came to, as one: the report that reading it in one pass would have given."""

from collections.abc import Iterator

from integration.billfile.balance import Sums, close
from integration.billfile.findings import FileRefused
from integration.billfile.part import NotParted
from integration.billfile.reading import Terms
from integration.billfile.report import CheckReport
from integration.billfile.told import Ended

KEYS_AT_ONCE = 262_144  # of some 80 bytes in a set; what the halves had themselves is free by now


def joined(front: Ended, back: Ended, terms: Terms) -> CheckReport:
    """Both parts' report. Raises NotParted where a bill of one has a say in which bill of the other stands."""
    report = front.report
    if report.refused:
        return report
    if _meet(front.accounts, back.accounts) or _meet(front.numbers, back.numbers):
        raise NotParted
    report.add(back.report)
    sums = Sums(
        front.sums.amounts_missing + back.sums.amounts_missing,
        front.sums.amounts_unreadable + back.sums.amounts_unreadable,
        back.sums.trailer,
        back.sums.trailer_line,
    )
    if not report.refused:
        try:
            close(report, sums, terms.layout, terms.reject_share_max)
        except FileRefused as refused:
            report.refuse(refused.finding)
    return report


def _meet(front: bytes, back: bytes) -> bool:
    """Looks at both as they came: a copy of each would be eight bytes a bill."""
    theirs = memoryview(back).cast("Q")
    return any(not some.isdisjoint(theirs) for some in _sets(memoryview(front).cast("Q")))


def _sets(keys: "memoryview[int]") -> Iterator[set[int]]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        yield set(keys[start : start + KEYS_AT_ONCE])
