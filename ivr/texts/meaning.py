"""What somebody means who writes to us, in any of the languages: STOP, START, HELP, or anything else (rules.md 2.1).

A no is heard in any reasonable form, so a short text in which one of the plain words stands is one: whoever did not
mean it is told how to undo it, and nobody is written to against his will.
"""

import re
import unicodedata

from integration.ledger.texts_in import Word

SHORT_WORDS_MAX = 6
STOPS = {  # the whole text, without accents and signs -> its language; '' is any
    "": ("STOP", "STOPALL", "QUIT", "END", "REVOKE", "OPT OUT", "OPTOUT", "CANCEL", "UNSUBSCRIBE"),
    "es": ("ALTO", "PARE", "PARAR", "BAJA", "CANCELAR", "TERMINAR", "NO MAS"),
    "fr": ("ARRET", "ARRETE", "ARRETER", "ARRETEZ", "ANNULER", "DESABONNER", "FIN"),
}
STARTS = {
    "": ("START", "UNSTOP", "YES"),
    "es": ("INICIAR", "COMENZAR", "ALTA", "SI"),
    "fr": ("COMMENCER", "DEBUT", "REPRENDRE", "OUI"),
}
HELPS = {"": ("HELP", "INFO"), "es": ("AYUDA",), "fr": ("AIDE",)}
PLAIN_STOPS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "ALTO", "ARRETEZ", "DESABONNER"})
_LETTERS = re.compile(r"[A-Z0-9]+", re.ASCII)
_WHOLE = {
    text: (meaning, language)
    for meaning, by_language in ((Word.STOP, STOPS), (Word.START, STARTS), (Word.HELP, HELPS))
    for language, texts in by_language.items()
    for text in texts
}


def meant(body: str) -> tuple[Word, str]:
    """The word that was meant, and the language that gives itself away by it; '' where none does."""
    words = _LETTERS.findall(_plain(body))
    whole = " ".join(words)
    if whole in _WHOLE:
        return _WHOLE[whole]
    says_stop = PLAIN_STOPS & set(words) or "OPT OUT" in whole
    if says_stop and len(words) <= SHORT_WORDS_MAX:
        return Word.STOP, ""
    return Word.OTHER, ""


def _plain(body: str) -> str:
    """Capitals without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", body.upper()) if not unicodedata.combining(letter))
