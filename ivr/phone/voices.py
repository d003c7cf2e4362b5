"""Which voice speaks which language: "Bad voice/language combination => the Say FAILS" (twilio.md 5)."""

import re
from collections.abc import Mapping

_GOOGLE = re.compile(r"Google\.([a-z]{2,3}-[A-Z]{2})-", re.ASCII)
_POLLY = re.compile(r"Polly\.([A-Za-z]+)", re.ASCII)
# Polly's voices by name; one that is not here speaks whatever it is asked to.
POLLY_SPEAKS: Mapping[str, frozenset[str]] = {
    name: frozenset(languages.split())
    for languages, names in {
        "en-US": "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen",
        "en-GB": "Amy Arthur Brian Emma",
        "en-AU": "Nicole Olivia Russell",
        "en-IN": "Kajal Raveena",
        "en-IN hi-IN": "Aditi",
        "es-US": "Lupe Miguel Pedro Penelope",
        "es-MX": "Andres Mia",
        "es-ES": "Conchita Enrique Lucia Sergio",
        "fr-CA": "Chantal Gabrielle Liam",
        "fr-FR": "Celine Lea Mathieu Remi",
        "de-DE": "Daniel Hans Marlene Vicki",
        "it-IT": "Bianca Carla Giorgio",
    }.items()
    for name in names.split()
}


def cannot_speak(voice: str, language: str) -> str:
    """Why this voice cannot say it, '' where it can. `language` is '' where the Say names none."""
    spoken = _spoken_by(voice)
    if not language or not spoken or language in spoken:
        return ""
    return f"{voice} speaks {', '.join(sorted(spoken))}, not {language}"


def _spoken_by(voice: str) -> frozenset[str]:
    """The languages of a voice; empty where it is a basic one or not known."""
    if google := _GOOGLE.match(voice):
        return frozenset({google[1]})
    polly = _POLLY.match(voice)
    return POLLY_SPEAKS.get(polly[1], frozenset()) if polly else frozenset()
