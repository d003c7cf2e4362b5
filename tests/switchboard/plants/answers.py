"""Bugs in what an answer is taken to mean: by the pump, of Cayenta's words, and by the web, of a repeated turn."""

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from unittest.mock import patch

from sqlalchemy import select

from integration.ledger import payments
from integration.ledger.tables import payments as rows
from integration.model import Applied
from tests.switchboard import gateway
from workers.posting import Rules

FAULTS = ("fault before", "SOAP Fault Server: Internal error")
LOST = ("lost before", "lost after", "late")
AT_ONCE_S = 1e-6


def no_quiet_period():
    """A send without an answer is asked about at once, and sent again at once where it is absent."""
    real = Rules.of.__func__

    def hasty(cls, biller, timings):
        rules = real(cls, biller, replace(timings, quiet_s=0.0, late_margin_s=0.0))
        return replace(rules, resend_after_s=AT_ONCE_S if rules.resend_after_s else 0)

    return patch.object(Rules, "of", classmethod(hasty))


def query_timeout_as_absent():
    """A question that nobody answered is taken for the answer that there is no such item."""
    return patch.object(
        Rules, "after_no_answer", lambda rules, row, sent_at, now, _why: rules.after_absent(row, sent_at, now)
    )


def _taken_as(applied, words):
    """These endings are settled as if they had been another."""
    real = Rules.after_send

    def after_send(rules, row, outcome, **more):
        is_meant = outcome.applied is Applied.AMBIGUOUS and (words is None or outcome.why in words)
        return real(rules, row, replace(outcome, applied=applied) if is_meant else outcome, **more)

    return patch.object(Rules, "after_send", after_send)


def fault_as_refused():
    """A SOAP Fault is taken for Cayenta's clear no, although the item may have been applied before it."""
    return _taken_as(Applied.REJECTED, FAULTS)


def ambiguous_as_posted():
    """Whatever is not clear is taken for success."""
    return _taken_as(Applied.POSTED, None)


def timeout_as_refused():
    """An answer that did not come is taken for a connection that was refused: the row is sent again."""
    return _taken_as(Applied.NOT_APPLIED, LOST)


@contextmanager
def no_webhook_dedup():
    """A turn that comes again charges again: no compare-and-set on the payment, a fresh key for each request."""
    keys = count()

    def start_charge(connection, payment_id, _now):
        found = select(rows.c.payment_id).where(rows.c.payment_id == str(payment_id), rows.c.state != "abandoned")
        return "tok_sealed" if connection.execute(found).first() is not None else None

    with ExitStack() as both:
        both.enter_context(patch.object(payments, "start_charge", start_charge))
        both.enter_context(patch.object(gateway, "key_of", lambda _payment_id: f"request {next(keys)}"))
        yield
