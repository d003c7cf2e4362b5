"""A bank account: whose, its numbers keyed to the payment partner, and its holder's spoken authorisation."""

from ivr.scenes.banking.table import TURNS

__all__ = ["TURNS"]
