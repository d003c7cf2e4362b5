"""Rules asked one after the other: the first that refuses, and when none would any more."""

from collections.abc import Callable, Iterator, Sequence
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
    row = list(_in_a_row(question, checks))
    if not row:
        return None
    ends = row[-1].next_at if len(row) < LOOKS_AHEAD_MAX else None
    return replace(row[0], next_at=ends)


def lasting(question: Question, checks: Sequence[Check], until: datetime) -> Answer | None:
    """Of refusals one after the other, the one that still refuses at `until`; None where nothing does."""
    row = _in_a_row(question, checks)
    return next((each for each in row if each.next_at is None or each.next_at >= until), None)


def _first(question: Question, checks: Sequence[Check]) -> Answer | None:
    return next((refused for check in checks if (refused := check(question))), None)


def _in_a_row(question: Question, checks: Sequence[Check]) -> Iterator[Answer]:
    """The first refusal, the one that refuses when that one would not any more, and so on."""
    for _ in range(LOOKS_AHEAD_MAX):
        refused = _first(question, checks)
        if refused is None:
            return
        yield refused
        if refused.next_at is None:
            return
        question = _later(question, refused.next_at)


def _later(question: Question, at: datetime) -> Question:
    """The same question at another time, with a balance asked then."""
    asked = question.balance and replace(question.balance, asked_at=at)
    return replace(question, at=at, balance=asked)
