"""The change codes as data, and where in the corrected data (36-64) of an addenda 98 each part stands.

Source: Nacha Operating Rules, Appendix Five "Notification of Change"; rules.md 1.1 and 1.2; words after moov-io/ach
(`addenda98.go`) and bankfivenine.com's guide. Names, ids and company data are told in words only: they are no bank
data, and nothing of ours is corrected by them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from integration.bank_data import BankData
from integration.nacha.findings import Finding
from integration.nacha.items import Part
from integration.nacha.layout import Field, Record
from integration.nacha.routing import passes

_ROUTING = "nine digits that pass the check sum"
_ACCOUNT = "an account number: letters, digits, dashes, blanks"
_TRANSACTION = "a transaction code: 22-24, 27-29, 32-34, 37-39, 42-44, 47-49 or 52-55"
_CODES = "[234][2-47-9]|5[2-5]"


@dataclass(frozen=True, slots=True)
class Change:
    """One change code: what it says, and where its corrected parts stand."""

    code: str
    words: str
    parts: Mapping[Part, Field]
    is_refusal: bool = False  # C61-C69: the originator's bank refuses a correction, so nothing is corrected


def _change(code: str, words: str, **starts: int) -> Change:
    """`starts` gives each part's first position by its name in `_PARTS`."""
    return Change(code, words, {_PARTS[name][0]: _field(name, first) for name, first in starts.items()})


def _field(name: str, first: int) -> Field:
    part, length, pattern, expected = _PARTS[name]
    return Field(f"corrected {part}", first, first + length - 1, pattern, expected)


_PARTS = {
    "routing": (Part.ROUTING, 9, r"\d{9}", _ROUTING),
    "account": (Part.ACCOUNT, 17, r" *[0-9A-Za-z][0-9A-Za-z -]*", _ACCOUNT),
    "transaction": (Part.TRANSACTION, 2, _CODES, _TRANSACTION),
}

CHANGES = {
    change.code: change
    for change in (
        _change("C01", "the account number is wrong", account=36),
        _change("C02", "the routing number is wrong", routing=36),
        _change("C03", "the routing number and the account number are wrong", routing=36, account=48),
        _change("C04", "the payer's name is wrong"),
        _change("C05", "the account is of the other kind, checking or savings", transaction=36),
        _change("C06", "the account number and the kind of account are wrong", account=36, transaction=56),
        _change(
            "C07",
            "the routing number, the account number and the kind of account are wrong",
            routing=36,
            account=45,
            transaction=62,
        ),
        _change("C08", "the receiving bank's identification is wrong (international entries)"),
        _change("C09", "the individual identification is wrong"),
        _change("C10", "the company name is wrong"),
        _change("C11", "the company identification is wrong"),
        _change("C12", "the company name and the company identification are wrong"),
        _change("C13", "the addenda record is laid out wrongly"),
        _change("C14", "the entry class is wrong for an outbound international payment"),
        Change("C61", "refused: the correction was misrouted", {}, is_refusal=True),
        Change("C62", "refused: the trace number is wrong", {}, is_refusal=True),
        Change("C63", "refused: the company identification is wrong", {}, is_refusal=True),
        Change("C64", "refused: the individual identification is wrong", {}, is_refusal=True),
        Change("C65", "refused: the corrected data is laid out wrongly", {}, is_refusal=True),
        Change("C66", "refused: the discretionary data is wrong", {}, is_refusal=True),
        Change("C67", "refused: the routing number is not the entry's", {}, is_refusal=True),
        Change("C68", "refused: the account number is not the entry's", {}, is_refusal=True),
        Change("C69", "refused: the transaction code is wrong", {}, is_refusal=True),
    )
}


def wrong_parts(change: Change, addenda: Record) -> Iterator[Finding]:
    """The corrected parts that cannot be what the code says they are, by their shape alone."""
    for part, field in change.parts.items():
        fits = field.fits(addenda) and (part is not Part.ROUTING or passes(field.of(addenda)))
        if not fits:
            yield field.finding(addenda)


def corrected(change: Change, addenda: Record) -> BankData:
    """The corrected parts, of an addenda record without `wrong_parts`."""
    found = {part: field.of(addenda).strip() for part, field in change.parts.items()}
    return BankData(found.get(Part.ROUTING), found.get(Part.ACCOUNT), found.get(Part.TRANSACTION))
