"""The door of this package: `Speech`, loaded once at start-up and asked in every turn."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from integration.errors import Misconfigured
from ivr.speech.agree import agree
from ivr.speech.book import read_book
from ivr.speech.checked import Value
from ivr.speech.heard.vocabulary import Vocabulary
from ivr.speech.template import Template
from ivr.speech.voice import Voice


class Speech:
    """The prompts of every language asked for, proved to agree with each other; safe to share between threads."""

    def __init__(
        self,
        voices: Mapping[str, Voice],
        templates: Mapping[str, Mapping[str, Template]],
        heard: Mapping[str, Mapping[str, Vocabulary]],
    ) -> None:
        self._voices = voices
        self._templates = templates
        self._heard = heard

    @classmethod
    def load(cls, folder: Path, languages: Iterable[str]) -> "Speech":
        """Read `<folder>/<language>.toml` for each language; Misconfigured holds every mistake in all the files."""
        books = [read_book(folder, language) for language in dict.fromkeys(languages)]
        agree(books)
        findings = [finding for book in books for finding in book.findings]
        if not books:
            findings = [f"{folder}: languages: found none, expected at least one"]
        if findings:
            raise Misconfigured(findings)
        voices = {book.language: book.voice for book in books if book.voice}
        return cls(
            voices, {each.language: each.templates for each in books}, {each.language: each.heard for each in books}
        )

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
