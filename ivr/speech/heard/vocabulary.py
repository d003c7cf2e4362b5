"""The [<turn>.heard] block of a prompt file: what callers say for each key of a menu.

[read_balance.heard]
1 = ["pay everything", "everything I owe"]
"""

import reprlib
from collections.abc import Iterator, Mapping
from typing import Any

from ivr.speech.heard.phrases import Phrase
from ivr.speech.heard.plain import words_of

HEARD = "heard"
PHRASES_MAX = 30  # for a key; Twilio takes 500 hints for a <Gather> (twilio.md 4)
PHRASE_CHARS_MAX = 100  # a hint may have so many

Vocabulary = Mapping[str, tuple[str, ...]]  # key, or what stands for it -> the writer's phrases


def vocabulary_faults(block: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a [<turn>.heard] block, as (key, found, expected)."""
    first: dict[Phrase, str] = {}
    for key, phrases in block.items():
        if not isinstance(phrases, list) or not 0 < len(phrases) <= PHRASES_MAX:
            yield key, reprlib.repr(phrases), f'1 to {PHRASES_MAX} phrases, like ["yes", "that is right"]'
            continue
        for phrase in phrases:
            wrong = _phrase_fault(phrase)
            if wrong:
                yield key, reprlib.repr(phrase), wrong
            elif first.setdefault(words_of(phrase), key) != key:
                yield key, repr(phrase), f"words that {first[words_of(phrase)]} does not have"


def _phrase_fault(phrase: object) -> str:
    if not isinstance(phrase, str) or not words_of(phrase):
        return "words in quotes"
    if len(phrase) > PHRASE_CHARS_MAX or "," in phrase:
        return f"{PHRASE_CHARS_MAX} characters at most, without a comma"
    return ""


def vocabulary_of(block: Mapping[str, Any]) -> Vocabulary:
    """A block without faults."""
    return {key: tuple(phrases) for key, phrases in block.items()}
