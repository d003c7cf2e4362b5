"""By what a campaign reaches people: calls, texts and e-mail, each by the law that it has."""

from enum import StrEnum


class Channel(StrEnum):
    """One way to reach somebody."""

    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
