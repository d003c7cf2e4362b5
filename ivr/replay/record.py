"""A call played by hand in a box, written down as it goes: what is heard as IVR lines, what is typed as the others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from integration.ledger.tables import payments, schedules
from integration.settings import prompts_of_environment
from ivr.phone import Heard
from ivr.phone.cards import TEST_CARDS
from ivr.replay import checks
from ivr.replay.line_texts import check_text, numbers_in, presses, seconds, spoken
from ivr.replay.pattern import Pattern, filled, normal
from ivr.replay.player import WORDS, play
from ivr.replay.report import Report
from ivr.replay.script_file import read_script
from ivr.replay.stage import Stage, open_stage
from ivr.replay.words import HEADERS
from ivr.speech.spelled import groups

CARD_DIGITS_MIN = 12
FACTS: Mapping[str, str] = {
    "caller": "+17705550134",
    "biller": "1368",
    "clock": "2026-11-20 10:05 America/New_York",
    "account": "0012345678  balance 142.50  pastdue 42.50  due 2026-11-05  zip 30236",
}
VERBS = {"say": "SAY", "wait": "WAIT", "check": "CHECK", "star": "STAR", "hangup": "HANGUP"}
_NAMES = {number: f"card:{name}" for name, number in TEST_CARDS.items()}
_LONG = re.compile(rf"[0-9]{{{CARD_DIGITS_MIN},}}")


@dataclass
class Recording:
    """One call under way. `lines` is the talk so far, as a script has it."""

    stage: Stage
    lines: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    def listen(self) -> list[Heard]:
        """What is heard until the line waits for the caller, or the call is over."""
        heard = self.stage.phone.listen()
        self.stage.heard += heard
        words = [normal(each.text) for each in heard if each.kind in WORDS]
        new = [self._captured(text) for text in words]
        self.lines += [f"IVR    {text}" for text in new]
        self.kept |= Pattern(new, self.kept).match(" ".join(words)) or {}
        return heard

    def do(self, typed: str) -> None:
        """What the caller does: keys, nothing for silence, or a verb. PhoneError or ValueError, and nothing is kept."""
        verb, text = _read(typed, in_pay=self.stage.phone.awaits.startswith("Pay"))
        wrong = check_text(verb, text)
        if wrong:
            raise ValueError(wrong)
        self._act(verb, text)
        self.lines.append(f"{verb:<6} {text}".rstrip())

    def end(self) -> None:
        """The last line: how the call ended."""
        self.lines.append(f"END    {self.stage.phone.result}")

    def _act(self, verb: str, text: str) -> None:
        phone = self.stage.phone
        match verb:
            case "KEY":
                for keys in presses(text):
                    phone.press(keys)
            case "SAY":
                words, confidence = spoken(text)
                phone.say(words, confidence=confidence)
            case "WAIT":
                phone.wait(seconds(text))
            case "CHECK":
                wrong = checks.judge(self.stage, filled(text, self.kept))
                if wrong:
                    raise ValueError(f"{text}: {wrong}")
            case "STAR":
                phone.press_star()
            case "HANGUP":
                phone.hang_up()
            case _:
                phone.silent()

    def _captured(self, text: str) -> str:
        """A confirmation number is another one in every call: it is kept under a name."""
        for place, number in enumerate(self._confirmations(), start=1):
            text = text.replace(groups(number), "{confirmation" + (f"_{place}" if place > 1 else "") + "}")
        return text

    def _confirmations(self) -> Sequence[str]:
        mine = select(payments.c.confirmation).where(payments.c.call_sid == self.stage.call_sid)
        later = select(schedules.c.reference).where(schedules.c.call_sid == self.stage.call_sid)
        with self.stage.box.site.database.read() as connection:
            paid = connection.scalars(mine.order_by(payments.c.attempt)).all()
            return [*paid, *connection.scalars(later.order_by(schedules.c.attempt))]


def _read(typed: str, *, in_pay: bool) -> tuple[str, str]:
    """The verb and its text. ValueError for what may be somebody's card: only test cards are written down."""
    typed = typed.strip()
    word, _, rest = typed.partition(" ")
    if word.lower() in VERBS:
        if any(len(number) > CARD_DIGITS_MIN for number in numbers_in(rest)):
            raise ValueError("this may be somebody's card, so it was neither said nor kept")
        return VERBS[word.lower()], rest.strip()
    bare = re.sub(r"[ .-]", "", typed)
    number = bare.rstrip("#")
    if number in _NAMES:
        return "KEY", _NAMES[number] + bare[len(number) :]
    longest = CARD_DIGITS_MIN if in_pay else CARD_DIGITS_MIN + 1  # an account may have twelve digits
    if any(len(run) >= longest for run in _LONG.findall(bare)):
        raise ValueError("this may be somebody's card, so it was neither keyed nor kept; card:visa is one to test with")
    return ("KEY", typed) if typed else ("QUIET", "")


def header(facts: Sequence[str], line: str = "") -> list[str]:
    """The header's lines: those told (`gateway: decline do_not_honor`), and the golden call's where none is told."""
    told = [fact.partition(":") for fact in facts]
    names = {name.strip().lower() for name, _, _ in told}
    unknown = sorted(names - set(HEADERS))
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no facts of a call; there are {', '.join(HEADERS)}")
    lines = [f'config:   lines = ["{line}"]'] if line else []
    ours = [f"{name + ':':<9} {text}" for name, text in FACTS.items() if name not in names]
    return [*ours, *(f"{name.strip().lower() + ':':<9} {text.strip()}" for name, _, text in told), *lines]


@contextmanager
def recording(head: Sequence[str]) -> Iterator[Recording]:
    """A call about to be made, in the world of this header. Unreadable where the facts make none."""
    with (
        _written(text_of(head, [], "")) as path,
        open_stage(read_script(path).facts, prompts_of_environment()) as stage,
    ):
        yield Recording(stage)


def text_of(head: Sequence[str], lines: Sequence[str], title: str) -> str:
    """The whole file."""
    return "\n".join([*([f"# {title}"] if title else []), *head, "", *lines]) + "\n"


def replayed(text: str) -> Report:
    """The file as it plays."""
    with _written(text) as path:
        return play(read_script(path), prompts=prompts_of_environment())


@contextmanager
def _written(text: str) -> Iterator[Path]:
    with TemporaryDirectory(prefix="ivr-record-") as folder:
        path = Path(folder) / "recorded.call"
        path.write_text(text, encoding="utf-8")
        yield path
