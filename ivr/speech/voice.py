"""Who speaks: the [voice] block of a prompt file."""

import re
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_BCP47 = re.compile(r"[a-z]{2}-[A-Z]{2}", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.-]*", re.ASCII)
_FIELDS = ("language", "name")


@dataclass(frozen=True, slots=True)
class Voice:
    """What `<Say>` is told: `language` is BCP-47 like `en-US`, `name` is Twilio's, like `Polly.Joanna`."""

    language: str
    name: str


def voice_faults(block: Mapping[str, object], language: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a [voice] block of `<language>.toml`, as (key, found, expected).

    A voice of another language makes Twilio skip the whole `<Say>`, so that the caller hears nothing.
    """
    for field in _FIELDS:
        if not isinstance(block.get(field), str):
            yield f"voice.{field}", reprlib.repr(block[field]) if field in block else "nothing", "text in quotes"
    for field in sorted(block.keys() - set(_FIELDS)):
        yield f"voice.{field}", "a key nobody reads", "only language and name"
    tag, name = block.get("language"), block.get("name")
    if isinstance(tag, str) and not (_BCP47.fullmatch(tag) and tag.startswith(f"{language}-")):
        yield "voice.language", repr(tag), f"{language} and a country, like {language}-US"
    if isinstance(name, str) and not _NAME.fullmatch(name):
        yield "voice.name", repr(name), "a Twilio voice, like Polly.Joanna"
