"""Postings that are written and never sent: they show at the start what a biller's WSDL or field map cannot carry."""

from datetime import date

from integration.changes import Change
from integration.model import Posting, Way
from integration.money import ZERO, Money

_DAY = date(2026, 1, 1)
SAMPLE = Posting("P", "payment", "1", Money(1), _DAY, Way.CARD, "1", "30", "sample")
SAMPLE_CREDIT = Posting("C", "credit", "1", Money(1), _DAY, None)
SAMPLE_RETURN = Posting("R", "return", "1", Money(1), _DAY, Way.BANK, comments="R01")


def sample_of(change: Change, *, active: bool = True) -> Posting:
    """A change of this kind, on or off."""
    return Posting("E", change, "1", ZERO, _DAY, None, active=active)
