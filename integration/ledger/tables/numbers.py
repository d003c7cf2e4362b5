"""Facts of telephone numbers, worked out once, when a bill file brings the number; who plans calls reads them."""

from sqlalchemy import Boolean, Column, String, Table, Text

from integration.ledger.tables.base import metadata

number_facts = Table(  # integration.calling.numbers.NumberFacts of each number, for all billers
    "number_facts",
    metadata,
    Column("written", String(30), primary_key=True),  # as bills.phone has it, so that bills find it without parsing
    Column("number", String(30), nullable=False),  # E.164, or the text again where it is no number
    Column("is_number", Boolean, nullable=False),
    Column("line", String(10), nullable=False),
    Column("country", String(3), nullable=False),
    Column("regions", Text, nullable=False),  # parted by blanks, sorted
    Column("zones", Text, nullable=False),  # the same
    Column("placed", Boolean, nullable=False),
    Column("edition", String(20), nullable=False),  # of the numbering plan that told it; another's are told anew
)
