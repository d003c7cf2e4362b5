"""Paperless bills, automatic payments, and new contact details for the biller's staff."""

from ivr.scenes.enrolling.table import TURNS

__all__ = ["TURNS"]
