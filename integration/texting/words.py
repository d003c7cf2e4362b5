"""The words of texts, read from `prompts/texts/<language>.toml`: a section for each text, its words under `body`.

Those of mails to payers stand likewise in `prompts/mails/`: a section for each part of a mail.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from integration.errors import Misconfigured
from integration.texting.written import KINDS, TEXT, Value

FOLDER, MAILS = "texts", "mails"  # in the folder of prompts
BODY = "body"
_VARIABLE = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)(?::(?P<kind>[a-z_]+))?\}", re.ASCII)
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake in a file of texts."""

    path: Path
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.key}: found {self.found}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Words:
    """Language -> key -> words with braces, all of them sound; every language has every key."""

    bodies: Mapping[str, Mapping[str, str]]
    folder: str = FOLDER

    @classmethod
    def load(cls, prompts: Path, languages: Iterable[str], *, folder: str = FOLDER) -> "Words":
        """Misconfigured holds every mistake of every file."""
        bodies, wrong = read(prompts, languages, folder=folder)
        if wrong:
            raise Misconfigured([str(one) for one in wrong])
        return cls(bodies, folder)

    def write(self, language: str, key: str, values: Mapping[str, Value]) -> str:
        """The text with its values; ValueError names language, key and what is missing or of the wrong kind."""
        try:
            body = self.bodies[language][key]
        except KeyError:
            raise ValueError(f"{language} {key}: no such text in {self.folder}/{language}.toml") from None
        try:
            return _VARIABLE.sub(lambda found: _written(language, found, values), body)
        except ValueError as trouble:
            raise ValueError(f"{language} {key}: {trouble}") from trouble

    def variables(self, language: str, key: str) -> Mapping[str, str]:
        """Name -> kind."""
        return _variables(self.bodies[language][key])


def read(
    prompts: Path, languages: Iterable[str], *, folder: str = FOLDER
) -> tuple[dict[str, dict[str, str]], list[Wrong]]:
    """What is sound in the files of these languages, and every mistake."""
    bodies: dict[str, dict[str, str]] = {}
    wrong: list[Wrong] = []
    for language in languages:
        path = prompts / folder / f"{language}.toml"
        bodies[language] = dict(_sections(path, language, wrong))
    wrong += _disagreements(prompts / folder, bodies)
    return bodies, wrong


def _sections(path: Path, language: str, wrong: list[Wrong]) -> Iterator[tuple[str, str]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        wrong.append(Wrong(path, "file", str(trouble), "a TOML file with a section for each text"))
        return
    for key, section in content.items():
        body = section.get(BODY) if isinstance(section, dict) and set(section) == {BODY} else None
        if not isinstance(body, str) or not body.strip():
            wrong.append(Wrong(path, key, "no words", f'{BODY} = "…" and nothing else'))
            continue
        faults = list(_faults(path, key, body, language))
        wrong.extend(faults)
        if not faults:
            yield key, " ".join(body.split())


def _faults(path: Path, key: str, body: str, language: str) -> Iterator[Wrong]:
    for found in _VARIABLE.finditer(body):
        kind = found["kind"] or TEXT
        if kind not in KINDS[language]:
            yield Wrong(path, key, f"the kind {kind!r} in {found[0]}", f"one of {', '.join(KINDS[language])}")
    if _BRACE.search(_VARIABLE.sub("", body)):
        yield Wrong(path, key, "a stray brace", "braces around variables only, like {amount:money}")


def _disagreements(folder: Path, bodies: Mapping[str, Mapping[str, str]]) -> Iterator[Wrong]:
    """Each language is held against all the others: the same texts, with the same variables."""
    keys = {key for texts in bodies.values() for key in texts}
    for language, texts in bodies.items():
        path = folder / f"{language}.toml"
        for key in sorted(keys - texts.keys()):
            yield Wrong(path, key, "nothing", "this text, which other languages have")
        for key in texts:
            first = next(other[key] for other in bodies.values() if key in other)
            if _variables(texts[key]) != _variables(first):
                yield Wrong(path, key, f"{_shown(texts[key])}", f"{_shown(first)}, as in other languages")


def _variables(body: str) -> dict[str, str]:
    return {found["name"]: found["kind"] or TEXT for found in _VARIABLE.finditer(body)}


def _shown(body: str) -> str:
    return ", ".join(f"{{{name}:{kind}}}" for name, kind in sorted(_variables(body).items())) or "no variable"


def _written(language: str, found: re.Match[str], values: Mapping[str, Value]) -> str:
    name = found["name"]
    if name not in values:
        raise ValueError(f"{found[0]} was given no value")
    try:
        return KINDS[language][found["kind"] or TEXT](values[name])
    except ValueError as trouble:
        raise ValueError(f"{found[0]} {trouble}") from trouble
