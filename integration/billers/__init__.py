"""Billers: one TOML each, strictly read; the mission's table as data decides what may be switched on."""

from integration.billers.biller import Biller

__all__ = ["Biller"]
