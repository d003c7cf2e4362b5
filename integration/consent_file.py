"""Words of consent as CSV, read strictly and written back: the register's import and export.

    number,topic,says,how,who,at,detail
    +17705550134,all,no,letter,ann,2026-11-20T15:05:00+00:00,box 7

`number`, which may be an e-mail address, and `says` must be there; what is left out is all topics, the given means and
writer, and now. Consent counts only with its source (rules.md 2.1), so a yes must have a means; a no holds by any.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from integration.consent_words import NO, YES, fits, instant_of, number_of, says_yes_of, topic_of
from integration.ledger.consents import ALL_TOPICS, HOW_CHARS_MAX, WHO_CHARS_MAX, Word

COLUMNS = ("number", "topic", "says", "how", "who", "at", "detail")
NEEDED = ("number", "says")
A_NO_ALONE = "import"  # how a no came whose means nobody told
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What holds where a line does not say it; `how` is '' where nobody told by what means."""

    bid: str
    how: str
    who: str
    at: datetime


@dataclass(slots=True)
class Line:
    """One line, read column by column: `mistakes` has a sentence for each that does not fit."""

    told: Mapping[str, str]
    mistakes: list[str] = field(default_factory=list)

    def read(self, column: str, reading: Callable[[str], T], *, unsaid: T | None = None) -> T | None:
        """The column's value, or what is `unsaid` where it is empty; None where it is wrong."""
        text = self.told[column]
        if not text and unsaid is not None:
            return unsaid
        try:
            return reading(text)
        except ValueError as wrong:
            self.mistakes.append(f"{column}: {wrong}")
            return None


def read_words(text: str, unsaid: Unsaid) -> tuple[list[Word], list[str]]:
    """The words of a whole file, and a sentence for each mistake with its line and column; with any none is kept."""
    reader = csv.DictReader(io.StringIO(text))
    columns = tuple(reader.fieldnames or ())
    if not set(NEEDED) <= set(columns) or not set(columns) <= set(COLUMNS):
        return [], [f"1: found the columns {', '.join(columns) or 'nothing'}; expected {', '.join(COLUMNS)}"]
    words, findings = [], []
    for row in reader:
        line = Line({name: str(row.get(name) or "").strip() for name in COLUMNS}, list(_too_long(row, len(columns))))
        word = _word(line, unsaid)
        findings += [f"{reader.line_num}: {mistake}" for mistake in line.mistakes]
        words += [word] if word else []
    return words, findings


def written(words: list[Word]) -> str:
    """The inverse."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row_of(word) for word in words)
    return out.getvalue()


def row_of(word: Word) -> dict[str, str]:
    """A word by the names of the columns; the instant as ISO text, UTC."""
    return {
        "number": word.number,
        "topic": word.topic,
        "says": YES if word.says_yes else NO,
        "how": word.how,
        "who": word.who,
        "at": word.at.isoformat(),
        "detail": word.detail,
    }


def _too_long(row: Mapping[str | None, object], columns: int) -> Iterator[str]:
    """A comma too many moves everything behind it one column on."""
    more = row.get(None)
    if isinstance(more, list):
        yield f"found {columns + len(more)} fields; expected {columns}, one for each column"


def _word(line: Line, unsaid: Unsaid) -> Word | None:
    """None where the line has a mistake."""
    number = line.read("number", number_of)
    topic = line.read("topic", lambda text: topic_of(text, number or line.told["number"]), unsaid=ALL_TOPICS)
    says_yes = line.read("says", says_yes_of)
    how = line.read("how", _means(of_a_yes=says_yes is True), unsaid=unsaid.how or None)
    who = line.read("who", lambda text: fits(text, WHO_CHARS_MAX), unsaid=unsaid.who)
    at = line.read("at", instant_of, unsaid=unsaid.at)
    if line.mistakes or number is None or topic is None or says_yes is None or how is None or who is None or at is None:
        return None
    return Word(unsaid.bid, number, topic, says_yes, how, who, at, line.told["detail"])


def _means(*, of_a_yes: bool) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text and of_a_yes:
            raise ValueError("found nothing; expected by what means the yes was said, here or with --how")
        return fits(text or A_NO_ALONE, HOW_CHARS_MAX)

    return read
