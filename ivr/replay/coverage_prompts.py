"""Which prompts a call has made heard, in which language: read back from what was said."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from integration.ledger.tables import turns
from ivr.phone import Heard
from ivr.replay.stage import Stage
from ivr.script import SCRIPT
from ivr.speech.book import read_book
from ivr.speech.kinds import KINDS
from ivr.speech.template import Template
from ivr.turns import Pay

Prompt = tuple[str, str]  # language, key
BOOKS_CACHED_MAX = 8
SENTENCES_CACHED_MAX = 10_000  # the same are said in call after call
SHARED = "common"
WHISPER = "whisper"


def languages_in(folder: Path) -> tuple[str, ...]:
    """The languages that a folder of prompts has, and that can be spoken."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if path.stem in KINDS))


def prompts_heard(stage: Stage) -> frozenset[Prompt]:
    """Every prompt of this call. Those inside <Pay> stand in no transcript: the telephone heard them."""
    with stage.box.site.database.read() as connection:
        mine = select(turns.c.turn, turns.c.said).where(turns.c.call_sid == stage.call_sid)
        rows = connection.execute(mine).all()
    folder, languages = stage.box.site.settings.prompts, tuple(stage.box.biller.languages)
    said = {one for turn, told in rows for text in json.loads(told) for one in _said(folder, languages, turn, text)}
    return frozenset(
        said | set(_in_pay(folder, languages, stage.heard)) | set(_whispered(folder, languages, stage.heard))
    )


@lru_cache(maxsize=SENTENCES_CACHED_MAX)
def _said(folder: Path, languages: tuple[str, ...], turn: str, sentence: str) -> frozenset[Prompt]:
    """The prompts that a sentence can be: the turn's own, or where it has none that fits, another turn's."""
    found = frozenset(
        (language, key)
        for language in languages
        for key, form in _forms(folder, language).items()
        if form.fullmatch(sentence)
    )
    own = frozenset(prompt for prompt in found if _block(prompt[1]) in (turn, SHARED))
    return own or found


def _in_pay(folder: Path, languages: Iterable[str], heard: Iterable[Heard]) -> Iterator[Prompt]:
    """A step's prompt, alone or after "let us try once more"; none of them has variables."""
    spoken = {(one.language.partition("-")[0], one.text) for one in heard if one.kind == "say"}
    paying = {turn.name for turn in SCRIPT.turns if isinstance(turn, Pay)}
    for language in languages:
        forms = {key: form for key, form in _forms(folder, language).items() if _block(key) in paying}
        for key, form in forms.items():
            part = re.compile(rf"(?:.* )?{form.pattern}(?: .*)?")
            if any(tongue == language and part.fullmatch(text) for tongue, text in spoken):
                yield language, key


def _whispered(folder: Path, languages: Iterable[str], heard: Iterable[Heard]) -> Iterator[Prompt]:
    """What the agent alone heard stands in no transcript either."""
    told = [one.text for one in heard if one.kind == "whisper"]
    for language in languages:
        forms = {key: form for key, form in _forms(folder, language).items() if _block(key) == WHISPER}
        for key, form in forms.items():
            part = re.compile(rf"(?:.* )?{form.pattern}(?: .*)?")
            if any(part.fullmatch(text) for text in told):
                yield language, key


def _block(key: str) -> str:
    return key.partition(".")[0]


@lru_cache(maxsize=BOOKS_CACHED_MAX)
def _forms(folder: Path, language: str) -> Mapping[str, re.Pattern[str]]:
    return {key: re.compile(_form(template)) for key, template in read_book(folder, language).templates.items()}


def _form(template: Template) -> str:
    return "".join(f"{re.escape(slot.before)}.+?" for slot in template.slots) + re.escape(template.after)
