"""A stored call with everything that bears on it, read once: its moments, its searches, the balances that were told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from integration.billers import Biller
from integration.clock import today_at
from integration.ledger.tables import calls, payments, schedules
from integration.site import Site
from ivr.call import Call, Reminder
from ivr.replay.export_words import Reader, Sentence, Value
from ivr.script import SCRIPT
from ivr.speech.own import own_folders
from ivr.speech.shutoff import shutoff_texts
from ivr.transcripts import Moment, transcript

READ_BACK = (
    "confirm_account.say",
    "ask_zip.account",
    "ask_phone.account",
    "ask_last_payment.account",
    "find_account.account",
)
TEXT_TO = ("text_number", "text_ending")  # digits of the telephone that a text goes to


class Unexportable(Exception):
    """A call that no `.call` file can tell; `findings` holds a sentence for each thing that cannot be mapped."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Step:
    """A moment and the prompts that were said in it."""

    moment: Moment
    sentences: tuple[Sentence, ...]

    def value(self, key: str, name: str) -> Value | None:
        """A variable of a prompt, where this moment said it."""
        return next((each.values[name] for each in self.sentences if each.key == key), None)

    def says(self, key: str) -> bool:
        return any(each.key == key for each in self.sentences)

    @property
    def read_back(self) -> str:
        """The account number that was keyed, as it was read back here; '' where none was."""
        found = (each.values["account"] for each in self.sentences if each.key in READ_BACK)
        return str(next(found, ""))


@dataclass(frozen=True, slots=True)
class Search:
    """A search for an account. `word` is found, not_found or locked; '' where the call ended before."""

    keyed: str
    word: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A balance as it was told for what was keyed."""

    keyed: str
    step: Step


@dataclass(frozen=True)
class Recorded:
    """The call. `payments` are its own, the first attempt first; instants are aware UTC."""

    call_sid: str
    biller: Biller
    prompts: Path  # the folder of what was said
    caller: str
    started_at: datetime
    steps: tuple[Step, ...]
    payments: Sequence[Row[Any]]
    references: Sequence[str] = ()  # of payments on later days that were agreed to in it
    line: str = ""
    reminder: Reminder | None = None
    language: str = ""  # of the call as it ended

    @property
    def rung_about(self) -> str:
        """The account that we rang about, which nobody keyed; '' in a call that came in."""
        return self.reminder.account if self.reminder else ""

    @property
    def today(self) -> date:
        return today_at(self.biller.zone, self.started_at)

    def searches(self) -> list[Search]:
        """Every search, in order; two after each other may be for one number that was not read back again."""
        return [Search(keyed, step.moment.heard) for keyed, step in self._after("find_account")]

    def tellings(self) -> list[Telling]:
        return [Telling(keyed, self._whole(step)) for keyed, step in self._after("find_balance")]

    def _whole(self, step: Step) -> Step:
        """A reminder tells one amount; where the balance is read after it, that tells all."""
        following = self.steps[self.steps.index(step) :] if step.moment.turn == "tell_reminder" else ()
        return next((each for each in following if each.moment.turn == "read_balance"), step)

    def by_connector(self) -> bool:
        """Whether <Pay> itself charged in this call."""
        return self.biller.payments.charge == "connector"

    def charged(self) -> list[Row[Any]]:
        """The payments that the turn `charge` saw, in its order; a connector's clear no leads past it."""
        asked = [row for row in self.payments if row.charging_at is not None]
        return [row for row in asked if not (self.by_connector() and row.decline_code)]

    def heard_after(self, turn: str) -> list[str]:
        """How each visit of this turn ended, in the transcript's word."""
        return [step.moment.heard for _, step in self._after(turn)]

    def search_at(self, place: int) -> Search:
        """The search that follows the step at this place: the number was read back there or before."""
        read_back = (step.read_back for step in reversed(self.steps[: place + 2]) if step.read_back)
        keyed = next(read_back, self.rung_about)
        following = [step for step in self.steps[place : place + 3] if step.moment.turn == "find_account"]
        after = self.steps.index(following[0]) + 1 if following else len(self.steps)
        return Search(keyed, self.steps[after].moment.heard if after < len(self.steps) else "")

    def _after(self, turn: str) -> Iterator[tuple[str, Step]]:
        """Each step that came out of this turn, with the number that had been keyed last."""
        keyed = self.rung_about
        for before, after in pairwise(self.steps):
            keyed = before.read_back or keyed
            if before.moment.turn == turn:
                yield keyed, after


def recorded(site: Site, call_sid: str) -> Recorded:
    """Read a call. Unexportable names what this version does not know any more, by moment."""
    with site.database.read() as connection:
        row = connection.execute(select(calls).where(calls.c.call_sid == call_sid)).first()
        told = transcript(connection, call_sid)
        if row is None or told is None:
            raise Unexportable(
                [f"there is no call {call_sid}; `ivr calls list` finds calls by day, caller and account"]
            )
        paid = _payments(connection, call_sid)
        references = _references(connection, call_sid)
    if row.ended_at is None:
        raise Unexportable([f"call {call_sid} is still going on; it can be exported when it has ended"])
    if row.bid not in site.billers:
        raise Unexportable([f"call {call_sid} was for biller {row.bid}, of whom there is no file any more"])
    biller = site.billers[row.bid]
    as_it_ended = Call.from_json(row.state, biller)
    own, shutoff = own_folders([biller]).get(biller.bid), shutoff_texts([biller]).get(biller.bid)
    reader = Reader(site.settings.prompts, biller.languages, today_at(biller.zone, row.started_at), own, shutoff)
    return Recorded(
        call_sid,
        biller,
        site.settings.prompts,
        row.caller,
        row.started_at,
        _steps(reader, told.moments),
        paid,
        references,
        row.line,
        as_it_ended.reminder,
        as_it_ended.language,
    )


def _payments(connection: Connection, call_sid: str) -> Sequence[Row[Any]]:
    mine = select(payments).where(payments.c.call_sid == call_sid).order_by(payments.c.attempt)
    return connection.execute(mine).all()


def _references(connection: Connection, call_sid: str) -> Sequence[str]:
    mine = select(schedules.c.reference).where(schedules.c.call_sid == call_sid)
    return connection.scalars(mine.order_by(schedules.c.attempt)).all()


def _steps(reader: Reader, moments: Sequence[Moment]) -> tuple[Step, ...]:
    findings: list[str] = []
    steps = tuple(_step(reader, moment, findings) for moment in moments)
    if findings:
        raise Unexportable(findings)
    return steps


def _step(reader: Reader, moment: Moment, findings: list[str]) -> Step:
    where = f"moment {moment.number}, {moment.turn}"
    if moment.turn not in SCRIPT:
        findings.append(f"{where}: this version's script has no such turn; the call was made by another version")
    read = [(text, reader.read(moment.turn, text)) for text in moment.said]
    findings += [f"{where}: no prompt of this version says {text!r}" for text, sentence in read if sentence is None]
    return Step(moment, tuple(sentence for _, sentence in read if sentence is not None))


# What a replay has of its own: made up afresh, a stand-in's, or of the box.
OF_ITS_OWN = frozenset(
    {"confirmation", "as_of", "payer", "first_name", "ending", "phone", "card", "new_phone", "callback", *TEXT_TO}
)


def masked(step: Step, standins: Mapping[str, str]) -> list[tuple[str, dict[str, Value]]]:
    """What was said without what differs between a call and its replay: stand-ins, ids, the file's day, the card."""
    return [
        (each.key, {name: _masked(name, value, standins) for name, value in each.values.items()})
        for each in step.sentences
    ]


def _masked(name: str, value: Value, standins: Mapping[str, str]) -> Value:
    if name in OF_ITS_OWN:
        return name
    return standins.get(str(value), value) if name == "account" else value
