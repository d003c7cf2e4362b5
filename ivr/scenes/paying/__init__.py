"""The payment is agreed to, taken, charged, and its confirmation number is read."""

from ivr.scenes.paying.table import TURNS

__all__ = ["TURNS"]
