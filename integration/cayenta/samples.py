"""Postings that are written and never sent: they show at the start what a biller's WSDL or field map cannot carry."""

from datetime import date

from integration.model import Posting, Way
from integration.money import Money

SAMPLE = Posting("P", "payment", "1", Money(1), date(2026, 1, 1), Way.CARD, "1", "30", "sample")
SAMPLE_RETURN = Posting("R", "return", "1", Money(1), date(2026, 1, 1), Way.BANK, comments="R01")
