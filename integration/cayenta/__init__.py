"""Cayenta Utilities: balances asked of it, payments told to it."""

from integration.cayenta.books import CayentaBooks

__all__ = ["CayentaBooks"]
