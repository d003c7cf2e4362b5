"""A call that we started: who calls, how to stop it, who listens, and only then what it is about."""

from ivr.scenes.reminding.table import TURNS

__all__ = ["TURNS"]
