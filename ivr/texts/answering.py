"""One text that came in: written down, its no or yes put into the register at once, and answered once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.marks import ALL_TEXTS
from integration.ledger import consents, text_numbers, text_sends, texts_in
from integration.ledger.texts_in import Came, Word
from integration.texting.composing import of_biller
from integration.texting.words import Words
from ivr.texts.meaning import meant

ANSWERS = {Word.STOP: "stopped", Word.START: "started", Word.HELP: "help", Word.OTHER: "other"}
ANSWERED_AGAIN_AFTER = timedelta(hours=24)  # whoever goes on writing to a machine is not answered each time
HOW = "text"
WHO = "the line"


@dataclass(frozen=True, slots=True)
class Letter:
    """A text from outside, as the phone company brings it; `answered_there` says that it answered by itself."""

    sid: str
    number: str  # E.164
    body: str
    answered_there: bool = False


def receive(connection: Connection, biller: Biller, letter: Letter, now: datetime) -> Came:
    """Take it in, within the caller's transaction; the same one again changes nothing and is answered alike."""
    before = texts_in.known(connection, letter.sid)
    if before is not None:
        return before
    word, language = meant(letter.body)
    said = _language(connection, biller, letter.number, language)
    answered = not letter.answered_there and not _is_answered(connection, biller, letter.number, word, now)
    came = Came(letter.sid, biller.bid, letter.number, word, said, answered, now)
    texts_in.keep(connection, came)
    _note(connection, came)
    text_numbers.unmark(connection, letter.number)
    return came


def answer(words: Words, biller: Biller, came: Came) -> str:
    """What is written back; '' for nothing."""
    return words.write(came.language, ANSWERS[came.word], of_biller(biller)) if came.answered else ""


def _note(connection: Connection, came: Came) -> None:
    """START undoes a STOP; it makes nobody who never asked for texts one who did."""
    is_out = consents.opted_out(connection, came.bid, came.number, ALL_TEXTS)
    if came.word is Word.STOP or (came.word is Word.START and is_out):
        yes = came.word is Word.START
        word = consents.Word(came.bid, came.number, ALL_TEXTS, yes, HOW, WHO, came.at, detail=f"{came.word} {came.sid}")
        consents.note(connection, word)


def _is_answered(connection: Connection, biller: Biller, number: str, word: Word, now: datetime) -> bool:
    """STOP, START and HELP are always answered; other words, once a day."""
    since = now - ANSWERED_AGAIN_AFTER
    return word is Word.OTHER and texts_in.answered_since(connection, biller.bid, number, word, since)


def _language(connection: Connection, biller: Biller, number: str, told: str) -> str:
    """The language of the word, else that in which he was written to, else the biller's first."""
    for language in (told, text_sends.language_of(connection, biller.bid, number)):
        if language in biller.languages:
            return str(language)
    return biller.languages[0]
