"""What is owed is read, and how much of it is paid is chosen."""

from ivr.scenes.balance.table import TURNS

__all__ = ["TURNS"]
