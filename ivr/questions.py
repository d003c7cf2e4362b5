"""What the desk asked the world outside during a call: of whom, how it ended, how long the caller waited for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, insert, select

from integration.clock import Clock
from integration.errors import Trouble
from integration.ledger.prepared import Prepared
from integration.ledger.tables import questions
from integration.model import Unsure

ANSWERED = "answered"
UNSURE = "unsure"  # a charge whose answer was lost comes back as an outcome, not as a trouble
ENDED_LENGTH_MAX = 40  # of the column
T = TypeVar("T")
_NEW = Prepared(insert(questions))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `ended` is answered, unsure, or the name of the trouble: unavailable, refused, garbled."""

    asked: str  # "Cayenta GetAccountBalance", "gateway charge", …
    ended: str
    ms: int


@dataclass
class Questions:
    """Those of one Do turn. `ask` passes on whatever its work returns or raises."""

    clock: Clock
    put: list[Question] = field(default_factory=list)

    def ask(self, whom: str, work: Callable[[], T]) -> T:
        """Do the asking and note how it ended; a Trouble is noted by its name and goes on its way."""
        begun = self.clock.tick()
        ended = "failed"  # a mistake of ours, which is nobody's answer
        try:
            answer = work()
            ended = UNSURE if isinstance(answer, Unsure) else ANSWERED
        except Trouble as trouble:
            ended = type(trouble).__name__.lower()[:ENDED_LENGTH_MAX]
            raise
        finally:
            self.put.append(Question(whom, ended, round((self.clock.tick() - begun) * 1000)))
        return answer


def record(connection: Connection, call_sid: str, number: int, put: Iterable[Question]) -> None:
    """Write what was asked in turn `number`, in the transaction of the turn that speaks of the answers."""
    asked_in = {"call_sid": call_sid, "number": number}
    for place, one in enumerate(put, start=1):
        _NEW.run(connection, asked_in | {"place": place, "asked": one.asked, "ended": one.ended, "ms": one.ms})


def of_call(connection: Connection, call_sid: str) -> list[tuple[int, Question]]:
    """All questions of a call, each with the number of the turn that asked it."""
    columns = (questions.c.number, questions.c.asked, questions.c.ended, questions.c.ms)
    mine = select(*columns).where(questions.c.call_sid == call_sid).order_by(questions.c.number, questions.c.place)
    return [(row.number, Question(row.asked, row.ended, row.ms)) for row in connection.execute(mine)]
