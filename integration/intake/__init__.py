"""Payments that were taken elsewhere and are brought to us: by whom, in which words, and whether they may come in."""
