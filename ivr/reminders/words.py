"""The words of a reminder, ready to be said: in each language, shared or a biller's own, human and voicemail."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from integration.billers import Biller
from integration.campaigns.definition import Definition
from integration.campaigns.kinds import Kind
from integration.errors import Misconfigured
from ivr.reminders.check import check_books
from ivr.speech.agree import agree
from ivr.speech.book import REMINDERS as FOLDER
from ivr.speech.book import Book, read_lines
from ivr.speech.checked import Value
from ivr.speech.fault import Fault
from ivr.speech.own import SUFFIX, own_folder, read_own
from ivr.speech.template import Template

PROVE, PROVE_BY_NAME = "prove", "prove_name"


@dataclass(frozen=True, slots=True)
class Message:
    """What is heard in one language. `proved` comes after the person has told who he is; '' if nothing is private."""

    language: str
    opening: str
    proved: str
    voicemail: str


class Reminders:
    """The templates of one biller."""

    def __init__(self, templates: Mapping[str, Mapping[str, Template]], biller: Biller) -> None:
        self._templates = templates
        self._biller = biller

    @classmethod
    def load(cls, prompts: Path, biller: Biller) -> "Reminders":
        """Of the folder of prompts, with the biller's own lines in their places. Misconfigured holds every mistake."""
        shared = [read_lines(prompts / FOLDER, language) for language in biller.languages]
        agree(shared)
        own = read_own(own_folder(biller.folder, biller.bid) / FOLDER, shared)
        merged = [laid(book, own) for book in shared]
        findings = [finding for book in (*shared, *own) for finding in book.findings]
        findings += [str(fault) for fault in check_books(merged)]
        if findings:
            raise Misconfigured(findings)
        return cls({book.language: book.templates for book in merged}, biller)

    def message(self, definition: Definition, language: str, values: Mapping[str, Value]) -> Message:
        """The exact words, with an account's values (cents, ISO dates, a first name or '')."""
        said = {"biller": self._biller.name, "callback": (self._biller.reminders.toll_free or "").removeprefix("+")}
        notice = " ".join(definition.message.get(language, "").split())
        said |= {"notice": notice}
        words = {
            key: template.words(said | dict(values))
            for key, template in self._asked(definition.kind, language)
            if key != f"opening.{PROVE_BY_NAME}" or values.get("first_name")
        }
        is_free = definition.kind is Kind.FREE_NOTICE
        opening = [words["opening.identify"], words["opening.opt_out"]]
        prove = PROVE_BY_NAME if values.get("first_name") else PROVE
        asked = ("purpose", prove, "choices")  # after who calls and how to stop it
        after = [words["free_notice.detail"]] if is_free else [words[f"opening.{name}"] for name in asked]
        told = words[f"{definition.kind}.action"]
        return Message(
            language=language,
            opening=" ".join([*opening, *after, *([told] if is_free else [])]),
            proved="" if is_free else f"{words[f'{definition.kind}.detail']} {told}",
            voicemail=words["voicemail.say"],
        )

    def _asked(self, kind: Kind, language: str) -> Iterator[tuple[str, Template]]:
        for key, template in self._templates[language].items():
            if key.partition(".")[0] in ("opening", "voicemail", kind):
                yield key, template


def check_reminders(prompts: Path, billers: Path | None) -> list[Fault]:
    """All that is wrong with the reminders in a folder of prompts, and with each biller's own lines."""
    shared = [read_lines(prompts / FOLDER, path.stem) for path in sorted((prompts / FOLDER).glob("*.toml"))]
    agree(shared)
    faults = [fault for book in shared for fault in book.faults] + list(check_books(shared))
    for place in sorted(billers.glob(f"*{SUFFIX}/{FOLDER}")) if billers else ():
        own = read_own(place, shared)
        changed = [laid(book, own) for book in shared if any(other.language == book.language for other in own)]
        faults += [fault for book in own for fault in book.faults] + list(check_books(changed))
    return faults


def laid(book: Book, over: Iterable[Book]) -> Book:
    """A book with a biller's own lines in their places; what is wrong is told of the file that says it."""
    own: Sequence[Book] = [other for other in over if other.language == book.language]
    if not own:
        return book
    (other,) = own
    return Book(
        other.path,
        book.language,
        legible=True,
        keys=book.keys | other.keys,
        templates=book.templates | other.templates,
        places=other.places,
    )
