"""Every table, column and UNIQUE constraint; the migrations make the same, and a test compares them."""

from integration.ledger.tables.audit import audit
from integration.ledger.tables.authorizations import authorizations, notices
from integration.ledger.tables.base import Cents, Instant, Serial, metadata
from integration.ledger.tables.batches import batches, breakers, corrections
from integration.ledger.tables.bills import accounts, bill_files, bills, live_versions
from integration.ledger.tables.calls import calls, guesses, questions, turns, works
from integration.ledger.tables.channels import channels
from integration.ledger.tables.consents import consents
from integration.ledger.tables.intake import api_keys, hand_postings, intakes
from integration.ledger.tables.outbox import holds, outbox, outbox_events
from integration.ledger.tables.payments import payments
from integration.ledger.tables.returns import return_files, returns
from integration.ledger.tables.undos import undos

__all__ = [
    "Cents",
    "Instant",
    "Serial",
    "accounts",
    "api_keys",
    "audit",
    "authorizations",
    "batches",
    "bill_files",
    "bills",
    "breakers",
    "calls",
    "channels",
    "consents",
    "corrections",
    "guesses",
    "hand_postings",
    "holds",
    "intakes",
    "live_versions",
    "metadata",
    "notices",
    "outbox",
    "outbox_events",
    "payments",
    "questions",
    "return_files",
    "returns",
    "turns",
    "undos",
    "works",
]
