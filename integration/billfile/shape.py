"""A raw bill becomes a BIF record, or the list of everything that is wrong with it. No file, no clock, no ledger."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from integration.billfile import forms
from integration.billfile.findings import Finding, shown
from integration.billfile.layouts import Layout
from integration.billfile.raw import RawBill, Texts
from integration.model import Bill, Line, Meter
from integration.money import ZERO, Money

MANDATORY = ("account_number", "invoice_number", "bill_date", "due_date", "balance_due")
INVOICE_TYPES = frozenset({"REGULAR", "FINAL", "NOTICE", ""})
CENTS_OFF_MAX = 1  # the arithmetic of a bill may be off by a rounding
DUE_BEFORE_MAX = timedelta(days=2 * 366)  # of the day the file was made: reliability.md 3.4
DUE_AFTER_MAX = timedelta(days=366)

# Characters of the columns in the ledger: names that name something are refused when longer, words are cut.
IDENTIFIERS = {
    "account_number": 30,
    "account_number_custom": 30,
    "invoice_number": 60,
    "invoice_type": 12,
    "block_code": 20,
}
WORDS = {
    "name": 100,
    "service_address": 100,
    "city": 60,
    "state": 10,
    "postal_code": 12,
    "phone": 30,
    "email": 254,
    "language": 10,
    "pdf_name": 120,
    "message": 500,
}
ROW_WORDS_MAX = 60
DATES = ("bill_date", "due_date", "disconnect_date", "expire_date", "autopay_date")
AMOUNTS = (
    "previous_balance",
    "payments",
    "adjustments",
    "current_charges",
    "past_due",
    "balance_due",
    "minimum_due",
)
FLAGS = ("autopay", "paperless", "partial")

Read = Callable[[str], Any]
Readers = Mapping[str, Read]


def bill_readers(layout: Layout) -> Readers:
    """How each BIF field of a bill is read in this layout."""
    language = forms.words_reader(WORDS["language"])
    return {
        **{name: forms.identifier_reader(most) for name, most in IDENTIFIERS.items()},
        **{name: forms.words_reader(most) for name, most in WORDS.items()},
        **dict.fromkeys(DATES, layout.read_date),
        **dict.fromkeys(AMOUNTS, layout.amounts.read),
        **dict.fromkeys(FLAGS, forms.flag),
        "notice_days": forms.day_offsets,
        "language": lambda text: language(text.lower()),  # EN in the file, en in a biller's settings; some grow by it
    }


def line_readers(layout: Layout) -> Readers:
    """How each field of a service line is read."""
    words = dict.fromkeys(layout.lines.fields.values(), forms.words_reader(ROW_WORDS_MAX))
    return words | {"seq": forms.sequence, "amount": layout.amounts.read}


def meter_readers(layout: Layout) -> Readers:
    """How each field of a meter is read."""
    words = dict.fromkeys(layout.meters.fields.values(), forms.words_reader(ROW_WORDS_MAX))
    return words | {"estimated": forms.flag}


class Shaper:
    """Makes bills of one file: one biller, one layout, one day of making."""

    def __init__(self, bid: str, layout: Layout, created: date) -> None:
        self._bid = bid
        self._layout = layout
        self._due_first = created - DUE_BEFORE_MAX
        self._due_last = created + DUE_AFTER_MAX
        self._readers = bill_readers(layout)
        self._line_readers = line_readers(layout)
        self._meter_readers = meter_readers(layout)

    def bill(self, raw: RawBill) -> tuple[Bill | None, list[Finding]]:
        """The bill and its warnings, or None and every reason."""
        mistakes = list(raw.mistakes)
        values: dict[str, Any] = {}
        readers = self._readers
        for ours, text in raw.texts.items():
            if text:
                try:
                    values[ours] = readers[ours](text)
                except ValueError as error:
                    mistakes.append(self._unreadable(raw, ours, text, error))
        if raw.lines:
            rows = self._rows(raw, self._layout.lines.group, raw.lines, self._line_readers, mistakes)
            values["lines"] = tuple(Line(**(_NO_LINE | row)) for row in rows)
        if raw.meters:
            rows = self._rows(raw, self._layout.meters.group, raw.meters, self._meter_readers, mistakes)
            values["meters"] = tuple(Meter(**(_NO_METER | row)) for row in rows)
        mistakes += self._missing(raw, values)
        if mistakes:
            account = values.get("account_number")
            return None, [Finding(f.line, account, f.field, f.found, f.expected) for f in mistakes]
        values.setdefault("invoice_type", "")
        return self._judge(raw, Bill(bid=self._bid, **values))

    def amount_of(self, raw: RawBill) -> Money | None:
        """TOTAL_DUE_AMT by itself, for the trailer's sum: zero where there is none, None where it cannot be read."""
        text = raw.texts.get("balance_due")
        try:
            return self._readers["balance_due"](text) if text else ZERO
        except ValueError:
            return None

    def _rows(
        self, raw: RawBill, group: str, rows: Iterable[Texts], readers: Readers, mistakes: list[Finding]
    ) -> list[dict[str, Any]]:
        shaped = []
        for row in rows:
            values: dict[str, Any] = {}
            for ours, text in row.items():
                try:
                    if text:
                        values[ours] = readers[ours](text)
                except ValueError as error:
                    mistakes.append(Finding(raw.line_at(group), None, f"{group}: {ours}", shown(text), str(error)))
            shaped.append(values)
        return shaped

    def _unreadable(self, raw: RawBill, ours: str, text: str, error: ValueError) -> Finding:
        path = self._layout.path_of(ours)
        return Finding(raw.line_at(path), None, path, shown(text), str(error))

    def _missing(self, raw: RawBill, values: Mapping[str, Any]) -> list[Finding]:
        told = {finding.field for finding in raw.mistakes}
        absent = (self._layout.path_of(ours) for ours in MANDATORY if ours not in values and not raw.texts.get(ours))
        return [
            Finding(raw.line_at(path), None, path, "nothing", "a value: it is mandatory")
            for path in absent
            if path not in told
        ]

    def _judge(self, raw: RawBill, bill: Bill) -> tuple[Bill | None, list[Finding]]:
        """Rules between fields. Past due may be zero on an account in credit."""
        if not self._due_first <= bill.due_date <= self._due_last:
            return None, [self._due(raw, bill)]
        if bill.past_due > max(bill.balance_due, ZERO):
            expected = f"at most the total, {bill.balance_due.plain()}"
            return None, [self._finding(raw, bill, "past_due", bill.past_due.plain(), expected)]
        return bill, self._warnings(raw, bill)

    def _due(self, raw: RawBill, bill: Bill) -> Finding:
        expected = f"a day from {self._due_first} to {self._due_last}"
        return self._finding(raw, bill, "due_date", str(bill.due_date), expected)

    def _warnings(self, raw: RawBill, bill: Bill) -> list[Finding]:
        warnings = []
        parts = (bill.previous_balance, bill.payments, bill.adjustments, bill.current_charges)
        told = any(raw.texts.get(ours) for ours in ("previous_balance", "payments", "adjustments", "current_charges"))
        made = parts[0] - parts[1] + parts[2] + parts[3]
        if told and abs(made.cents - bill.balance_due.cents) > CENTS_OFF_MAX:
            expected = f"{made.plain()}: previous - payments + adjustment + current"
            warnings.append(self._finding(raw, bill, "balance_due", bill.balance_due.plain(), expected))
        if bill.invoice_type not in INVOICE_TYPES:
            warnings.append(self._finding(raw, bill, "invoice_type", bill.invoice_type, "REGULAR, FINAL or NOTICE"))
        return warnings

    def _finding(self, raw: RawBill, bill: Bill, ours: str, found: str, expected: str) -> Finding:
        path = self._layout.path_of(ours)
        return Finding(raw.line_at(path), bill.account_number, path, found, expected)


_NO_LINE: dict[str, Any] = {
    "seq": 0,
    "service": "",
    "description": "",
    "quantity": "",
    "unit": "",
    "rate": "",
    "amount": ZERO,
}
_NO_METER: dict[str, Any] = {"serial": "", "previous_read": "", "current_read": "", "estimated": False}
