"""Whether the words of reminders are lawful, in every language and for every biller's own lines."""

import re
from collections.abc import Iterable, Iterator

from integration.money import Money
from ivr.reminders.law import AFTER_PROOF, BEFORE_PROOF, LANGUAGES, NAME_WITHIN_WORDS_MAX, Wanted
from ivr.speech.book import Book
from ivr.speech.checked import Value
from ivr.speech.fault import Fault
from ivr.speech.template import Template

WORDS_PER_S = 2.5
OPENING = ("identify", "opt_out", "purpose")  # and then who is asked for
_NUMBER = re.compile(r"\d{2,}")
GATHER_S_MAX = 20.0  # a key works at once: no more than that is said to those who want to hear it
LONGEST: dict[str, Value] = {
    "biller": "Clayton County Water and Sewer Authority of Georgia",
    "callback": "18005550199",
    "first_name": "Alexandra",
    "owed": Money(977_777).cents,
    "past_due": Money(977_777).cents,
    "due": "2026-11-27",
    "shut_off": "2026-11-27",
    "notice": "Water will be off on Main Street from nine in the morning until six in the evening on Monday.",
}


def check_books(books: Iterable[Book]) -> Iterator[Fault]:
    """Everything that the law finds wrong; what is no template is told by whoever read the book."""
    for book in books:
        noted = Book(book.path, book.language, places=book.places)
        for key in sorted(expected() - book.keys):
            noted.finding(key, "nothing", "this sentence, which people must hear")
        for key in sorted(book.keys - expected()):
            noted.finding(key, "a sentence that nobody says", "no such sentence")
        for key in sorted(book.templates.keys() & expected()):
            _judge(noted, key, book.templates[key])
        _judge_together(noted, book)
        yield from noted.faults


def expected() -> frozenset[str]:
    """Every sentence that there must be."""
    kinds = {f"{kind}.{part}" for kind in AFTER_PROOF for part in ("detail", "action")}
    return frozenset(BEFORE_PROOF.keys() | kinds)


def _judge(noted: Book, key: str, template: Template) -> None:
    wanted, variables = BEFORE_PROOF.get(key), frozenset(template.variables)
    may_have = wanted.variables if wanted else AFTER_PROOF[key.partition(".")[0]]
    for name in sorted(variables - may_have):
        noted.finding(key, f"{{{name}}}", f"one of {', '.join(sorted(may_have)) or 'no variables'}")
    if wanted is None:
        return
    for name in sorted(wanted.variables - variables):
        noted.finding(key, f"no {{{name}}}", f"{{{name}}}, which the law wants here")
    if variables <= may_have:
        for found, lacks in _unlawful(wanted, template, noted.language):
            noted.finding(key, found, lacks)


def _unlawful(wanted: Wanted, template: Template, language: str) -> Iterator[tuple[str, str]]:
    law, words = LANGUAGES[language], template.words(LONGEST)
    own = _without_variables(template).lower()
    if wanted.names_first and not _names_first(template):
        yield (
            "the utility's name late or not at all",
            f"{{biller}} within {NAME_WITHIN_WORDS_MAX} words (64.1200(b)(1))",
        )
    if wanted.stops and not any(stop in own for stop in law.stops):
        yield "no way to stop the calls", f"one of {', '.join(law.stops)} (64.1200(b)(3))"
    if wanted.key and wanted.key not in own:
        yield f"no key {wanted.key}", f"the key that stops the calls, {wanted.key}"
    for word in law.forbidden:
        if re.search(rf"(?<!\w){re.escape(word)}", own):
            yield f"{word.strip()!r}", "nothing about a bill before it is known who listens (Reg F, limited content)"
    if _NUMBER.search(own):
        yield "a number", "none of its own: {callback} is the one to call"
    seconds = len(words.split()) / WORDS_PER_S
    if seconds > wanted.seconds:
        yield f"{seconds:.1f} seconds", f"{wanted.seconds:g} at most"


def _names_first(template: Template) -> bool:
    before = next((slot.before for slot in template.slots if slot.name == "biller"), None)
    return before is not None and template.slots[0].name == "biller" and len(before.split()) < NAME_WITHIN_WORDS_MAX


def _without_variables(template: Template) -> str:
    return " ".join([*(slot.before for slot in template.slots), template.after])


def _judge_together(noted: Book, book: Book) -> None:
    """What is heard in one go: a menu's words, of which a key cuts short the rest."""
    asked = [[f"opening.{name}" for name in (*OPENING, prove, "choices")] for prove in ("prove", "prove_name")]
    for keys in (*asked, *((f"{kind}.detail", f"{kind}.action") for kind in AFTER_PROOF)):
        seconds = sum(_seconds(book, key) for key in keys)
        if seconds > GATHER_S_MAX:
            noted.finding(keys[-1], f"{seconds:.1f} seconds with what comes before it", f"{GATHER_S_MAX:g} at most")


def _seconds(book: Book, key: str) -> float:
    template = book.templates.get(key)
    if template is None or not LONGEST.keys() >= template.variables.keys():
        return 0.0
    return len(template.words(LONGEST).split()) / WORDS_PER_S
