"""Asking a system outside about many things, one after another. A question that failed is told as not known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from integration.clock import Clock
from integration.errors import Trouble, Unavailable

ASK_EVERY_S = 0.1  # at least so long between two questions: payers' own questions come first
SILENT_RUN_MAX = 3  # after so many unanswered ones in a row the others are not asked
Subject = TypeVar("Subject")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Answers(Generic[Answer]):
    """What was answered, by key; and a sentence for each question that was not."""

    found: dict[str, Answer] = field(default_factory=dict)
    not_known: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asking:
    """Asks for as long as `keeps_going` says."""

    clock: Clock
    keeps_going: Callable[[], bool]

    def each(
        self, subjects: Mapping[str, Subject], question: Callable[[Subject], Answer], label: Callable[[str], str]
    ) -> Answers[Answer]:
        """`label` names a key in a sentence."""
        answers, silent = Answers[Answer](), 0
        for place, (key, subject) in enumerate(subjects.items()):
            if silent == SILENT_RUN_MAX or not self.keeps_going():
                answers.not_known.append(f"{len(subjects) - place} more were not asked about, {label(key)} the first")
                break
            if place:
                self.clock.pause(ASK_EVERY_S)
            try:
                answers.found[key] = question(subject)
                silent = 0
            except Trouble as trouble:  # none of them means "absent"
                answers.not_known.append(f"{label(key)}: {trouble}")
                silent += isinstance(trouble, Unavailable)
        return answers
