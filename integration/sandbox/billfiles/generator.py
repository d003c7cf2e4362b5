"""Bill files drawn from a seed, and the same accounts as the sandbox's Cayenta is to know them."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

ACCOUNT_DIGITS = 10
DUE_AFTER_DAYS = 20
CODES = ("", "", "", "", "", "", "N", "A", "C")  # mostly none; the keys of setting 28 in surface.md
NAMES = ("ALVAREZ", "BAKER", "CHEN", "DIAZ", "ELLIS", "FLORES", "GREEN", "HALL", "IVERSON", "JONES", "NGUYEN", "O'HARA")
STREETS = ("SYCAMORE STREET EAST", "BATTLE CREEK ROAD", "OLD DIXIE HIGHWAY", "PEACH ORCHARD LANE", "MT ZION ROAD")
ZIPS = ("30236", "30260", "02134", "00501", "90210")  # some that begin with 0 and 9: keys that mean more in a menu
FIRSTS = ("0", "0", "9", "1", "2", "4")  # what account numbers begin with, for the same reason


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One account: what its bill says and what Cayenta is to answer."""

    account_no: str
    balance_cents: int
    pastdue_cents: int
    due_date: str  # ISO
    block_code: str
    zip: str
    name: str
    language: str  # EN or ES


def make_billfile(path: Path, bid: str, bills: int, seed: int, created: date) -> list[AccountFacts]:
    """Write `billheader_yyyyMMdd.xml` (or whatever `path` says) with this many bills; the same seed, the same bytes."""
    facts = []
    total = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f'<BILLFILE BILLER_CD="{bid}" CREATED_DT="{created:%Y%m%d}">\n')
        for number, (account, bill) in enumerate(_bills(bills, seed, created), 1):
            file.write(bill.format(number=f"B{created:%Y%m%d}-{number:06d}"))
            facts.append(account)
            total += account.balance_cents
        trailer = f"<BILL_COUNT>{bills}</BILL_COUNT><TOTAL_DUE_AMT>{_money(total)}</TOTAL_DUE_AMT>"
        file.write(f"<TRAILER>{trailer}</TRAILER>\n</BILLFILE>\n")
    return facts


def write_accounts(path: Path, accounts: Iterable[AccountFacts]) -> None:
    """The accounts file of the sandbox's Cayenta: a JSON list of AccountFacts."""
    path.write_text(json.dumps([asdict(account) for account in accounts]) + "\n", encoding="utf-8")


def _bills(count: int, seed: int, created: date) -> Iterator[tuple[AccountFacts, str]]:
    draw = random.Random(seed)  # noqa: S311 - the same seed must draw the same file
    for account in islice(_accounts(draw), count):
        yield _bill(draw, account, created)


def _accounts(draw: random.Random) -> Iterator[str]:
    """Account numbers in no order, each once."""
    given: set[str] = set()
    while True:
        account = draw.choice(FIRSTS) + f"{draw.randrange(10 ** (ACCOUNT_DIGITS - 1)):0{ACCOUNT_DIGITS - 1}d}"
        if account not in given:
            given.add(account)
            yield account


def _bill(draw: random.Random, account: str, created: date) -> tuple[AccountFacts, str]:
    """One bill that balances: previous - payments + adjustment + current = total, and past due is what was not paid."""
    water, sewer = draw.randrange(1_000, 9_000), draw.randrange(500, 6_000)
    previous = draw.choice((0, 0, draw.randrange(1_000, 20_000)))
    payments = draw.choice((previous, previous, previous // 2, 0))
    adjustment = draw.choice((0, 0, 0, -250))
    overpaid = draw.choice((0,) * 19 + (30_000,))  # one in twenty is in credit
    total = previous - payments - overpaid + adjustment + water + sewer
    past_due = max(0, min(previous - payments - overpaid + min(adjustment, 0), total))
    due = created + timedelta(days=DUE_AFTER_DAYS)
    facts = AccountFacts(
        account_no=account,
        balance_cents=total,
        pastdue_cents=past_due,
        due_date=due.isoformat(),
        block_code=draw.choice(CODES),
        zip=draw.choice(ZIPS),
        name=draw.choice(NAMES),
        language=draw.choice(("EN", "EN", "EN", "ES")),
    )
    reads = (draw.randrange(100, 900), draw.randrange(1, 40))
    moneys = (previous, payments + overpaid, adjustment, water, sewer)
    return facts, _header(facts, draw.randrange(1, 9_999), moneys, reads, created)


def _header(
    facts: AccountFacts, house: int, moneys: tuple[int, int, int, int, int], reads: tuple[int, int], created: date
) -> str:
    previous, payments, adjustment, water, sewer = moneys
    before, used = reads
    return f"""<BILLHEADER>
<ACCOUNT_NO>{facts.account_no}</ACCOUNT_NO><ACCOUNT_NO_CUSTOM/><BILL_NO>{{number}}</BILL_NO><BILL_TP>REGULAR</BILL_TP>
<BILL_DT>{created:%Y%m%d}</BILL_DT><DUE_DT>{facts.due_date.replace("-", "")}</DUE_DT>
<V_NAME>{facts.name}</V_NAME><V_ADDRESS>{house} {STREETS[house % len(STREETS)]}</V_ADDRESS>
<PROVINCE_CD>GA</PROVINCE_CD><POSTAL_CODE>{facts.zip}</POSTAL_CODE><PHONE_NO>770-555-{house:04d}</PHONE_NO>
<LANGUAGE_CD>{facts.language}</LANGUAGE_CD>
<PREV_BALANCE_AMT>{_money(previous)}</PREV_BALANCE_AMT><PAYMENTS_AMT>{_money(payments)}</PAYMENTS_AMT>
<ADJUSTMENT_AMT>{_money(adjustment)}</ADJUSTMENT_AMT><CURRENT_CHARGES_AMT>{_money(water + sewer)}</CURRENT_CHARGES_AMT>
<PASTDUE_AMT>{_money(facts.pastdue_cents)}</PASTDUE_AMT><TOTAL_DUE_AMT>{_money(facts.balance_cents)}</TOTAL_DUE_AMT>
<AUTOPAY_YN>F</AUTOPAY_YN><PAPERLESS_YN>F</PAPERLESS_YN><BLOCK_EFT_CD>{facts.block_code}</BLOCK_EFT_CD>
<PDF_NAME>{{number}}.pdf</PDF_NAME>
<LINES><LINE><SEQ>1</SEQ><DESC>Water</DESC><AMT>{_money(water)}</AMT></LINE>
<LINE><SEQ>2</SEQ><DESC>Sewer</DESC><AMT>{_money(sewer)}</AMT></LINE></LINES>
<METERS><METER><SERIAL_NO>1{house:06d}</SERIAL_NO><PREV_READ>{before}</PREV_READ>\
<CURR_READ>{before + used}</CURR_READ></METER></METERS>
</BILLHEADER>
"""


def _money(cents: int) -> str:
    dollars, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{dollars}.{rest:02d}"
