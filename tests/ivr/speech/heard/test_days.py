"""Days in words, as recognisers write them, in each language; what can be two days is none."""

import pytest

from ivr.speech.heard.days import day_said
from ivr.speech.heard.hearing import EARS
from ivr.speech.heard.plain import words_of

SAID = [
    ("en", "December fourth", "1204"),
    ("en", "december 4th", "1204"),
    ("en", "the fourth of December please", "1204"),
    ("en", "Friday, December 4", "1204"),
    ("en", "on the twenty-first of January", "0121"),
    ("en", "January twenty one", "0121"),
    ("en", "May thirty first", "0531"),
    ("en", "one two zero four", "1204"),
    ("en", "twelve oh four", "1204"),
    ("en", "1204", "1204"),
    ("en", "December thirty two", ""),
    ("en", "December or January fourth", ""),
    ("en", "December", ""),
    ("en", "December fourth or fifth", ""),
    ("en", "whenever you like", ""),
    ("es", "cuatro de diciembre", "1204"),
    ("es", "el viernes 4 de diciembre", "1204"),
    ("es", "primero de enero", "0101"),
    ("es", "el 1ero de enero", "0101"),
    ("es", "veintiuno de enero por favor", "0121"),
    ("es", "uno dos cero cuatro", "1204"),
    ("es", "diciembre", ""),
    ("fr", "quatre décembre", "1204"),
    ("fr", "le vendredi 4 décembre", "1204"),
    ("fr", "le premier janvier", "0101"),
    ("fr", "1er janvier", "0101"),
    ("fr", "vingt et un janvier", "0121"),
    ("fr", "le trente et un août", "0831"),
    ("fr", "un deux zéro quatre", "1204"),
    ("fr", "décembre ou janvier", ""),
]


@pytest.mark.parametrize(("language", "said", "keys"), SAID, ids=[f"{row[0]}-{row[1]}" for row in SAID])
def test_a_day_that_is_said(language, said, keys):
    assert day_said(EARS[language], words_of(said)) == keys


@pytest.mark.parametrize("language", EARS)
def test_every_language_has_twelve_months(language):
    assert len(set(EARS[language].months)) == len(EARS[language].months) == 12
