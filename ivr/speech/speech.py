"""The door of this package: `Speech`, loaded once at start-up and asked in every turn."""

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from integration.errors import Misconfigured
from ivr.speech.agree import agree
from ivr.speech.book import Book, read_book
from ivr.speech.checked import Value
from ivr.speech.heard.vocabulary import Vocabulary
from ivr.speech.own import read_own
from ivr.speech.shutoff import Texts, read_shutoff
from ivr.speech.template import Template
from ivr.speech.voice import Voice


class Speech:
    """The prompts of every language asked for, proved to agree with each other; safe to share between threads."""

    def __init__(
        self,
        voices: Mapping[str, Voice],
        templates: Mapping[str, Mapping[str, Template]],
        heard: Mapping[str, Mapping[str, Vocabulary]],
        own: Mapping[str, "Speech"] | None = None,
    ) -> None:
        self._voices = voices
        self._templates = templates
        self._heard = heard
        self._own = own or {}

    @classmethod
    def load(
        cls,
        folder: Path,
        languages: Iterable[str],
        own: Mapping[str, Path] | None = None,
        shutoff: Mapping[str, tuple[Path, Texts]] | None = None,
    ) -> "Speech":
        """Read `<folder>/<language>.toml` for each language; Misconfigured holds every mistake in all the files.

        `own` tells of each biller that has lines of its own the folder in which they are (see `own.py`); `shutoff` has
        the words that stand in its file (see `shutoff.py`), which come before those of the folder.
        """
        books = [read_book(folder, language) for language in dict.fromkeys(languages)]
        agree(books)
        replaced: dict[str, list[Book]] = {bid: read_own(place, books) for bid, place in (own or {}).items()}
        for bid, (path, texts) in (shutoff or {}).items():
            replaced.setdefault(bid, []).extend(read_shutoff(path, texts, books))
        findings = [finding for book in (*books, *chain(*replaced.values())) for finding in book.findings]
        if not books:
            findings = [f"{folder}: languages: found none, expected at least one"]
        if findings:
            raise Misconfigured(findings)
        voices = {book.language: book.voice for book in books if book.voice}
        return cls(
            voices,
            _laid(books),
            _vocabularies(books),
            {bid: cls(voices, _laid(books, lines), _vocabularies(books, lines)) for bid, lines in replaced.items()},
        )

    def of(self, bid: str) -> "Speech":
        """What the callers of this biller hear and say: the shared prompts, with its own lines in their places."""
        return self._own.get(bid, self)

    def words(self, language: str, key: str, values: Mapping[str, Value]) -> str:
        """What the caller hears for `ask_account.say` with these values (cents, ISO dates, texts).

        ValueError names the language, the key and the variable that has no value or one not of its kind.
        """
        template = self._template(language, key)
        try:
            return template.words(values)
        except ValueError as trouble:
            raise ValueError(f"{language} {key}: {trouble}") from trouble

    def keys(self, language: str) -> frozenset[str]:
        """Every prompt, like `ask_account.say`."""
        return frozenset(self._language(language))

    def variables(self, language: str, key: str) -> Mapping[str, str]:
        """The variables of a prompt, name -> kind; read only."""
        return self._template(language, key).variables

    def heard(self, language: str, turn: str) -> Vocabulary:
        """What callers say for each key of this turn; nothing where it has no [<turn>.heard]."""
        self._language(language)
        return self._heard[language].get(turn, {})

    def voice(self, language: str) -> Voice:
        """Who speaks this language."""
        self._language(language)
        return self._voices[language]

    def _template(self, language: str, key: str) -> Template:
        try:
            return self._language(language)[key]
        except KeyError:
            raise ValueError(f"{language} {key}: no such prompt") from None

    def _language(self, language: str) -> Mapping[str, Template]:
        try:
            return self._templates[language]
        except KeyError:
            raise ValueError(f"{language}: not loaded; there are {', '.join(self._templates)}") from None


def _laid(books: Iterable[Book], over: Iterable[Book] = ()) -> dict[str, Mapping[str, Template]]:
    """Language -> prompts, those of `over` in place of the shared ones."""
    lines: dict[str, dict[str, Template]] = {}
    for book in over:
        lines[book.language] = lines.get(book.language, {}) | book.templates
    return {book.language: book.templates | lines.get(book.language, {}) for book in books}


def _vocabularies(books: Iterable[Book], over: Iterable[Book] = ()) -> dict[str, Mapping[str, Vocabulary]]:
    """Language -> turn -> what callers say, with the keys of `over` in place of the shared ones."""
    lines = {book.language: book.heard for book in over if book.heard}
    return {book.language: _merged(book.heard, lines.get(book.language, {})) for book in books}


def _merged(shared: Mapping[str, Vocabulary], own: Mapping[str, Vocabulary]) -> dict[str, Vocabulary]:
    return {turn: {**words, **own.get(turn, {})} for turn, words in shared.items()}
