"""Texts that we write: their words, whether they may be written, and how they reach the phone company."""
