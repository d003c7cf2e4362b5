"""What the judges of the money invariants read: every row of the ledger, and the two journals of the world outside.

Plain SQL and plain journals: nothing of the product is imported, so that a mistake of its cannot hide itself.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import create_engine, inspect, text

CHANGES = {"AUTOP": "autopay", "EBILL": "paperless"}
TAKE_BACK = ("void", "return")
CHANGES |= {op: op for op in CHANGES.values()}


@dataclass(frozen=True)
class Entry:
    """One item of the biller's books, as their own journal has it; a void or a return is below zero."""

    reference: str
    account: str
    cents: int


@dataclass(frozen=True)
class Alert:
    """One change that the biller's system applied: `op` is ours for it."""

    account: str
    op: str
    is_on: bool


@dataclass
class Evidence:
    """`tables` holds rows by table; `books` and `gateway` their journals in order, None where they took no part.

    `alerts` are the changes that the books' own journal of them holds, in order. `is_at_rest`: faults are over and the
    workers had all the time that they may need.
    """

    tables: dict[str, list[dict]]
    books: list[Entry] | None = None
    gateway: list[dict] | None = None
    is_at_rest: bool = True
    canaries: tuple[str, ...] = ()
    alerts: list[Alert] | None = None
    items: dict[str, list[Entry]] = field(init=False)

    def __post_init__(self):
        self.items = defaultdict(list)
        for entry in self.books or []:
            self.items[entry.reference].append(entry)

    def __getitem__(self, table):
        return self.tables[table]

    def to_books(self):
        """Orders that make an item in the books; a change makes none."""
        return [row for row in self["outbox"] if row["op"] not in CHANGES]

    def postings(self, op):
        return [row for row in self["outbox"] if row["op"] == op]

    def posting_of(self, payment_id, op="payment"):
        return [row for row in self.postings(op) if row["payment_id"] == payment_id]

    def payment(self, payment_id):
        return next((row for row in self["payments"] if row["payment_id"] == payment_id), None)

    def undone(self):
        return {row["payment_id"] for row in self["undos"] if row["state"] == "undone"}

    def pumped(self):
        """The channels whose payments the books are told of."""
        return {row["channel"] for row in self["channels"] if row["pumped"]}


def evidence_of(url, **more):
    """All rows of a database, read on a connection of its own: what is not durable is not in it."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            names = inspect(connection).get_table_names()
            tables = {name: connection.execute(text(f'SELECT * FROM "{name}"')).mappings().all() for name in names}
    finally:
        engine.dispose()
    return Evidence({name: [dict(row) for row in rows] for name, rows in tables.items()}, **more)


def entries_of(items):
    """The books' journal from any of its forms: the box's items, or postings that a stand-in applied."""
    return [_entry(item) for item in items if getattr(item, "op", "") not in CHANGES]


def alerts_of(told):
    """The changes among these, from any of their forms: the box's alerts, or postings that a stand-in applied."""
    return [
        Alert(one.account, CHANGES[one.code], one.is_on)
        if hasattr(one, "code")
        else Alert(one.account_number, str(one.op), one.active)
        for one in told
        if getattr(one, "code", getattr(one, "op", "")) in CHANGES
    ]


def _entry(item):
    if hasattr(item, "amount_cents"):
        return Entry(item.reference, item.account, item.amount_cents)
    sign = -1 if item.op in TAKE_BACK else 1
    return Entry(item.reference, item.account_number, sign * item.amount.cents)
