"""The codes of return files in words."""

from integration.nacha.changes import CHANGES
from integration.nacha.reasons import REASONS


def meaning_of(code: str) -> str:
    """An R-code's or a C-code's words; those that are in no table say so."""
    told = REASONS.get(code) or CHANGES.get(code)
    return told.words if told else "a code that we do not know"
