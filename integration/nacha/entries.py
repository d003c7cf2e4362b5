"""An entry detail and its addenda record, read together as one return or one correction."""

from dataclasses import dataclass
from datetime import date

from integration.bank_data import BankData
from integration.money import Money
from integration.nacha import layout
from integration.nacha.changes import CHANGES, corrected, wrong_parts
from integration.nacha.findings import Findings
from integration.nacha.items import Correction, Item, Return
from integration.nacha.layout import Record, day_of, is_right
from integration.nacha.reasons import DEATHS
from integration.nacha.routing import passes

DEBITS = "56789"  # the second digit of a debit's transaction code, and of its return's


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry detail without its bank account number and its name, which nothing here needs."""

    record: Record
    receiver: int  # the eight digits of the receiving bank, for the hash
    is_debit: bool
    amount: Money
    individual_id: str
    trace: str


def entry_of(record: Record, findings: Findings) -> Entry | None:
    """The entry; None where any of its fields is not as it should be, each of which becomes a finding."""
    if not is_right(record, layout.ENTRY, findings):
        return None
    receiver = layout.RECEIVER.of(record)
    if not passes(receiver + layout.CHECK_DIGIT.of(record)):
        findings.add(layout.CHECK_DIGIT.finding(record, "the check digit of the receiving bank's routing number"))
    return Entry(
        record,
        int(receiver),
        layout.TRANSACTION.of(record)[1] in DEBITS,
        Money(int(layout.AMOUNT.of(record))),
        layout.INDIVIDUAL.of(record).strip(),
        layout.TRACE.of(record),
    )


def item_of(entry: Entry | None, addenda: Record, findings: Findings) -> Item | None:
    """What an addenda record says of its entry; None where either is not as it should be."""
    if not is_right(addenda, (layout.ADDENDA_TYPE,), findings):
        return None
    is_return = layout.ADDENDA_TYPE.of(addenda) == "99"
    fields = layout.RETURN_ADDENDA if is_return else layout.CHANGE_ADDENDA
    if not is_right(addenda, fields, findings) or entry is None:
        return None
    if layout.TRACE.of(addenda) != entry.trace:
        findings.add(layout.TRACE.finding(addenda, f"the trace number of its entry, line {entry.record.line}"))
    return _return_of(entry, addenda, findings) if is_return else _correction_of(entry, addenda, findings)


def _return_of(entry: Entry, addenda: Record, findings: Findings) -> Return:
    code = layout.RETURN_CODE.of(addenda)
    return Return(
        entry.record.line,
        entry.trace,
        layout.ORIGINAL_TRACE.of(addenda),
        entry.individual_id,
        code,
        entry.amount,
        entry.is_debit,
        _date_of_death(addenda, findings) if code in DEATHS else None,
    )


def _date_of_death(addenda: Record, findings: Findings) -> date | None:
    """Positions 22-27 of R14 and R15; contested returns keep another date there, all others nothing."""
    text = layout.DATE_OF_DEATH.of(addenda)
    day = day_of(text)
    if day is None and text.strip():
        findings.add(layout.DATE_OF_DEATH.finding(addenda))
    return day


def _correction_of(entry: Entry, addenda: Record, findings: Findings) -> Correction:
    """C-codes that are in no table correct nothing that we know of, and are told as they stand."""
    code = layout.CHANGE_CODE.of(addenda)
    if entry.amount:
        findings.add(layout.AMOUNT.finding(entry.record, "zeros: a correction moves no money"))
    data = BankData()
    if change := CHANGES.get(code):
        wrong = list(wrong_parts(change, addenda))
        findings.extend(wrong)
        data = data if wrong else corrected(change, addenda)
    return Correction(
        entry.record.line, entry.trace, layout.ORIGINAL_TRACE.of(addenda), entry.individual_id, code, data
    )
