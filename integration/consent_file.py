"""Words of consent as CSV, read strictly and written back: the register's import and export.

    number,topic,says,how,who,at,detail
    +17705550134,all,no,letter,ann,2026-11-20T15:05:00+00:00,box 7

`number`, which may be an e-mail address, and `says` must be there; what is left out is all topics, the given means and
writer, and now.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from integration.ledger.consents import ALL_TOPICS, Word
from integration.mailboxes import is_mailbox

COLUMNS = ("number", "topic", "says", "how", "who", "at", "detail")
NEEDED = ("number", "says")
SAYS = {"yes": True, "no": False}
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_TOPIC = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What holds where a line does not say it."""

    bid: str
    how: str
    who: str
    at: datetime


def read_words(text: str, unsaid: Unsaid) -> tuple[list[Word], list[str]]:
    """The words of a whole file, and a sentence for each mistake with its line; with any mistake none is to be kept."""
    reader = csv.DictReader(io.StringIO(text))
    columns = tuple(reader.fieldnames or ())
    if not set(NEEDED) <= set(columns) or not set(columns) <= set(COLUMNS):
        return [], [f"1: found the columns {', '.join(columns) or 'nothing'}; expected {', '.join(COLUMNS)}"]
    words, findings = [], []
    for row in reader:
        try:
            words.append(_word(row, unsaid))
        except ValueError as wrong:
            findings.append(f"{reader.line_num}: {wrong}")
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
        "says": "yes" if word.says_yes else "no",
        "how": word.how,
        "who": word.who,
        "at": word.at.isoformat(),
        "detail": word.detail,
    }


def number_of(text: str) -> str:
    """E.164, or an e-mail address in small letters; else ValueError."""
    if is_mailbox(text):
        return text.lower()
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"found {text!r}; expected a number like +17705550134, or an e-mail address")
    return text


def topic_of(text: str) -> str:
    """A topic's name, or ValueError."""
    if not _TOPIC.fullmatch(text):
        raise ValueError(f"found {text!r}; expected a topic in small letters, or all")
    return text


def _word(row: Mapping[str | None, str | list[str] | None], unsaid: Unsaid) -> Word:
    if None in row:
        raise ValueError("found more fields than columns; expected as many")
    told = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    if told["says"].lower() not in SAYS:
        raise ValueError(f"says: found {told['says']!r}; expected yes or no")
    return Word(
        bid=unsaid.bid,
        number=number_of(told["number"]),
        topic=topic_of(told["topic"] or ALL_TOPICS),
        says_yes=SAYS[told["says"].lower()],
        how=told["how"] or unsaid.how,
        who=told["who"] or unsaid.who,
        at=_instant(told["at"]) if told["at"] else unsaid.at,
        detail=told["detail"],
    )


def _instant(text: str) -> datetime:
    expected = "expected an instant with its zone, like 2026-11-20T15:05:00+00:00"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"at: found {text!r}; {expected}") from None
    if found.tzinfo is None:
        raise ValueError(f"at: found {text!r}; {expected}")
    return found
