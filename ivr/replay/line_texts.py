"""What may follow a verb. Whatever a person would type for it is taken as he means it."""

import re
from datetime import UTC, datetime

from ivr.phone.cards import KEYS, NAMED_KEYS
from ivr.replay.checks import check_fact
from ivr.replay.payment_facts import read_beside
from ivr.replay.words import ENDINGS, VERBS, nearest
from ivr.speech.heard.hearing import EARS
from ivr.speech.heard.numbers import digits_said
from ivr.speech.heard.plain import words_of

NO_TIME = datetime.min.replace(tzinfo=UTC)  # of a payment that is not made yet
_FOR_THE_EYE = str.maketrans("", "", " \t$.,:-/()")  # written between keys, on no telephone: `$5`, `10:30`
_SECONDS = re.compile(r"(?P<number>[0-9]{1,4}(?:\.[0-9]{1,3})?)\s*(?:s|sec|seconds?)?", re.ASCII | re.IGNORECASE)
_SPOKEN = re.compile(r"(?P<words>.*?)\s*(?:\(confidence (?P<confidence>[01](?:\.[0-9]{1,3})?)\))?", re.ASCII)
_CAPTURED = re.compile(r"\{[a-z][a-z0-9_]*\}", re.ASCII)


def check_text(verb: str, text: str) -> str:
    """What is wrong with a line's text; '' where it is right."""
    if not VERBS[verb]:
        return f"{verb} stands alone; found {text!r} after it" if text else ""
    if not text:
        return f"{verb} needs {VERBS[verb]} after it"
    try:
        match verb:
            case "KEY":
                presses(_CAPTURED.sub("0", text))
            case "SAY":
                spoken(text)
            case "WAIT":
                seconds(text)
            case "END" if text not in ENDINGS:
                return f"END {text}: {nearest(text, ENDINGS)}"
            case "BESIDE":
                read_beside(text, NO_TIME)
            case "CHECK":
                check_fact(text)
    except ValueError as wrong:
        return f"{verb} {wrong}"
    return ""


def presses(text: str) -> list[str]:
    """The keys of a KEY line, in runs to be pressed one after the other; ValueError where a word is no key's name."""
    bare = text.translate(_FOR_THE_EYE)
    if bare and set(bare) <= KEYS:
        return [bare]
    return [run for word in text.split() for run in _runs(word)]


def _runs(word: str) -> list[str]:
    name = word.lower().rstrip("#*")
    if name in NAMED_KEYS:
        return [run for run in (name, word[len(name) :]) if run]
    bare = word.translate(_FOR_THE_EYE)
    if bare and set(bare) <= KEYS:
        return [bare]
    raise ValueError(f"{word}: no keys of a telephone, nor a name for some; {nearest(word, NAMED_KEYS)}")


def spoken(text: str) -> tuple[str, float | None]:
    """The words of a SAY line, and how sure recognition is of them this once: `one two (confidence 0.2)`."""
    found = _SPOKEN.fullmatch(text)
    if found is None or not found["words"]:
        raise ValueError(f"{text}: expected words, with a confidence after them or not, like: yes (confidence 0.2)")
    return found["words"], float(found["confidence"]) if found["confidence"] else None


def numbers_in(said: str) -> frozenset[str]:
    """The digits that are said, in any language that is listened to."""
    read = (digits_said(ear, words_of(said)) for ear in EARS.values())
    return frozenset(digits for digits in read if digits)


def seconds(text: str) -> float:
    """`20s`, `20` or `1.5 s` as seconds."""
    found = _SECONDS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text}: expected seconds, like 20s")
    return float(found["number"])
