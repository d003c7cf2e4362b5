"""A file beside what callers hear before it: whether a person must look at it before its bills are shown.

reliability.md 3.4: a whole list that lacks many accounts, and amounts that are ten times what they were, are more often
a mistake than the truth. The shares are the biller's own (`[billfile]`); `bills check` and a load judge by the same.
"""

from dataclasses import dataclass
from itertools import islice

from integration.billers.biller import BillFile
from integration.billfile.report import CheckReport
from integration.billfile.sample import Sample
from integration.ledger import earlier
from integration.ledger.database import Database
from integration.ledger.earlier import LiveFile

ACCOUNTS_AT_ONCE = 1000  # a question of some 20 ms, and of some 100 where each has a year of bills
LISTED_AT_ONCE = 10_000  # a question of some 20 ms
TIMES = 10  # so many times, or one such part, is what a shifted decimal point or cents for dollars look like
TENFOLD_BILLS_MIN = 20  # of fewer a share says little: one payer's burst pipe would hold a village's file


@dataclass(frozen=True, slots=True)
class Compared:
    """Counts, of the accounts that are looked at, which is about one in `one_in`.

    `listed` in the live file (0 where nobody asks), `found` of those in the new one, `owing` something before and now,
    and of these `tenfold` changed.
    """

    live: LiveFile
    listed: int
    found: int
    owing: int
    tenfold: int
    one_in: int = 1


def compare(database: Database, bid: str, sample: Sample, *, full: bool) -> Compared | None:
    """Look up what the accounts of a file owed before; None before the biller's first file. Raises Unavailable.

    Asks in short reads: whoever writes, or copies SQLite's log back, waits for none of it.
    """
    with database.read() as connection:
        live = earlier.live_file(connection, bid)
    if live is None:
        return None
    listed = _listed(database, live, sample) if full else 0
    found = owing = tenfold = 0
    accounts = iter(sample.owed)
    while some := tuple(islice(accounts, ACCOUNTS_AT_ONCE)):
        with database.read() as connection:
            before = earlier.standing(connection, bid, some)
        for account, bill in before.items():
            now = sample.owed[account]
            found += bill.newest_version == live.version
            owing += bool(bill.owed_cents and now)
            tenfold += is_tenfold(bill.owed_cents, now)
    return Compared(live, listed, found, owing, tenfold, sample.one_in)


def _listed(database: Database, live: LiveFile, sample: Sample) -> int:
    """Accounts of the live file that the sample would have.

    Were all of them set beside so many times those found, a file that lacks none would seem to lack a few.
    """
    if sample.one_in == 1:
        return live.accounts
    listed, after = 0, 0
    while True:
        with database.read() as connection:
            accounts, after = earlier.accounts_of(connection, live.version, after, LISTED_AT_ONCE)
        if not accounts:
            return listed
        listed += sum(map(sample.has_place, accounts))


def is_tenfold(before: int, now: int) -> bool:
    """Whether one is TIMES the other or more, in cents, whichever way; nothing owed is no part of anything."""
    less, more = sorted((abs(before), abs(now)))
    return less > 0 and more >= TIMES * less


def why_held(report: CheckReport, compared: Compared | None, terms: BillFile) -> str | None:
    """Every reason why a person must look at the file, with its numbers; None where there is none."""
    reasons = [report.held, _too_many_bad(report, terms.reject_share_held)]
    if compared:
        reasons += [_too_many_missing(compared, terms), _too_many_tenfold(compared, terms.tenfold_share_max)]
    return "; ".join(filter(None, reasons)) or None


def _too_many_bad(report: CheckReport, most: float | None) -> str | None:
    if most is None or not report.bills or report.rejected_bills / report.bills <= most:
        return None
    return f"{report.rejected_bills:,} of {report.bills:,} bills are rejected; at most {_percent(most)} may be"


def _too_many_missing(compared: Compared, terms: BillFile) -> str | None:
    live, most = compared.live, terms.missing_share_max
    missing = compared.listed - compared.found
    if not terms.full or not compared.listed or missing / compared.listed <= most:
        return None
    lacks = f"{'about ' if compared.one_in > 1 else ''}{round(live.accounts * missing / compared.listed):,}"
    of_which = f"{live.accounts:,} accounts of {live.file_name} (version {live.version})"
    return f"{lacks} of {of_which} are missing; at most {_percent(most)} may be"


def _too_many_tenfold(compared: Compared, most: float) -> str | None:
    if compared.owing < TENFOLD_BILLS_MIN or compared.tenfold / compared.owing <= most:
        return None
    which = f" (of one in {compared.one_in})" if compared.one_in > 1 else ""
    return (
        f"{compared.tenfold:,} of {compared.owing:,} bills{which} are ten times or a tenth of what they were; "
        f"at most {_percent(most)} may be"
    )


def _percent(share: float) -> str:
    return f"{share * 100:g}%"
