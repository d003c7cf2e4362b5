"""The words of what campaigns write, from `prompts/written/<language>.toml`, a biller's own in their places.

A biller's own stand in `billers/1368-prompts/written/en.toml`, any few of them. None is used that the law forbids.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from integration.billers import Biller
from integration.errors import Misconfigured
from integration.texting.words import Words, Wrong, read
from integration.writing.law import WANTED, unlawful

FOLDER = "written"
OWN_SUFFIX = "-prompts"  # of the folder beside a biller's file


def load(prompts: Path, biller: Biller) -> Words:
    """In each of the biller's languages. Misconfigured holds every mistake."""
    words, wrong = laid(prompts, biller.languages, own_of(biller))
    if wrong:
        raise Misconfigured([str(one) for one in wrong])
    return words


def own_of(biller: Biller) -> Path:
    """Where the biller's own lines are looked for."""
    return biller.folder / f"{biller.bid}{OWN_SUFFIX}"


def laid(prompts: Path, languages: Iterable[str], own: Path | None) -> tuple[Words, list[Wrong]]:
    """The shared words with a biller's own in their places, and every mistake of both."""
    languages = tuple(languages)
    bodies, wrong = read(prompts, languages, folder=FOLDER)
    wrong += _judged(prompts, bodies)
    for language in languages:
        if own is not None and (own / FOLDER / f"{language}.toml").is_file():
            theirs, mistakes = read(own, [language], folder=FOLDER)
            wrong += [*mistakes, *_judged(own, theirs, whole=False)]
            bodies[language] = bodies[language] | theirs[language]
    return Words(bodies, FOLDER), wrong


def _judged(place: Path, bodies: dict[str, dict[str, str]], *, whole: bool = True) -> Iterator[Wrong]:
    words = Words(bodies, FOLDER)
    for language, texts in bodies.items():
        path = place / FOLDER / f"{language}.toml"
        for key in sorted(WANTED.keys() - texts.keys()) if whole else ():
            yield Wrong(path, key, "nothing", "this text, which people must get")
        for key, body in texts.items():
            for found, expected in unlawful(language, key, body, words.variables(language, key)):
                yield Wrong(path, key, found, expected)
