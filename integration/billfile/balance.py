"""What is said of a file at its end: whether its trailer balances, and whether too many of its bills are wrong."""

from dataclasses import dataclass

from integration.billfile.findings import FileRefused, Finding, shown
from integration.billfile.layouts import Layout, Trailer
from integration.billfile.raw import Texts
from integration.billfile.report import CheckReport
from integration.money import Money

COUNT_DIGITS_MAX = 9


@dataclass(slots=True)
class Sums:
    """What a report does not tell and the trailer is held against: headers whose amount did not count, the trailer."""

    amounts_missing: int = 0
    amounts_unreadable: int = 0
    trailer: Texts | None = None
    trailer_line: int = 0


def close(report: CheckReport, sums: Sums, layout: Layout, reject_share_max: float) -> None:
    """Judge the whole file. Raises FileRefused; a file that a person must look at is held."""
    if layout.trailer:
        _balance(report, sums, layout, layout.trailer)
    if not report.held:  # then a person looks at it anyway
        too_many = too_many_rejected(report, reject_share_max)
        if too_many:
            raise FileRefused(too_many)


def _balance(report: CheckReport, sums: Sums, layout: Layout, trailer: Trailer) -> None:
    """The trailer must balance over all headers: a short file is refused, an unknowable total is held."""
    if sums.trailer is None:
        raise FileRefused(Finding(None, None, trailer.element, "nothing", "a trailer: the file may be cut short"))
    at, path = sums.trailer_line, f"{trailer.element}/{trailer.count}"
    count, total = sums.trailer.get(trailer.count, ""), sums.trailer.get(trailer.total, "")
    if not (count.isascii() and count.isdigit() and len(count) <= COUNT_DIGITS_MAX):
        raise FileRefused(Finding(at, None, path, shown(count), "a number of bills"))
    if int(count) != report.bills:
        raise FileRefused(Finding(at, None, path, f"{int(count)}", f"{report.bills}, the bills in the file"))
    try:
        told = layout.amounts.read_total(total)
    except ValueError as error:
        raise FileRefused(Finding(at, None, f"{trailer.element}/{trailer.total}", shown(total), str(error))) from error
    _balance_money(report, sums, told, f"{trailer.element}/{trailer.total}")


def _balance_money(report: CheckReport, sums: Sums, told: Money, path: str) -> None:
    summed = Money(report.total_cents)
    off = told != summed
    if sums.amounts_unreadable or (off and sums.amounts_missing):
        count = sums.amounts_unreadable + sums.amounts_missing
        report.held = (
            f"{count} of {report.bills} bills have no amount that can be read, so the trailer's total of "
            f"{told.plain()} cannot be checked; the amounts that can be read come to {summed.plain()}"
        )
    elif off:
        found, expected = told.plain(), f"{summed.plain()}, the sum of the bills"
        raise FileRefused(Finding(sums.trailer_line, None, path, found, expected))


def too_many_rejected(report: CheckReport, most: float) -> Finding | None:
    """What refuses a file of which more than this share of the bills are rejected."""
    if not report.bills or report.rejected_bills / report.bills <= most:
        return None
    found = f"{report.rejected_bills} of {report.bills} bills rejected"
    return Finding(None, None, "reject_share_max", found, f"at most {most:.2%}")
