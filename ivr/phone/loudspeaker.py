"""A call read aloud by espeak-ng, in the language of each sentence; silent words of why where it is not installed."""

import shutil
import subprocess
from collections.abc import Iterable

from ivr.phone import Heard

PROGRAM = "espeak-ng"
SENTENCE_S_MAX = 120
MISSING = f"{PROGRAM} is not installed: nothing is read aloud"


def speaker() -> str | None:
    """The program's place, or None."""
    return shutil.which(PROGRAM)


def speak(program: str, heard: Iterable[Heard]) -> None:
    """All words, one after the other. What is said goes in by standard input, never as an argument."""
    for each in heard:
        if each.kind in ("say", "prompt") and each.text:
            voice = each.language.lower() or "en-us"
            subprocess.run(  # noqa: S603 - the program that was found, and a language tag of our own prompts
                [program, "-v", voice, "--stdin"],
                input=each.text.encode(),
                check=False,
                timeout=SENTENCE_S_MAX,
                stderr=subprocess.DEVNULL,  # a machine without a loudspeaker says so at every sentence
            )
