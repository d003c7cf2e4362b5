"""A person, or what can be done without one; and goodbye."""

from ivr.scenes.people.table import TURNS

__all__ = ["TURNS"]
