"""Paying on another day: a card that is charged then, or a promise to pay by then."""

from ivr.scenes.later.table import TURNS

__all__ = ["TURNS"]
