"""Every table, column and UNIQUE constraint; the migrations make the same, and a test compares them."""

from integration.ledger.tables.api_acts import api_acts
from integration.ledger.tables.audit import audit
from integration.ledger.tables.authorizations import authorizations, notices
from integration.ledger.tables.base import Cents, Instant, Serial, metadata
from integration.ledger.tables.batches import batches, breakers, corrections
from integration.ledger.tables.bill_links import bill_links
from integration.ledger.tables.bills import accounts, bill_files, bills, live_versions
from integration.ledger.tables.callbacks import callbacks
from integration.ledger.tables.calls import calls, guesses, questions, turns, works
from integration.ledger.tables.campaigns import (
    account_marks,
    campaign_approvals,
    campaign_runs,
    campaign_versions,
    campaigns,
    planned_calls,
)
from integration.ledger.tables.channels import channels
from integration.ledger.tables.consents import consent_files, consents, mail_consents
from integration.ledger.tables.enrolments import contact_changes, enrolments
from integration.ledger.tables.held_told import held_told
from integration.ledger.tables.intake import api_keys, hand_postings, intakes
from integration.ledger.tables.later import promises, schedules
from integration.ledger.tables.messages import planned_messages
from integration.ledger.tables.numbers import number_facts
from integration.ledger.tables.outbox import holds, outbox, outbox_events
from integration.ledger.tables.payments import payments
from integration.ledger.tables.rests import rests
from integration.ledger.tables.returns import return_files, returns
from integration.ledger.tables.samples import samples
from integration.ledger.tables.texts import text_numbers, texts, texts_in
from integration.ledger.tables.undos import undos

__all__ = [
    "Cents",
    "Instant",
    "Serial",
    "account_marks",
    "accounts",
    "api_acts",
    "api_keys",
    "audit",
    "authorizations",
    "batches",
    "bill_files",
    "bill_links",
    "bills",
    "breakers",
    "callbacks",
    "calls",
    "campaign_approvals",
    "campaign_runs",
    "campaign_versions",
    "campaigns",
    "channels",
    "consent_files",
    "consents",
    "contact_changes",
    "corrections",
    "enrolments",
    "guesses",
    "hand_postings",
    "held_told",
    "holds",
    "intakes",
    "live_versions",
    "mail_consents",
    "metadata",
    "notices",
    "number_facts",
    "outbox",
    "outbox_events",
    "payments",
    "planned_calls",
    "planned_messages",
    "promises",
    "questions",
    "rests",
    "return_files",
    "returns",
    "samples",
    "schedules",
    "text_numbers",
    "texts",
    "texts_in",
    "turns",
    "undos",
    "works",
]
