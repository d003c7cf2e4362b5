"""What the phone company told of a number after a text to it, and the register's name for texts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ALL_TEXTS = "texts"  # what STOP is a no to: texts on every topic


class Mark(StrEnum):
    """Why a number is not written to."""

    LANDLINE = "landline"
    UNREACHABLE = "unreachable"  # switched off, unknown, or its carrier refuses


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark, since when, and the phone company's error code."""

    mark: Mark
    code: str
    at: datetime
