"""What somebody means who writes: rules.md 2.1, "any reasonable means", in three languages."""

import pytest

from integration.ledger.texts_in import Word
from ivr.texts.meaning import meant

STOPS = ["STOP", "QUIT", "END", "REVOKE", "OPT-OUT", "CANCEL", "UNSUBSCRIBE", "STOPALL"]


@pytest.mark.parametrize(
    "body",
    [
        *STOPS, *(word.lower() for word in STOPS), "opt out", "OptOut", " Stop. ", "stop!!", "“STOP”",
        "Stop texting me",
        "please stop", "PLEASE STOP THESE MESSAGES NOW", "I want to opt out", "Unsubscribe me please", "stop\n",
        "ALTO", "alto por favor", "Baja", "no más", "cancelar", "pare", "ARRÊT", "arret", "Arrêtez", "désabonner",
        "fin",
    ],
)  # fmt: skip
def test_stop_in_any_reasonable_form(body):
    assert meant(body)[0] is Word.STOP


@pytest.mark.parametrize(
    ("body", "word", "language"),
    [
        ("START", Word.START, ""),
        ("unstop", Word.START, ""),
        ("Sí", Word.START, "es"),
        ("oui", Word.START, "fr"),
        ("help", Word.HELP, ""),
        ("Info?", Word.HELP, ""),
        ("ayuda", Word.HELP, "es"),
        ("AIDE", Word.HELP, "fr"),
        ("alto", Word.STOP, "es"),
        ("arrêt", Word.STOP, "fr"),
        ("stop", Word.STOP, ""),
    ],
)
def test_a_word_gives_its_language_away(body, word, language):
    assert meant(body) == (word, language)


@pytest.mark.parametrize(
    "body",
    [
        "", "   ", "?", "👍", "What do I owe?", "How do I cancel my autopay", "When does the week end",
        "4111111111111111",
        "Do not shut off the water, I will stop by tomorrow to pay", "nonstop", "helpful", "start of the month",
    ],
)  # fmt: skip
def test_anything_else_is_neither(body):
    assert meant(body)[0] is Word.OTHER
