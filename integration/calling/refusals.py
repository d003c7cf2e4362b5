"""Rules asked one after the other: the first that refuses, and when none would any more."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from integration.calling.question import Answer, Question

LOOKS_AHEAD_MAX = 100

Check = Callable[[Any], Answer | None]  # of a Question, or of a kind of it


def refusal(question: Question, checks: Sequence[Check]) -> Answer | None:
    """The first refusal, with the first instant from which no rule refuses; None where none does.

    The next instant supposes that nothing but time passes, and that the balance is asked again then and is the same.
    """
    refused = _first(question, checks)
    return None if refused is None else replace(refused, next_at=_next(question, refused, checks))


def _first(question: Question, checks: Sequence[Check]) -> Answer | None:
    return next((refused for check in checks if (refused := check(question))), None)


def _next(question: Question, refused: Answer, checks: Sequence[Check]) -> datetime | None:
    """Each refusal says from when on it would not."""
    looked: Answer | None = refused
    for _ in range(LOOKS_AHEAD_MAX):
        if looked is None:
            return question.at
        if looked.next_at is None:
            return None
        question = _later(question, looked.next_at)
        looked = _first(question, checks)
    return None


def _later(question: Question, at: datetime) -> Question:
    """The same question at another time, with a balance asked then."""
    asked = question.balance and replace(question.balance, asked_at=at)
    return replace(question, at=at, balance=asked)
