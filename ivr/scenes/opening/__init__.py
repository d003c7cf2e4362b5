"""Hello: the language, the account, what proves it, and what is owed."""

from ivr.scenes.opening.table import TURNS

__all__ = ["TURNS"]
