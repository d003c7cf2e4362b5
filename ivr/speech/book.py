"""One prompt file, read into templates and a list of everything that is wrong with it.

    [ask_account]
    say = "Please key your account number, then press pound."

A block is a turn, or `[voice]`; a key inside it is a sentence of the turn, called `ask_account.say`. What callers say
themselves stands below, in `[ask_account.heard]`.
"""

import re
import reprlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr.speech.elements import lacking
from ivr.speech.fault import Fault, places
from ivr.speech.heard.vocabulary import HEARD, Vocabulary, vocabulary_faults, vocabulary_of
from ivr.speech.kinds import KINDS
from ivr.speech.template import Template, faults
from ivr.speech.voice import Voice, voice_faults

VOICE = "voice"
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

Toml = Mapping[str, object]


@dataclass(slots=True)
class Book:
    """What one file holds; `keys` and `said` have the faulty ones too, `templates` and `heard` only what is sound."""

    path: Path
    language: str
    legible: bool = False
    voice: Voice | None = None
    keys: set[str] = field(default_factory=set)
    templates: dict[str, Template] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)  # the keys that have words, like `receipt.heard.1`
    heard: dict[str, Vocabulary] = field(default_factory=dict)  # by turn
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)  # key -> the line where it stands, for blocks too

    def finding(self, key: str, found: str, expected: str) -> None:
        """Note one mistake; what is missing has the place of its block, where there is one."""
        self.faults.append(Fault(self.path, self._line(key), key, found, expected))

    def _line(self, key: str) -> int | None:
        around = (key.rsplit(".", cut)[0] for cut in range(key.count(".") + 1))
        return next((self.places[name] for name in around if name in self.places), None)

    @property
    def findings(self) -> list[str]:
        """Every mistake, in a sentence with the file, the key and both sides."""
        return [str(fault) for fault in self.faults]


def read_book(folder: Path, language: str) -> Book:
    """Read `<folder>/<language>.toml`; whatever is wrong is in its findings, nothing is raised."""
    book, content = _read(folder, language)
    if book.legible and VOICE not in content:
        book.finding(VOICE, "nothing", "a [voice] block with language and name")
    if book.legible and not content.keys() - {VOICE}:
        book.finding("file", "no prompts", "a block for each turn")
    return book


def read_lines(folder: Path, language: str) -> Book:
    """The same for a file of a few lines only, which bring no voice of their own."""
    book, content = _read(folder, language)
    if VOICE in content:
        book.finding(VOICE, "a voice", "lines only: the voice is that of the shared prompts")
    return book


def _read(folder: Path, language: str) -> tuple[Book, Toml]:
    book = Book(folder / f"{language}.toml", language)
    if language not in KINDS:
        book.finding("language", repr(language), f"one that can be spoken: {', '.join(KINDS)}")
        return book, {}
    content = _toml(book)
    if content is None:
        return book, {}
    book.legible = True
    for block, prompts in content.items():
        _read_block(book, block, prompts)
    return book, content


def _toml(book: Book) -> Toml | None:
    try:
        text = book.path.read_text(encoding="utf-8-sig")  # editors on Windows write a mark first
        book.places = places(text)
        return tomllib.loads(text)
    except OSError as trouble:
        book.finding("file", f"no file to read ({trouble.strerror})", "one TOML file a language")
    except UnicodeDecodeError as trouble:
        book.finding("file", f"a byte that is not UTF-8 at {trouble.start}", "UTF-8")
    except tomllib.TOMLDecodeError as trouble:
        book.finding("file", str(trouble), "TOML")  # its sentence has the line and the column
    return None


def _read_block(book: Book, block: str, prompts: object) -> None:
    if not _NAME.fullmatch(block):
        book.finding(repr(block), "that name", "small letters, digits and _")
    elif not isinstance(prompts, dict):
        book.finding(block, reprlib.repr(prompts), f"a block [{block}] with prompts in it")
    elif block == VOICE:
        _read_voice(book, prompts)
    else:
        _read_turn(book, block, prompts)


def _read_voice(book: Book, fields: Toml) -> None:
    wrong = list(voice_faults(fields, book.language))
    for key, found, expected in wrong:
        book.finding(key, found, expected)
    if not wrong:
        book.voice = Voice(str(fields["language"]), str(fields["name"]))


def _read_turn(book: Book, block: str, prompts: Toml) -> None:
    if not prompts:
        book.finding(block, "an empty block", "at least one prompt")
    for name, text in prompts.items():
        if name == HEARD and isinstance(text, dict):
            _read_heard(book, block, text)
        else:
            _read_named(book, f"{block}.{name}", name, text)


def _read_heard(book: Book, block: str, phrases: Toml) -> None:
    book.said |= {f"{block}.{HEARD}.{key}" for key in phrases}
    wrong = list(vocabulary_faults(phrases))
    for key, found, expected in wrong:
        book.finding(f"{block}.{HEARD}.{key}", found, expected)
    if not wrong:
        book.heard[block] = vocabulary_of(phrases)


def _read_named(book: Book, key: str, name: str, text: object) -> None:
    if _NAME.fullmatch(name):
        read_prompt(book, key, text)
    else:
        book.finding(key, f"the name {name!r}", "small letters, digits and _")


def read_prompt(book: Book, key: str, text: object) -> None:
    """Add one prompt to a book in a language that is spoken, or what is wrong with it."""
    book.keys.add(key)
    if not isinstance(text, str):
        book.finding(key, reprlib.repr(text), "text in quotes")
        return
    wrong = list(faults(text, KINDS[book.language]))
    for found, expected in wrong:
        book.finding(key, found, expected)
    if not wrong:
        book.templates[key] = template = Template.parse(text, KINDS[book.language])
        for found, expected in lacking(key, book.language, template):
            book.finding(key, found, expected)
